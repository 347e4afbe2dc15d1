"""What waits for one of the staff, in the morning. Numbers and titles only: names of people stay in the portal."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from impact.models import MorningMail
from mailing.actions import queue as put
from mailing.kinds import Kind
from mailing.models import Message

MORNING = "impact/morning"
# The most urgent; the rest is on the page.
LINES = 8


def _is_wanted(message):
    return MorningMail.objects.of_the_office().filter(user=message.user_id).exists()


KINDS = [Kind(MORNING, _("What waits today"), still_true=_is_wanted)]


def is_queued(person, now):
    return Message.objects.filter(key=_key(person, now)).exists()


def queue(person, found, now):
    """`found` are decisions, the most urgent first, in the language of the person."""
    put(
        MORNING,
        key=_key(person, now),
        user=person,
        context={
            "name": person.name,
            "total": len(found),
            "lines": [_line(one) for one in found[:LINES]],
            "path": reverse("impact:today"),
            "wish": reverse("impact:today_mail"),
        },
    )


def _line(decision):
    return {"title": str(decision.title), "about": str(decision.about), "path": decision.url}


def _key(person, now):
    return f"morning:{person.pk}:{now:%Y-%m-%d}"
