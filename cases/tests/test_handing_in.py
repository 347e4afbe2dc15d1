"""Handing a case in: what it lacks, the consent, and what stays afterwards."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from cases import missing
from cases.actions import declaring, writing
from cases.content import Choice
from cases.models import Consent, ConsentKind, RevisionState
from cases.tests.factories import CONTENT, TopicFactory, draft, handed_in
from mailing.models import Message

pytestmark = pytest.mark.django_db


def complete(**facts):
    return draft(topics=[TopicFactory()], **facts)


def steps_lacking(revision):
    return {lack.step for lack in missing.of(revision)}


def hand_in(revision):
    return writing.hand_in(revision=revision, by=revision.case.author)


def test_what_is_complete_is_handed_in_and_a_mail_says_so():
    revision = complete(pictures=1)

    handed = hand_in(revision)

    assert handed.state == RevisionState.SUBMITTED
    assert handed.submitted_at
    assert handed.case.submitted_at == handed.submitted_at
    assert Message.objects.filter(kind="cases/handed_in", user=revision.case.author).count() == 1


def test_handing_in_twice_is_handing_in_once():
    revision = complete()

    hand_in(revision)
    hand_in(revision)

    assert Message.objects.filter(kind="cases/handed_in").count() == 1


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"title": " "}, "about"),
        ({"age_band": ""}, "about"),
        ({"content": replace(CONTENT, sections=CONTENT.sections | {"outcome": ""})}, "text"),
        ({"content": replace(CONTENT, sections=CONTENT.sections | {"summary": "word " * 81})}, "text"),
        ({"content": replace(CONTENT, points=())}, "questions"),
        ({"content": replace(CONTENT, points=("One.",) * 6)}, "questions"),
    ],
)
def test_what_lacks_something_is_not_handed_in(facts, step):
    revision = complete(**facts)

    assert steps_lacking(revision) == {step}
    with pytest.raises(ValidationError) as refused:
        hand_in(revision)

    assert refused.value.error_list[0].code == "missing"
    revision.refresh_from_db()
    assert revision.state == RevisionState.DRAFT


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"explanation": ""},
        {"after": "perspective"},
        {"choices": (Choice("a", "Only one", is_best=True),)},
        {"choices": (Choice("a", "One"), Choice("b", "Two"))},
        {"choices": (Choice("a", "One", is_best=True), Choice("b", "Two", is_best=True))},
        {"choices": tuple(Choice(key, key, is_best=key == "a") for key in "abcdefg")},
    ],
)
def test_a_question_is_whole(change):
    [question] = CONTENT.questions
    revision = complete(content=replace(CONTENT, questions=(replace(question, **change),)))

    assert steps_lacking(revision) == {"questions"}


def test_a_topic_is_needed():
    assert steps_lacking(draft()) == {"about"}


def test_every_picture_is_described():
    revision = complete(pictures=1)
    revision.plates.update(alt=" ")

    assert steps_lacking(revision) == {"pictures"}


def test_nothing_is_handed_in_without_consent_but_an_invented_sample():
    revision = complete()
    Consent.objects.all().delete()
    revision.case.refresh_from_db()

    assert steps_lacking(revision) == {"consent"}

    revision.case.is_sample = True
    assert missing.of(revision) == []


def test_a_case_without_questions_is_possible():
    assert missing.of(complete(content=replace(CONTENT, questions=()))) == []


@pytest.mark.django_db(transaction=True)
def test_saving_and_handing_in_at_once_loses_nothing_silently():
    revision = complete()
    outcomes, together = [], threading.Barrier(2)

    def run(deed):
        together.wait()
        try:
            deed()
            outcomes.append("done")
        except ValidationError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    def save():
        writing.save(revision=revision, by=None, saved=0, values={"title": "Just before"})

    threads = [threading.Thread(target=run, args=[deed]) for deed in (save, lambda: hand_in(revision))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    revision.refresh_from_db()
    assert revision.state == RevisionState.SUBMITTED
    assert (revision.title == "Just before") == (outcomes.count("done") == 2)


# --- Consent ---


def declare(revision, **facts):
    said = {"kind": ConsentKind.WRITTEN, "given_on": date(2026, 9, 1), "country": "PL"} | facts
    return declaring.declare(revision=revision, by=revision.case.author, **said)


def test_consent_is_declared_anew_while_it_is_a_draft():
    revision = draft()

    declare(revision, kind=ConsentKind.GUARDIAN)

    assert Consent.objects.get().kind == ConsentKind.GUARDIAN


def test_consent_of_tomorrow_and_a_rule_without_its_name_are_refused():
    revision = draft()

    with pytest.raises(ValidationError):
        declare(revision, given_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError):
        declare(revision, kind=ConsentKind.ANONYMISED)


def test_consent_is_not_declared_over_what_was_handed_in_or_withdrawn():
    with pytest.raises(ValidationError) as refused:
        declare(handed_in())
    assert refused.value.code == "transition"

    revision = draft()
    Consent.objects.filter(case=revision.case).update(withdrawn_at=timezone.now())
    with pytest.raises(ValidationError) as refused:
        declare(revision)
    assert refused.value.code == "withdrawn"
