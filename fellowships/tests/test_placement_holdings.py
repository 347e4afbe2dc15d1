"""What a stay leaves in the copy of somebody's data, and what is left of it when the person is erased."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts import personal_data
from accounts.erasures import erase
from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import Attestation, Bursary, Placement, PlacementState, Report
from fellowships.tests.factories import (
    CentreMemberFactory,
    ChecklistTemplateFactory,
    placement_of_expert,
    placement_of_fellow,
)
from mailing.models import Message

pytestmark = pytest.mark.django_db
NAME = "Żdzisława Unmistakable-Ștefănescu"


def exported(label, user):
    holding = next(one for one in personal_data.holdings() if one.model == label)
    return list(holding.export(user))


@pytest.fixture
def stay():
    ChecklistTemplateFactory()
    placement = placement_of_fellow(application__person__name=NAME)
    placement.days = DateRange(date(2027, 9, 6), date(2027, 9, 11))
    placement.supervisor = "Dr Moreau"
    placement.practical = f"Ask for {NAME} at the gate."
    placement.save()
    Bursary.objects.create(placement=placement, amount=1000, because=f"{NAME} asked for less.")
    report = actions.ask_for_report(placement)
    Report.objects.filter(pk=report.pk).update(
        state="submitted", submitted_at=timezone.now(), rating=4, seen=f"I, {NAME}, saw", learned="much"
    )
    Attestation.objects.create(
        placement=placement, days_present=5, words=f"{NAME} was there.", given_by=UserFactory()
    )
    return placement


def test_the_visitor_gets_all_of_it(stay):
    assert exported("fellowships.Placement", stay.person)[0]["first_day"] == "2027-09-06"
    assert len(exported("fellowships.ChecklistItem", stay.person)) == 1
    assert exported("fellowships.Report", stay.person)[0]["rating"] == 4
    assert exported("fellowships.Attestation", stay.person)[0]["days_present"] == 5
    assert exported("fellowships.Bursary", stay.person)[0]["amount_in_euros"] == "1000.00"


def test_the_host_gets_what_the_host_said_and_no_name(stay):
    host = stay.attestation.given_by

    assert exported("fellowships.Attestation", host)[0]["you_attested_days"] == 5
    assert exported("fellowships.Placement", host) == []


def test_after_erasure_the_stay_is_off_and_nobody_is_named(stay):
    erase(stay.person)

    stay.refresh_from_db()
    assert stay.state == PlacementState.CANCELLED
    for rows in (Placement.objects, Placement.history, Bursary.objects, Bursary.history, Report.objects):
        assert NAME not in str(list(rows.values()))
    assert NAME not in str(list(Attestation.objects.values()))
    assert Report.objects.get().rating == 4


def test_the_host_is_told_that_nobody_comes_and_no_mail_names_who_was_erased():
    host = CentreMemberFactory()
    placement = placement_of_expert(centre=host.centre, expert=UserFactory(name=NAME))
    assert Message.objects.filter(context__visitor=NAME).exists()

    erase(placement.person)

    assert NAME not in str(list(Message.objects.values()))
    mail = Message.objects.get(kind="fellowships/stay_cancelled", user=host.user)
    assert (mail.state, mail.context["visitor"]) == ("queued", "N. N.")


def test_a_supervisor_who_is_erased_is_named_nowhere(stay):
    Placement.objects.filter(pk=stay.pk).update(supervisor=f"Dr {NAME}", person=UserFactory())

    erase(UserFactory(name=NAME))

    stay.refresh_from_db()
    assert (stay.supervisor, stay.practical) == ("Dr ", "Ask for  at the gate.")


def test_a_report_that_is_owed_is_not_owed_any_more(stay):
    Report.objects.update(state="due", submitted_at=None)

    erase(stay.person)

    assert not Report.objects.exists()
