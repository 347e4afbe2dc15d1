"""What tests of attempts share: a person who takes an assessment, and what a device of theirs sends."""

import uuid
from datetime import timedelta

from django.utils import timezone

from assessments import answers, marking, papers
from assessments.actions import attempts
from assessments.models import Assessment, FixedQuestion
from assessments.sending import Sent
from assessments.tests.factories import AssessmentFactory, published_question

DEVICE = uuid.UUID("5b0c3b1e-7a43-4a86-9d06-2f1c7a1a0001")
OTHER_DEVICE = uuid.UUID("5b0c3b1e-7a43-4a86-9d06-2f1c7a1a0002")


def fixed(*questions, **fields):
    """An assessment that asks exactly these, in this order, options as their author wrote them."""
    fields = {"shuffle_questions": False, "shuffle_options": False} | fields
    assessment = AssessmentFactory(form=Assessment.Form.FIXED, questions=0, **fields)
    FixedQuestion.objects.bulk_create(
        FixedQuestion(assessment=assessment, question=question, order=order)
        for order, question in enumerate(questions, 1)
    )
    return assessment


def of_kind(kind, **fields):
    """An assessment of one question of this kind."""
    return fixed(published_question(kind=kind), **fields)


def version_of(row):
    return papers.load([row.version_id])[row.version_id]


def right_fields(row):
    """The form of a question of an attempt, filled in rightly."""
    version = version_of(row)
    return answers.fields(version, marking.right_answer(version))


def wrong_fields(row):
    """For a single best answer."""
    version = version_of(row)
    return {"answer": [str(next(one.pk for one in version.options.all() if not one.is_correct))]}


def sent(order, fields=None, **more):
    """An answer on its way, just given."""
    usual = {"device": DEVICE, "sequence": order, "revision": 1, "given_at": timezone.now()}
    return Sent(order=order, fields=fields, **usual | more)


def save(attempt, *answers):
    return attempts.save(attempt=attempt, answers=list(answers))


def answer_all(attempt, right=None):
    """Answer every question; only the first so many rightly, where `right` is given."""
    rows = list(attempt.questions.all())
    right = len(rows) if right is None else right
    return save(
        attempt,
        *(
            sent(row.order, right_fields(row) if number < right else wrong_fields(row))
            for number, row in enumerate(rows)
        ),
    )


def taken(assessment, person, right=None, ago=None):
    """A whole attempt, handed in; `ago` lets it have happened so long ago."""
    attempt = attempts.start(assessment=assessment, person=person)
    answer_all(attempt, right)
    attempt = attempts.hand_in(attempt=attempt, by=person)
    if ago:
        move_back(attempt, ago)
    return attempt


def move_back(attempt, ago):
    """As if all of it had happened so much earlier."""
    for name in ("started_at", "ends_at", "accepts_until", "ended_at"):
        value = getattr(attempt, name)
        setattr(attempt, name, value and value - ago)
    attempt.save()


DAY = timedelta(days=1)
