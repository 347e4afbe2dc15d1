"""The evaluations that concern a hub: those of its events, and what its country says of the levels."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from evaluations import occasions, own_questions
from evaluations.models import Participation, Question, Survey
from evaluations.results import percent
from evaluations.suppression import SMALLEST
from impact.models import Asked, FollowUp
from levels.models import Level, LevelEnrolment
from registrations.models import Attendance, Event, Registration


@dataclass(frozen=True)
class Local:
    """A survey as a hub has it. `about` is the event, level or follow-up; `country` is whose people alone are compared and
    asked own questions, and empty where the whole survey is the hub's.
    """

    hub: object
    survey: Survey
    about: object
    title: str
    country: str
    invited: int = 0
    answered: int = 0
    own: int = 0

    @property
    def is_of_event(self):
        return not self.country

    @property
    def rate(self):
        return percent(self.answered, self.invited) if self.invited else None

    @property
    def is_rate_shown(self):
        """Of a country only where neither number tells of few. Who was at an event, its hub knows anyhow."""
        if self.is_of_event:
            return self.invited > 0
        return self.invited >= SMALLEST and not 0 < self.answered < SMALLEST

    @cached_property
    def asks_itself(self):
        return own_questions.are_open(self.survey, self.country)

    @property
    def occasion(self):
        return occasions.of(self.survey)

    @property
    def url(self):
        return reverse("impact:hub_comparison", args=[self.hub.code, self.survey.pk])

    @property
    def questions_url(self):
        return reverse("impact:own_questions", args=[self.hub.code, self.survey.pk])


def of(hub):
    """All that have a survey: the hub's events, latest first, then levels and what follows them."""
    return [*_of_events(hub), *_of_levels(hub), *_of_follow_ups(hub)]


def one(hub, survey_pk):
    """None where the survey is not the hub's business."""
    return next((local for local in of(hub) if local.survey.pk == survey_pk), None)


def events_without(hub):
    """Events whose evaluation nobody has begun to write."""
    return hub.events.filter(evaluation=None, cancelled_at=None).order_by(
        F("starts_at").asc(nulls_last=True), "pk"
    )


def _of_events(hub):
    confirmed = Registration.objects.confirmed().filter(event=OuterRef("pk"))
    there = Attendance.objects.filter(registration=OuterRef("pk"), minutes__gt=0)
    events = (
        Event.objects.filter(hub=hub, evaluation__isnull=False)
        .select_related("evaluation")
        .annotate(
            with_place=_number(confirmed, "event"),
            present=_number(confirmed.filter(Exists(there)), "event"),
            is_recorded=Exists(Attendance.objects.filter(session__event=OuterRef("pk"))),
            answered=_number(
                Participation.objects.filter(survey=OuterRef("evaluation")),
                "survey",
            ),
            own=_number(Question.objects.filter(survey=OuterRef("evaluation")), "survey"),
        )
    )
    for event in events.order_by(F("starts_at").desc(nulls_first=True), "-pk"):
        invited = event.present if event.is_recorded else event.with_place
        invited = max(invited, event.answered)
        yield Local(hub, event.evaluation, event, event.title, "", invited, event.answered, event.own)


def _of_levels(hub):
    mine = LevelEnrolment.objects.filter(level=OuterRef("pk"), enrolment__user__profile__country=hub.country)
    levels = Level.objects.exclude(evaluation=None).select_related("evaluation")
    levels = levels.annotate(invited=_number(mine, "level"), **_in_country(hub, "evaluation"))
    for level in levels.order_by("number"):
        yield _of_country(hub, level.evaluation, level, str(level))


def _of_follow_ups(hub):
    mine = Asked.objects.filter(follow_up=OuterRef("pk"), person__profile__country=hub.country)
    rows = FollowUp.objects.select_related("level", "survey")
    rows = rows.annotate(invited=_number(mine, "follow_up"), **_in_country(hub, "survey"))
    for row in rows.order_by("level__number"):
        title = _("%(level)s, asked again some months later") % {"level": row.level}
        yield _of_country(hub, row.survey, row, title)


def _in_country(hub, survey):
    answered = Participation.objects.filter(survey=OuterRef(survey), person__profile__country=hub.country)
    own = Question.objects.filter(survey=OuterRef(survey), country=hub.country)
    return {"answered": _number(answered, "survey"), "own": _number(own, "survey")}


def _of_country(hub, survey, row, title):
    country = str(hub.country)
    invited = max(row.invited, row.answered)
    return Local(hub, survey, row, title, country, invited, row.answered, row.own)


def _number(rows, of):
    """How many of these rows there are, as a column; `of` is the field that the filter has fixed."""
    counted = rows.order_by().values(of).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
