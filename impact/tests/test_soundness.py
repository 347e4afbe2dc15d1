"""Dates and numbers that are hardly meant: each rule with what it finds, and with what is in order."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from evaluations.tests.factories import SurveyFactory
from impact import decisions, soundness
from impact.models import FollowUp
from levels.tests.factories import LevelFactory, ModuleFactory
from registrations.models import Event
from registrations.tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
TODAY = timezone.localdate()
IN_A_MONTH = TODAY + timedelta(days=30)


@pytest.fixture
def level():
    """Opens today; the pathway began a year ago and lasts another."""
    level = LevelFactory(opens_on=TODAY)
    pathway = level.pathway
    pathway.starts_on, pathway.ends_on = TODAY - timedelta(days=365), TODAY + timedelta(days=365)
    pathway.save()
    return level


def at_noon(day):
    return datetime.combine(day, datetime.min.time(), BRUSSELS) + timedelta(hours=12)


def live(level, day=IN_A_MONTH, **facts):
    return EventFactory(level=level, starts_at=at_noon(day), **facts)


def texts(rule, **options):
    return [finding.text for finding in rule(soundness.load(timezone.now(), **options))]


def test_a_module_is_there_before_the_live_event_of_its_level(level):
    event = live(level)
    module = ModuleFactory(level=level, publish_on=IN_A_MONTH)
    assert texts(soundness.modules_after_the_live_event) == []

    module.publish_on = IN_A_MONTH + timedelta(days=1)
    module.save()
    [text] = texts(soundness.modules_after_the_live_event)
    assert module.title in text

    Event.objects.filter(pk=event.pk).update(kind="webinar")
    assert texts(soundness.modules_after_the_live_event) == []


def test_a_level_opens_before_its_live_event(level):
    live(level, TODAY + timedelta(days=3))
    assert texts(soundness.level_opens_after_its_live_event) == []

    level.opens_on = TODAY + timedelta(days=4)
    level.save()
    assert len(texts(soundness.level_opens_after_its_live_event)) == 1


def test_a_level_opens_while_the_pathway_lasts(level):
    assert texts(soundness.level_outside_the_pathway) == []

    level.opens_on = level.pathway.ends_on + timedelta(days=1)
    level.save()
    assert len(texts(soundness.level_outside_the_pathway)) == 1


def test_levels_open_in_their_order(level):
    later = LevelFactory(number=level.number + 1, pathway=level.pathway, opens_on=TODAY)
    assert texts(soundness.levels_out_of_order) == []

    later.opens_on = TODAY - timedelta(days=1)
    later.save()
    assert len(texts(soundness.levels_out_of_order)) == 1


def test_sessions_lie_within_the_hours_of_their_event(level):
    session = SessionFactory(event=live(level))
    assert texts(soundness.sessions_outside_the_event) == []

    session.ends_at += timedelta(minutes=1)
    session.save()
    assert len(texts(soundness.sessions_outside_the_event)) == 1


def test_a_session_with_a_date_does_not_stand_in_an_event_without_one(level):
    event = live(level)
    SessionFactory(event=event)
    Event.objects.filter(pk=event.pk).update(starts_at=None, ends_at=None, date_note="2027")

    assert len(texts(soundness.sessions_outside_the_event)) == 1


def test_events_end_with_the_pathway(level):
    live(level, level.pathway.ends_on)
    assert texts(soundness.events_after_the_pathway) == []

    live(level, level.pathway.ends_on + timedelta(days=1))
    assert len(texts(soundness.events_after_the_pathway)) == 1


def test_unused_seats_are_released_while_people_can_register(level):
    closes = at_noon(IN_A_MONTH) - timedelta(days=9)
    event = live(level, registration_closes_at=closes, release_at=closes - timedelta(days=1))
    assert texts(soundness.seats_released_too_late) == []

    event.release_at = closes + timedelta(days=1)
    event.save()
    assert len(texts(soundness.seats_released_too_late)) == 1


def test_an_evaluation_is_open_when_the_event_is_over(level):
    survey = SurveyFactory(closes_on=IN_A_MONTH)
    live(level, evaluation=survey)
    assert texts(soundness.evaluations_closing_too_early) == []

    survey.closes_on = IN_A_MONTH - timedelta(days=1)
    survey.save()
    assert len(texts(soundness.evaluations_closing_too_early)) == 1


def test_a_follow_up_is_open_for_who_completes_the_level_on_the_last_day(level):
    survey = SurveyFactory(closes_on=level.pathway.ends_on)
    row = FollowUp.objects.create(level=level, survey=survey)
    assert texts(soundness.follow_ups_closing_too_early) == []

    survey.closes_on = level.pathway.ends_on - timedelta(days=1)
    survey.save()
    assert len(texts(soundness.follow_ups_closing_too_early)) == 1

    FollowUp.objects.filter(pk=row.pk).update(is_on=False)
    assert texts(soundness.follow_ups_closing_too_early) == []


def undated(**facts):
    return EventFactory(starts_at=None, date_note="to be announced", **facts)


def test_an_event_has_its_date_a_month_before_people_can_register():
    undated(registration_opens_at=timezone.now() + timedelta(days=32))
    assert texts(soundness.events_without_a_date) == []

    undated(registration_opens_at=timezone.now() + timedelta(days=29))
    assert len(texts(soundness.events_without_a_date)) == 1
    assert len(texts(soundness.events_without_a_date, undated_days=40)) == 2


def test_an_event_has_its_date_before_the_year_ends_in_which_it_is_expected():
    undated()
    undated(expected_year=TODAY.year + 2)
    assert texts(soundness.events_without_a_date) == []

    undated(expected_year=TODAY.year - 1)
    assert len(texts(soundness.events_without_a_date)) == 1


def test_seats_of_the_countries_add_up_to_the_places():
    event = EventFactory(capacity=5, quotas={"PL": 3, "RO": 2})
    EventFactory()
    assert texts(soundness.seats_that_do_not_add_up) == []

    event.seats.filter(home="PL").first().delete()
    [text] = texts(soundness.seats_that_do_not_add_up)
    assert "5 places" in text
    assert "make 4" in text


def test_drafts_and_what_is_over_or_called_off_are_nobodys_concern(level):
    for facts in (
        {"is_published": False},
        {"cancelled_at": timezone.now(), "cancellation_reason": "Illness."},
    ):
        EventFactory(capacity=5, **facts).seats.first().delete()
    over = EventFactory(capacity=5, starts_at=timezone.now() - timedelta(days=2))
    over.seats.first().delete()

    assert soundness.check(timezone.now(), 30) == []


def test_findings_stand_among_what_waits_for_staff(staff, as_):
    EventFactory(capacity=5, title="Źle policzone").seats.first().delete()

    [area] = [area for area in decisions.of(staff) if area.title == "Content, dates and numbers"]

    assert "Źle policzone" in area.decisions[0].title
    assert as_(staff).get(area.decisions[0].url).status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_programme_is_loaded_by_as_many_queries_for_three_events_as_for_one(
    level, many, django_assert_num_queries
):
    for _n in range(many):
        SessionFactory(event=live(level, capacity=3))
        ModuleFactory(level=level)

    with django_assert_num_queries(4):
        soundness.check(timezone.now(), 30)
