"""Mail about the pathway. Facts go into the outbox as they are now; words are found when it is sent."""

from django.utils.translation import gettext_lazy as _

from levels.models import Enrolment, Level
from mailing.actions import queue
from mailing.kinds import Kind, register

ENROLLED = "levels/enrolled"


def register_kinds():
    register(Kind(name=ENROLLED, title=_("Welcome to the pathway"), still_true=_still_enrolled))


def queue_enrolled(enrolment):
    open_numbers = set(enrolment.levels.values_list("level__number", flat=True))
    levels = [
        {
            "number": level.number,
            "title": level.title,
            "when": level.when,
            "path": level.get_absolute_url(),
            "is_open": level.number in open_numbers,
        }
        for level in Level.objects.filter(pathway=enrolment.pathway_id)
    ]
    queue(
        ENROLLED,
        key=f"{ENROLLED}/{enrolment.pk}",
        user=enrolment.user,
        context={
            "enrolment": enrolment.pk,
            "name": enrolment.user.name,
            "pathway": enrolment.pathway.title,
            "open": [level for level in levels if level["is_open"]],
            "later": [level for level in levels if not level["is_open"]],
        },
    )


def _still_enrolled(message):
    return Enrolment.objects.filter(pk=message.context["enrolment"]).exists()
