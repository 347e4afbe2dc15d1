"""What browsers tell about a resource: of one's own, in a level that is open, and nothing else."""

import json
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from levels.models import Evidence, Progress, ResourceKind
from levels.tests.factories import LevelEnrolmentFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(participant):
    return LevelEnrolmentFactory(enrolment__user=participant).enrolment.user


def address(resource):
    return reverse(
        "levels:evidence", args=[resource.module.level.number, resource.module.slug, resource.slug]
    )


def batch(person, *items, **changes):
    now = timezone.now().isoformat()
    numbered = [{"sequence": number, "at": now} | item for number, item in enumerate(items, 1)]
    return {"person": person.pk, "device": str(uuid.uuid4()), "sent_at": now, "items": numbered} | changes


def send(client, resource, sent):
    return client.post(address(resource), json.dumps(sent), content_type="application/json")


def watched(start, end):
    return {"kind": "watched", "from": start * 1000, "to": end * 1000}


def opened_before(person, resource, seconds):
    at = timezone.now() - timedelta(seconds=seconds)
    Evidence.objects.create(person=person, kind="opened", resource=resource, happened_at=at)
    Progress.objects.create(person=person, resource=resource, opened_at=at, last_at=at)


def test_opening_a_resource_is_noted_once_for_each_time_of_study(as_, learner):
    resource = ResourceFactory()

    for _time in range(3):
        assert as_(learner).get(resource.get_absolute_url()).status_code == 200

    assert Evidence.objects.filter(person=learner, kind="opened").count() == 1
    Progress.objects.update(last_at=timezone.now() - timedelta(hours=1))
    as_(learner).get(resource.get_absolute_url())
    assert Evidence.objects.filter(person=learner, kind="opened").count() == 2
    assert Progress.objects.get().done_at is None


def test_pieces_of_a_film_are_stored_and_the_answer_says_how_far_it_is(as_, learner):
    film = ResourceFactory(video=True, length=240)
    opened_before(learner, film, 600)

    answer = send(as_(learner), film, batch(learner, watched(0, 60), watched(90, 150)))

    assert answer.json() == {
        "stored": [1, 2],
        "cut": [],
        "refused": {},
        "words": "2 of 4 minutes watched",
        "pieces": [[0, 250], [375, 250]],
        "position": 150,
        "done": False,
    }


def test_what_is_not_understood_is_refused_and_the_rest_is_stored(as_, learner):
    film = ResourceFactory(video=True)
    opened_before(learner, film, 600)

    answer = send(as_(learner), film, batch(learner, {"kind": "completed"}, watched(0, 10)))

    assert (answer.status_code, answer.json()["stored"]) == (200, [2])
    assert answer.json()["refused"] == {"1": "unknown kind"}


@pytest.mark.parametrize("body", [b"{}", b"[1]", b"\xff", b'{"items": []}'])
def test_what_is_no_batch_is_refused(as_, learner, body):
    film = ResourceFactory(video=True)

    answer = as_(learner).post(address(film), body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_what_was_kept_for_somebody_else_is_not_taken_for_ones_own(as_, learner, stranger):
    film = ResourceFactory(video=True)
    opened_before(learner, film, 600)

    answer = send(as_(learner), film, batch(stranger, watched(0, 10)))

    assert answer.status_code == 409
    assert not Evidence.objects.filter(kind="watched").exists()


def test_whoever_the_level_is_not_open_to_finds_nothing(as_, stranger, staff):
    film = ResourceFactory(video=True)

    for person in (stranger, staff):
        assert send(as_(person), film, batch(person, watched(0, 10))).status_code == 404
        assert as_(person).post(address(film)).status_code == 404
    assert not Evidence.objects.exists()


def test_anonymous_people_log_in_first(client):
    answer = client.post(address(ResourceFactory()))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_drafts_and_what_is_locked_take_nothing(as_, learner):
    before, locked = ResourceFactory(), ResourceFactory(module__needs_previous=True)
    draft = ResourceFactory(publish_on=None)
    in_draft = ResourceFactory(module__publish_on=None)
    to_come = ResourceFactory(publish_on=timezone.localdate() + timedelta(days=1))

    for resource in (draft, in_draft, to_come, locked):
        assert as_(learner).post(address(resource)).status_code == 404, resource
    assert as_(learner).post(address(before)).status_code == 302


def test_staff_who_learn_themselves_earn_nothing_with_drafts(as_, staff):
    LevelEnrolmentFactory(enrolment__user=staff)
    draft = ResourceFactory(publish_on=None)

    assert as_(staff).get(draft.get_absolute_url()).status_code == 200
    assert as_(staff).post(address(draft)).status_code == 404
    assert not Evidence.objects.exists()


def test_staff_who_look_around_leave_no_trace(as_, staff):
    film = ResourceFactory(video=True)

    page = as_(staff).get(film.get_absolute_url())

    assert "data-watch" not in page.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("trait", ["", "link", "pdf"])
def test_i_have_read_this_is_a_plain_form(as_, learner, trait):
    resource = ResourceFactory(**({trait: True} if trait else {}))
    page = as_(learner).get(resource.get_absolute_url())
    assert "I have read this" in page.content.decode()
    Progress.objects.update(opened_at=timezone.now() - timedelta(minutes=1))

    answer = as_(learner).post(address(resource), follow=True)

    assert "Noted: you have read" in answer.content.decode()
    assert Progress.objects.get().done_at


@pytest.mark.parametrize("trait", ["video", "discussion", "package"])
def test_nobody_can_say_to_have_read_a_film(as_, learner, trait):
    resource = ResourceFactory(**{trait: True})
    opened_before(learner, resource, 600)

    assert as_(learner).post(address(resource)).status_code == 404
    assert Progress.objects.get().done_at is None


def test_saying_so_without_having_opened_it_is_refused_in_words(as_, learner):
    answer = as_(learner).post(address(ResourceFactory()))

    said = as_(learner).get(answer["Location"]).content.decode()
    assert "Open it first." in said
    assert not Evidence.objects.filter(kind="declared").exists()


def test_evidence_is_only_posted(as_, learner):
    assert as_(learner).get(address(ResourceFactory())).status_code == 405


def test_one_person_may_not_flood_and_others_of_the_same_address_go_on(as_, learner, stranger):
    LevelEnrolmentFactory(enrolment__user=stranger, level=ResourceFactory().module.level)
    film = ResourceFactory(video=True)
    answers = {send(as_(learner), film, batch(learner)).status_code for _number in range(91)}

    assert answers == {200, 429}
    assert send(as_(stranger), film, batch(stranger)).status_code == 200


def test_a_batch_costs_no_more_queries_for_more_pieces(as_, learner, django_assert_max_num_queries):
    film = ResourceFactory(video=True)
    ResourceFactory.create_batch(3)
    opened_before(learner, film, 600)
    client = as_(learner)
    send(client, film, batch(learner, watched(0, 1)))

    for size in (1, 3, 30):
        pieces = [watched(number, number + 1) for number in range(size)]
        with django_assert_max_num_queries(15):
            send(client, film, batch(learner, *pieces))


@pytest.mark.parametrize("kind", ResourceKind.values)
def test_a_resource_that_is_opened_again_takes_at_most_12_queries(
    as_, learner, kind, django_assert_max_num_queries
):
    traits = {} if kind in ("page", "assessment") else {kind: True}
    resource = ResourceFactory(**traits | ({"kind": kind} if kind == "assessment" else {}))
    client = as_(learner)
    client.get(resource.get_absolute_url())

    with django_assert_max_num_queries(12):
        client.get(resource.get_absolute_url())
