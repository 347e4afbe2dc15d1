"""My learning record: what is stored, in words, day by day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from assessments.models import Assessment
from levels import records
from levels.models import Evidence
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 6, 9, tzinfo=UTC)


@pytest.fixture
def learner(participant):
    return LevelEnrolmentFactory(enrolment__user=participant).enrolment.user


def note(person, kind, minute=0, **facts):
    return Evidence.objects.create(
        person=person, kind=kind, happened_at=MAY + timedelta(minutes=minute), **facts
    )


def watched(person, film, start, end, minute=0, **data):
    return note(
        person, "watched", minute, resource=film, data={"from": start * 1000, "to": end * 1000} | data
    )


def address(number=1):
    return reverse("levels:record", args=[number])


def told(person, level):
    evidence = records.of_level(person, level)
    with translation.override("en"):
        days = records.read(evidence, list(records.days_of(evidence)))
    return [(entry.title, entry.words) for _day, entries in days for entry in entries]


def test_pieces_of_a_day_are_told_together(learner):
    film, paper = ResourceFactory(video=True, title="Film"), ResourceFactory(pdf=True, title="Paper")
    for start, end in ((0, 15), (15, 30), (80, 95)):
        watched(learner, film, start, end)
    for pages in ([1, 2], [3], [7]):
        note(learner, "pages", 5, resource=paper, data={"pages": pages})
    watched(learner, film, 0, 5, minute=24 * 60)

    assert told(learner, film.module.level) == [
        ("Film", "Watched 0:00–0:05"),
        ("Film", "Watched 0:00–0:30, 1:20–1:35"),
        ("Paper", "Reached pages 1–3, 7"),
    ]


def test_each_kind_has_its_words(learner):
    level = LevelFactory()
    page = ResourceFactory(title="Page")
    assessment = Assessment.objects.create(slug="level-1", title="Level 1 assessment")
    ResourceFactory(kind="assessment", body="", assessment=assessment)
    activity = level.activities.create(kind="live", title="Live day")
    note(learner, "opened", 0, resource=page)
    note(learner, "declared", 1, resource=page)
    note(learner, "contributed", 2, resource=page, data={"contribution": 1})
    note(learner, "played", 3, resource=page, data={"completed": True, "passed": None, "score": 8000})
    note(learner, "scored", 4, assessment=assessment, data={"score": 8250, "passed": True, "attempt": 1})
    note(learner, "scored", 5, assessment=assessment, data={"score": 4000, "passed": False, "attempt": 2})
    note(
        learner,
        "attended",
        6,
        activity=activity,
        data={"occasion": "may", "title": "Webinar of May", "share": 9000},
    )
    note(learner, "signed_off", 7, level=level, data={"requirement": "day", "holds": True})
    note(learner, "exempted", 8, level=level, data={"requirement": "day", "holds": False})
    note(learner, "completed", 9, level=level, data={"score": 8250, "holds": True})

    assert [words for _title, words in told(learner, level)] == [
        "Opened",
        "You said that you have read it",
        "You took part in the discussion",
        "Lesson completed (80 %)",
        "82.5 %: passed",
        "40 %: not passed",
        "Attended: Webinar of May (90 %)",
        "Signed off by the office",
        "Exemption taken back",
        "Level completed",
    ]


def test_only_ones_own_and_only_of_this_level(learner, stranger):
    page = ResourceFactory()
    other = ResourceFactory(module__level=LevelFactory(number=2))
    note(stranger, "opened", resource=page)
    note(learner, "opened", resource=other)

    assert told(learner, page.module.level) == []


def test_what_was_cut_says_so(as_, learner):
    watched(learner, ResourceFactory(video=True), 0, 20, claimed=[0, 100_000])

    assert "Your browser told of more" in as_(learner).get(address()).content.decode()


def test_before_anything_is_noted_the_page_says_so(as_, learner):
    assert "Nothing is noted yet" in as_(learner).get(address()).content.decode()


def test_the_classroom_leads_to_it(as_, learner):
    assert address() in as_(learner).get(reverse("levels:classroom", args=[1])).content.decode()


def test_nobody_else_has_one(as_, client, learner, stranger, staff):
    assert client.get(address()).status_code == 302
    for person in (stranger, staff):
        assert as_(person).get(address()).status_code == 404


def test_many_days_stand_on_several_pages(as_, learner):
    page = ResourceFactory()
    for day in range(20):
        note(learner, "opened", day * 24 * 60, resource=page)

    first = as_(learner).get(address())
    second = as_(learner).get(address(), {"page": 2})

    assert len(first.context["days"]) == 14
    assert len(second.context["days"]) == 6
    assert '<a href="?page=2#days" rel="next">' in first.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_at_most_8_queries(as_, learner, count, django_assert_max_num_queries):
    for number in range(count):
        film = ResourceFactory(video=True)
        watched(learner, film, 0, 10, number * 24 * 60)
        watched(learner, film, 10, 20, number * 24 * 60)
    client = as_(learner)

    with django_assert_max_num_queries(8):
        client.get(address())
