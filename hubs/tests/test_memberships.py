import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.personal_data import holdings
from hubs.models import Hub, Membership, Role
from hubs.tests.factories import HubFactory, MembershipFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 9, 30)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def term(poland):
    return MembershipFactory(hub=poland, starts_on=FIRST, ends_on=LAST)


def test_a_coordinator_runs_the_own_hub_and_no_other(coordinator, poland, romania):
    assert list(Hub.objects.run_by(coordinator)) == [poland]
    assert list(Hub.objects.manageable_by(coordinator)) == [poland]


def test_who_has_no_membership_runs_nothing(stranger, poland):
    assert list(Hub.objects.manageable_by(stranger)) == []


def test_staff_manage_every_hub_and_run_none(staff, poland, romania):
    assert set(Hub.objects.manageable_by(staff)) == {poland, romania}
    assert list(Hub.objects.run_by(staff)) == []


@pytest.mark.parametrize(
    ("day", "runs"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
)
def test_a_term_begins_and_ends_by_itself(term, day, runs):
    assert Hub.objects.run_by(term.user, day).exists() is runs
    assert Membership.objects.in_force(day).exists() is runs


def test_a_term_without_a_last_day_goes_on(poland):
    term = MembershipFactory(hub=poland, starts_on=FIRST, ends_on=None)

    assert Hub.objects.run_by(term.user, datetime.date(2099, 1, 1)).exists()


def test_two_deputies_may_share_a_hub(poland, term):
    deputy = MembershipFactory(hub=poland, role=Role.DEPUTY, starts_on=FIRST)

    assert Hub.objects.run_by(deputy.user, FIRST).exists()
    assert Hub.objects.run_by(term.user, FIRST).exists()


def test_a_new_term_may_follow_the_old_but_not_overlap_it(term):
    MembershipFactory(hub=term.hub, user=term.user, starts_on=LAST + DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(hub=term.hub, user=term.user, starts_on=LAST, ends_on=LAST)


def test_an_overlap_is_told_in_words(term):
    second = Membership(hub=term.hub, user=term.user, starts_on=LAST, role=Role.DEPUTY)

    with pytest.raises(ValidationError, match="already has a term"):
        second.full_clean()


def test_the_database_refuses_a_term_that_ends_before_it_starts(poland):
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(hub=poland, starts_on=LAST, ends_on=FIRST)


def test_the_database_refuses_an_unknown_role(poland):
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(hub=poland, role="king")


def test_the_database_refuses_a_second_hub_of_a_country(poland):
    with pytest.raises(IntegrityError), transaction.atomic():
        HubFactory(country="PL")


def test_terms_can_be_exported_and_are_gone_after_erasure(term):
    [holding] = [one for one in holdings() if one.model == "hubs.Membership"]

    assert list(holding.export(term.user)) == [
        {
            "hub": term.hub.name,
            "role": "coordinator",
            "starts_on": "2026-03-01",
            "ends_on": "2026-09-30",
            "named_in_public": False,
        }
    ]

    holding.erase(term.user)
    assert not Membership.objects.exists()
    assert not Membership.history.exists()


@pytest.mark.parametrize(("chosen", "shown"), [("today", 1), ("over", 0), ("to_come", 0)])
def test_the_admin_filters_terms_by_whether_they_are_in_force(
    as_, staff, coordinator, settings, chosen, shown
):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False

    page = as_(staff).get(reverse("admin:hubs_membership_changelist"), {"in_force": chosen})

    assert page.context["cl"].result_count == shown


def test_a_hub_opens_in_the_admin_with_its_societies_and_terms(as_, staff, term, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False

    assert as_(staff).get(reverse("admin:hubs_hub_change", args=[term.hub.pk])).status_code == 200


def test_a_time_zone_that_does_not_exist_is_refused(poland):
    poland.time_zone = "Europe/Krakow"

    with pytest.raises(ValidationError, match="There is no time zone “Europe/Krakow”"):
        poland.full_clean()
