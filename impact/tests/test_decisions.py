"""Each kind of decision: found where it waits, nowhere else, and as many queries for three as for none."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Finding
from cases.tests.factories import accepted
from impact import decisions
from impact.decisions import AREAS, decision, portal
from impact.decisions.decision import Asking, Decision
from impact.models import MorningRules, Snapshot
from impact.tests.waiting import (
    MAKERS,
    answered,
    days_ago,
    exemption,
    few,
    flagged,
    line,
    poland,
    proposal,
    request,
    sign_off,
    standing,
)
from levels.models import Exemption
from registrations.tests.factories import ClosingFactory

pytestmark = pytest.mark.django_db
KINDS = {kind.name: kind for area in AREAS for kind in area.KINDS}


def counted(user, *kinds):
    """How many of these kinds wait, and the decisions."""
    asking = Asking(user, timezone.now(), MorningRules.today())
    found = [one for ones in decision.counted(kinds, asking).values() for one in ones]
    return sum(one.count for one in found), found


def test_every_kind_is_tried_here():
    assert set(KINDS) == set(MAKERS)


def test_nothing_waits_where_there_is_nothing(staff):
    number, found = counted(staff, *KINDS.values())

    assert [(str(one.title), one.count) for one in found] == [
        ("1 person of the office has no second factor", 1)
    ]
    assert number == 1


@pytest.mark.parametrize("name", MAKERS)
def test_what_waits_is_counted_and_leads_to_a_page_that_is_there(name, staff, as_):
    before, _none = counted(staff, KINDS[name])

    MAKERS[name]()
    one, _found = counted(staff, KINDS[name])
    with CaptureQueriesContext(connection) as first:
        decisions.of(staff)
    MAKERS[name]()
    MAKERS[name]()
    three, found = counted(staff, KINDS[name])
    with CaptureQueriesContext(connection) as then:
        decisions.of(staff)

    assert (one, three) == (before + 1, before + 3)
    assert len(then) == len(first) <= 10
    assert as_(staff).get(found[-1].url).status_code == 200


def test_what_is_late_comes_before_what_soon_will_be_and_that_before_what_has_waited_long():
    now = timezone.now()
    make = partial(Decision, url="", why="", now=now)
    late = make("late", due=now - timedelta(days=1))
    near = make("near", due=now + timedelta(days=2), since=now)
    old = make("old", since=now - timedelta(days=90), due=now + timedelta(days=60))
    new, never = make("new", since=now), make("never")

    assert sorted([never, new, old, near, late], key=lambda one: one.urgency) == [late, near, old, new, never]


def test_nothing_is_late_before_its_day_is_over(staff):
    few(closes_on=timezone.now().date())

    _number, [found] = counted(staff, KINDS["few_answers"])

    assert found.due.date() == timezone.now().date()
    assert found.is_late is False
    assert found.is_near is True


def test_nobody_is_told_of_what_somebody_else_has_to_decide(staff):
    """One's own proposal, exemption and closing wait for another person."""
    proposal(proposed_by=staff)
    Exemption.objects.filter(pk=exemption().pk).update(asked_by=staff)
    ClosingFactory(closed_by=staff)

    assert counted(staff, KINDS["proposals"], KINDS["exemptions"], KINDS["closings"]) == (0, [])


def test_a_case_in_which_one_has_a_stake_is_in_no_number(staff):
    published_by = accepted(author=staff)

    assert counted(staff, KINDS["case_decisions"])[0] == 0
    assert counted(published_by.case.author, KINDS["case_decisions"])[0] == 0


def test_requests_of_a_hub_are_no_business_of_the_office_before_they_are_old(staff):
    request(home=str(poland().country), requested_at=days_ago(6))

    assert counted(staff, KINDS["requests"], KINDS["at_hubs"])[0] == 0

    MorningRules(pk=1, hub_days=5).save()
    number, [found] = counted(staff, KINDS["at_hubs"])
    assert (number, found.about, found.url) == (1, "Poland", "/hubs/pl/manage/")


def test_an_evaluation_is_low_below_the_mean_that_staff_have_set(staff):
    answered(3)
    assert counted(staff, KINDS["low_evaluations"])[0] == 1

    MorningRules(pk=1, low_mean=300).save()
    assert counted(staff, KINDS["low_evaluations"])[0] == 0


def test_an_evaluation_of_four_people_is_never_called_low(staff):
    answered(1, people=4)

    assert counted(staff, KINDS["low_evaluations"])[0] == 0


def test_answers_that_are_not_in_the_results_yet_make_no_evaluation_low(staff):
    survey = answered(1)
    survey.sheets.update(is_counted=False)

    assert counted(staff, KINDS["low_evaluations"])[0] == 0


def test_a_flag_that_somebody_found_fine_no_longer_asks(staff):
    row = flagged()
    Finding.objects.create(version=row.version, flags=["hard"], note="Meant so.")
    assert counted(staff, KINDS["flags"])[0] == 1

    Finding.objects.create(version=row.version, flags=["negative"], note="The key is right.")
    assert counted(staff, KINDS["flags"])[0] == 0


def test_a_signature_alone_completes_nothing_that_lacks_more(staff):
    row = sign_off()
    row.standing = standing(line("resources"), line("sign_off"))
    row.save()

    assert counted(staff, KINDS["sign_offs"])[0] == 0


def test_figures_that_nobody_has_counted_for_hours_are_named(staff):
    def told():
        return [one.title for one in portal.found(Asking(staff, timezone.now(), MorningRules.today()))]

    assert told() == ["The figures have never been counted"]
    Snapshot.objects.create(as_of=timezone.now() - timedelta(hours=4), seconds=1)
    assert told() == ["The figures are old"]
    Snapshot.objects.create(as_of=timezone.now() - timedelta(hours=2), seconds=1)
    assert told() == []
