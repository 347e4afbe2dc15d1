"""Who is asked again what has become of good intentions, and when.

Due by now, never "due today": a beat that was missed is made up for, but nobody is asked later than two months after
the day, since that would be another question.
"""

import calendar
from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import User
from evaluations.models import Participation, Survey
from evaluations.occasions import Occasion
from impact.models import Asked, FollowUp
from levels.models import LevelEnrolment
from mailing.models import Message

MOST_MONTHS_LATE = 2
REMINDED_AFTER = timedelta(days=10)
NOT_REMINDED_AFTER = timedelta(days=40)


def under_way(now=None):
    """Follow-ups that ask people now."""
    return FollowUp.objects.filter(is_on=True, survey__in=Survey.objects.open(now))


def due(follow_up, now=None):
    """Who completed the level so many months ago and has not been asked; nobody who works for the portal or has left."""
    now = now or timezone.now()
    completed = LevelEnrolment.objects.filter(
        level=follow_up.level_id,
        enrolment__user=OuterRef("pk"),
        taken_back_at=None,
        completed_at__lte=months_before(now, follow_up.months),
        completed_at__gt=months_before(now, follow_up.months + MOST_MONTHS_LATE),
    )
    asked = Asked.objects.filter(follow_up=follow_up, person=OuterRef("pk"))
    people = User.objects.filter(Exists(completed), ~Exists(asked), is_active=True, is_staff=False)
    return people.order_by("pk")


def to_remind(follow_up, now=None):
    """Who was asked ten days ago, has not answered and was not reminded."""
    now = now or timezone.now()
    reminder = Concat(
        Value(reminder_key(follow_up, "")), Cast(OuterRef("person"), CharField()), output_field=CharField()
    )
    asked = Asked.objects.filter(
        ~Exists(Message.objects.filter(key=reminder)),
        follow_up=follow_up,
        asked_at__lte=now - REMINDED_AFTER,
        asked_at__gt=now - NOT_REMINDED_AFTER,
        person__is_active=True,
    )
    answered = Participation.objects.filter(survey=follow_up.survey_id, person=OuterRef("person"))
    return asked.filter(~Exists(answered)).select_related("person").order_by("pk")


def still_asks(follow_up_pk, person_pk):
    """Whether a mail that asks this person is still wanted."""
    follow_up = under_way().filter(pk=follow_up_pk, asked__person=person_pk).first()
    if follow_up is None:
        return False
    return not Participation.objects.filter(survey=follow_up.survey_id, person=person_pk).exists()


def key(follow_up, person_pk):
    return f"follow-up:{follow_up.pk}:{person_pk}"


def reminder_key(follow_up, person_pk):
    return f"follow-up-reminder:{follow_up.pk}:{person_pk}"


def months_before(moment, months):
    """The same day and hour so many months earlier; the last of a shorter month: 31 July and 1 month is 30 June."""
    years, month = divmod(moment.month - 1 - months, 12)
    year, month = moment.year + years, month + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def occasion_of(survey):
    """The follow-up that a survey belongs to. Its results are read by staff; hubs have their comparison."""
    follow_up = FollowUp.objects.filter(survey=survey).select_related("level").first()
    return follow_up and Occasion(about=follow_up, invited=follow_up.asked.count)
