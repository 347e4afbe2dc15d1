"""Inviting people to evaluate an event that is over, and reminding them once.

Due by now, never "due today". Whoever has a mail in the outbox already is left out by the database, so that a beat
costs little while an evaluation stays open for months.
"""

from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from evaluations.models import Participation, Survey
from mailing.models import Message
from registrations import emails, evaluating
from registrations.models import Event

REMINDED_AFTER = timedelta(days=7)


def queue_due(now=None):
    now = now or timezone.now()
    events = Event.objects.published().past(now).filter(evaluation__in=Survey.objects.open(now))
    for event in events.select_related("evaluation"):
        emails.queue_evaluations(event, _not_yet_invited(event))
        emails.queue_evaluations(event, _to_remind(event, now), reminder=True)


def _not_yet_invited(event):
    return _silent(event).filter(~Exists(_mail(event)))


def _to_remind(event, now):
    invited_long_ago = _mail(event).filter(created_at__lte=now - REMINDED_AFTER)
    return _silent(event).filter(Exists(invited_long_ago), ~Exists(_mail(event, reminder=True)))


def _silent(event):
    """Who is asked and has not answered."""
    answered = Participation.objects.filter(survey=event.evaluation_id, person=OuterRef("user"))
    return evaluating.invited(event).filter(~Exists(answered)).select_related("user")


def _mail(event, *, reminder=False):
    """The mail in the outbox for the registration outside."""
    number = Cast(OuterRef("pk"), CharField())
    key = Concat(Value(emails.evaluation_key(event, "", reminder=reminder)), number)
    return Message.objects.filter(key=key)
