"""Coordinators are named in public only where they agreed, while their term lasts."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from hubs import actions
from hubs.models import Membership, Role
from hubs.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TERMS = "/me/hub/"


def text(response):
    return " ".join(response.content.decode().split())


def named(term):
    return reverse("hubs:own_named", args=[term.pk])


def test_nobody_is_named_before_agreeing_and_taking_back_works_at_once(as_, client, poland):
    term = MembershipFactory(hub=poland, role=Role.DEPUTY, user__name="Zofia Agreed")
    assert "Zofia Agreed" not in text(client.get("/hubs/pl/"))

    page = as_(term.user).post(named(term), {"shown": "yes"}, follow=True)
    client.logout()
    shown = text(client.get("/hubs/pl/"))
    as_(term.user).post(named(term), {"shown": "no"})
    client.logout()

    assert "You have agreed" in text(page)
    assert "<b>Zofia Agreed</b><span>Deputy coordinator</span>" in shown
    assert "Zofia Agreed" not in text(client.get("/hubs/pl/"))


def test_the_name_goes_with_the_term_and_with_the_account(client, poland):
    today = timezone.localdate()
    MembershipFactory(hub=poland, is_shown=True, ends_on=today - DAY, user__name="Anna Over")
    MembershipFactory(hub=poland, is_shown=True, starts_on=today + DAY, user__name="Ewa Tomorrow")
    MembershipFactory(hub=poland, is_shown=True, user__name="Jan Closed", user__is_active=False)
    MembershipFactory(hub=poland, is_shown=True, user__name="")
    last_day = MembershipFactory(hub=poland, is_shown=True, ends_on=today, user__name="Ola Today")

    page = text(client.get("/hubs/pl/"))

    assert last_day.user.name in page
    assert not any(name in page for name in ("Anna Over", "Ewa Tomorrow", "Jan Closed", "<b></b>"))


def test_a_coordinator_of_another_hub_is_not_named_here(client, poland, romania):
    MembershipFactory(hub=romania, is_shown=True, user__name="Ștefania Elsewhere")

    assert "Elsewhere" not in text(client.get("/hubs/pl/"))


def test_nobody_agrees_for_somebody_else(as_, poland, staff, stranger, participant):
    term = MembershipFactory(hub=poland)
    colleague = MembershipFactory(hub=poland).user

    for person in (staff, stranger, participant, colleague):
        assert as_(person).post(named(term), {"shown": "yes"}).status_code == 404
    assert not Membership.objects.filter(is_shown=True).exists()


def test_for_a_term_that_is_over_nobody_agrees_any_more(as_, poland):
    term = MembershipFactory(hub=poland, ends_on=timezone.localdate() - DAY)

    page = as_(term.user).post(named(term), {"shown": "yes"}, follow=True)

    assert "This term is not in force" in text(page)
    with pytest.raises(ValidationError, match="not in force"):
        actions.name_coordinator(membership=term, shown=True)


def test_what_was_agreed_is_on_the_trail_once(poland):
    term = MembershipFactory(hub=poland)

    for shown in (True, True, False):
        actions.name_coordinator(membership=term, shown=shown)

    entries = AuditEntry.objects.filter(object_type="hubs.membership").order_by("pk")
    assert list(entries.values_list("action", flat=True)) == ["membership.shown", "membership.hidden"]


def test_the_own_page_tells_of_every_term_and_who_has_none_reads_so(as_, poland, romania, stranger):
    person = MembershipFactory(hub=poland).user
    MembershipFactory(hub=romania, user=person, ends_on=timezone.localdate() - DAY)

    page = text(as_(person).get(TERMS))

    assert "Hub Poland" in page
    assert "Hub Romania" in page
    assert page.count("I agree to be named") == 1
    assert "You run no hub" in text(as_(stranger).get(TERMS))
    assert TERMS in text(as_(person).get("/me/"))


def test_agreeing_takes_a_post_and_an_account(client, as_, poland):
    term = MembershipFactory(hub=poland)

    assert client.get(TERMS).status_code == 302
    assert client.post(named(term)).status_code == 302
    assert as_(term.user).get(named(term)).status_code == 405


def test_the_office_cannot_tick_it_for_somebody(as_, staff, poland, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    term = MembershipFactory(hub=poland)

    page = as_(staff).get(reverse("admin:hubs_membership_change", args=[term.pk])).content.decode()

    assert 'name="is_shown"' not in page
    assert "agreed to be named in public" in page.lower()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_the_own_terms_asks_as_often_for_three(as_, poland, rows, django_assert_num_queries):
    person = MembershipFactory(hub=poland).user
    for number in range(1, rows):
        day = datetime.date(2020 + number, 1, 1)
        MembershipFactory(hub=poland, user=person, starts_on=day, ends_on=day + 30 * DAY)
    client = as_(person)
    client.get(TERMS)

    with django_assert_num_queries(3):
        client.get(TERMS)
