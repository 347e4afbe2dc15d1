"""Two decide about the same answers at once: one does it, the other is told; nothing is judged by an old rule."""

import threading
import time

import pytest
from django.db import transaction

from accounts.tests.factories import UserFactory
from assessments import rescoring as rules
from assessments.actions import attempts, contests, hand_marking, rescoring
from assessments.models import Contest, Decision, Rescoring, Result
from assessments.tests.factories import published_question
from assessments.tests.taking import answer_all, fixed, of_kind, save, sent, taken
from assessments.tests.test_race import at_once
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_of_two_who_mark_one_does():
    attempt = attempts.start(assessment=of_kind("short_text"), person=UserFactory())
    save(attempt, sent(1, {"answer": ["Noradrenaline."]}))
    row = attempts.hand_in(attempt=attempt, by=attempt.person).questions.get()
    markers = [UserFactory(is_staff=True) for _number in range(4)]

    said = at_once(
        [
            lambda by=by, points=10 * number: hand_marking.mark(row=row, by=by, points=points)
            for number, by in enumerate(markers, 1)
        ]
    )

    assert said.count(True) == 1
    assert sum(isinstance(one, hand_marking.AlreadyMarked) for one in said) == 3
    assert Message.objects.filter(kind="assessments/result").count() == 1


def test_of_two_who_answer_one_does():
    question = published_question()
    attempt = taken(fixed(question), UserFactory())
    contest = contests.contest(
        question=attempt.questions.get(), person=attempt.person, text="The second option is right as well."
    )

    by = UserFactory(is_staff=True)

    said = at_once(
        [
            lambda yes=yes: contests.answer(
                version=question.current, contests=[contest.pk], by=by, is_upheld=yes, reply="We have looked."
            )
            for yes in (True, False, True)
        ]
    )

    assert sum(isinstance(one, contests.AlreadyAnswered) for one in said) == 2
    assert Message.objects.filter(kind="assessments/contest_answered").count() == 1
    assert Contest.objects.open().count() == 0


def test_who_hands_in_while_a_question_is_scored_anew_is_judged_by_the_new_rule():
    question = published_question()
    assessment = fixed(question, published_question())
    begun = [attempts.start(assessment=assessment, person=UserFactory()) for _number in range(6)]
    for attempt in begun:
        answer_all(attempt, right=0)
    full = Rescoring(version=question.current, decision=Decision.FULL, reason="The picture was missing.")
    handing_in = [lambda one=one: attempts.hand_in(attempt=one, by=one.person) for one in begun]

    said = at_once([*handing_in[:3], lambda: _until_it_fits(full), *handing_in[3:]])

    assert [one for one in said if isinstance(one, Exception)] == []
    assert set(Result.objects.values_list("score", flat=True)) == {5000}


def _until_it_fits(rule):
    """Staff look again as often as somebody hands in between the preview and the deed."""
    while True:
        try:
            return rescoring.carry_out(rule=rule, by=None, expected=rescoring.preview(rule=rule))
        except rescoring.ChangedSince:
            rule.pk = None


def test_who_marks_waits_for_who_scores_anew():
    """The lock is held until the end of the transaction, not of the statement."""
    order, entered = [], threading.Event()

    def score_anew():
        with transaction.atomic():
            rules.be_alone()
            entered.set()
            time.sleep(0.3)
            order.append("anew")

    def mark():
        entered.wait(5)
        with transaction.atomic():
            rules.rules_for([])
            order.append("mark")

    at_once([score_anew, mark])

    assert order == ["anew", "mark"]
