"""Asking what has become of good intentions."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from impact import following_up
from mailing.actions import queue_many
from mailing.kinds import Kind


def _still_to_be_answered(message):
    return following_up.still_asks(message.context["follow_up"], message.user_id)


FOLLOW_UP = "impact/follow_up"
KINDS = [Kind(FOLLOW_UP, _("What has become of the plans"), still_true=_still_to_be_answered)]


def queue(follow_up, people, *, reminder=False):
    """One mail, and later one reminder, for each person and level."""
    key = following_up.reminder_key if reminder else following_up.key
    level, survey = follow_up.level, follow_up.survey
    facts = {
        "follow_up": follow_up.pk,
        "reminder": reminder,
        "level": level.title,
        "number": level.number,
        "months": follow_up.months,
        "questions": len(survey.asked_in("")),
        "minutes": survey.minutes,
        "path": reverse("impact:follow_up", args=[level.number]),
    }
    queue_many(
        FOLLOW_UP,
        [
            {
                "key": key(follow_up, person.pk),
                "user": person,
                "to": person.email,
                "language": person.language,
                "context": {"name": person.name, **facts},
            }
            for person in people
        ],
    )
