"""Mail about questions of readers. Neither the question nor the answer stands in it: both may tell of patients."""

from django.utils.translation import gettext_lazy as _

from cases.models import AskedQuestion, AskedState
from mailing.actions import queue
from mailing.kinds import Kind


def _is_still_open(message):
    waiting = AskedQuestion.objects.filter(pk=message.context["question"], state=AskedState.SHOWN)
    return waiting.filter(replied_at=None).exists()


SHOWN = "cases/question_shown"
DECLINED = "cases/question_declined"
REPLIED = "cases/question_replied"
KINDS = [
    Kind(name=SHOWN, title=_("A reader asks the author of a case"), still_true=_is_still_open),
    Kind(name=DECLINED, title=_("A question about a case is not shown")),
    Kind(name=REPLIED, title=_("The author of a case has answered")),
]


def queue_shown(question):
    _queue(SHOWN, question, question.case.author)


def queue_declined(question):
    """To who asked, with the reason of the editor."""
    _queue(DECLINED, question, question.person, because=question.because)


def queue_replied(question):
    _queue(REPLIED, question, question.person)


def _queue(kind, question, person, **facts):
    """Nothing goes to an account that is gone."""
    if person.is_active:
        context = {"name": person.name, "code": question.case.code, "question": question.pk} | facts
        queue(kind, key=f"{kind}/{question.pk}", user=person, context=context)
