"""What people say in evaluations, under the rules of evaluations: never more than their own pages of results show."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models import Count as CountRows
from django.db.models.fields import CharField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluations.models import RATED, Answer, Measure, Participation, Question, Survey
from evaluations.models import State as SurveyState
from evaluations.suppression import SMALLEST, showable
from evaluations.wordings import in_words
from impact.figures.figure import NOT_STATED, Figure
from impact.models import Asked
from impact.models.milestones import Step
from impact.models.snapshots import Split
from levels.models import Level
from registrations.models import Attendance, Event, Registration

EVENTS = 0


@dataclass(frozen=True)
class Rated:
    """Answers on a scale from 1 to 5. `points` is their sum."""

    people: int
    answers: int
    points: int

    def __add__(self, other):
        return Rated(self.people + other.people, self.answers + other.answers, self.points + other.points)

    def value(self):
        return {"mean": _ratio(self.points, self.answers, 100), "answers": self.answers}


@dataclass(frozen=True)
class Agreed:
    """Answers to a choice, and how many of them mean yes."""

    people: int
    answers: int
    agreeing: int

    def __add__(self, other):
        return Agreed(
            self.people + other.people, self.answers + other.answers, self.agreeing + other.agreeing
        )

    def value(self):
        return {"share": _ratio(self.agreeing, self.answers, 10_000), "answers": self.answers}


@dataclass(frozen=True)
class Response:
    """People who have given their answers, of those who were asked."""

    people: int
    invited: int

    def __add__(self, other):
        return Response(self.people + other.people, self.invited + other.invited)

    def value(self):
        rate = _ratio(self.people, self.invited, 10_000)
        return {"invited": self.invited, "answered": self.people, "rate": rate}


def _ratio(part, whole, unit):
    """Whole units, half up."""
    return (2 * unit * part + whole) // (2 * whole)


def question_texts():
    """`{group of the split by question: its words}` in the reader's language."""
    questions = Question.objects.exclude(measures="")
    return {str(question.pk): question.text for question in in_words(questions)}


# ---- What is said -----------------------------------------------------------------------------------------------


def _measuring(measure):
    """Answers to the questions that measure this."""

    def count(source, split):
        levels = _levels()
        questions = {question.pk: question for question in Question.objects.filter(measures=measure)}
        found = {}
        for survey, said in _by_survey(source, measure).items():
            if survey in levels:
                for place, tally in _of_survey(said, questions, by_question=split == Split.QUESTION):
                    key = levels[survey], *place
                    found[key] = found[key] + tally if key in found else tally
        return found

    return count


def _levels():
    """The level that each survey is about; EVENTS for the surveys of events."""
    found = dict.fromkeys(Event.objects.exclude(evaluation=None).values_list("evaluation", flat=True), EVENTS)
    found |= dict(Level.objects.exclude(evaluation=None).values_list("evaluation", "number"))
    found |= dict(Survey.objects.exclude(follow_up=None).values_list("pk", "follow_up__level__number"))
    return found


def _by_survey(source, measure):
    """`{survey: {question: {country: Counter of (number, choices)}}}`.

    No sheet knows its moment, so a period takes the surveys that were first closed in it. What is counted in while a
    survey is still open belongs to no period, and to no country.
    """
    rows = Answer.objects.filter(question__measures=measure, sheet__is_counted=True)
    closed = Q(sheet__survey__closed_at__lt=source.until, sheet__is_late=False)
    still_open = Q(sheet__survey__closed_at=None)
    if source.since:
        rows = rows.filter(closed, sheet__survey__closed_at__gte=source.since)
    else:
        rows = rows.filter(closed | still_open)
    kept = Case(When(still_open, then=Value("")), default=F("sheet__country"), output_field=CharField())
    found = defaultdict(lambda: defaultdict(lambda: defaultdict(Counter)))
    rows = rows.order_by().values_list("sheet__survey", "question", kept, "number", "choices")
    for survey, question, country, number, choices, answers in rows.annotate(answers=CountRows("pk")):
        found[survey][question][country][number, tuple(choices)] += answers
    return found


def _of_survey(said, questions, *, by_question):
    """((country, group), tally) of one survey: only what its own page of results shows."""
    sizes = {
        question: {country: answers.total() for country, answers in countries.items()}
        for question, countries in said.items()
    }
    enough = [question for question in said if sum(sizes[question].values()) >= SMALLEST]
    shown = [showable(sizes[question]) for question in enough]
    named = set.intersection(*shown) - {""} if shown else set()
    places = defaultdict(list)
    for question in enough:
        there = defaultdict(Counter)
        for country, answers in said[question].items():
            there[country if country in named else NOT_STATED].update(answers)
        for country, answers in there.items():
            group = str(question) if by_question else ""
            places[country, group].append(_tally(questions[question], answers))
    for place, tallies in places.items():
        yield place, _of_the_same_people(tallies)


def _tally(question, answers):
    people = answers.total()
    if question.measures in RATED:
        points = sum(number * times for (number, _choices), times in answers.items())
        return Rated(people, people, points)
    agreeing = set(question.agreeing)
    yes = sum(times for (_number, choices), times in answers.items() if agreeing & set(choices))
    return Agreed(people, people, yes)


def _of_the_same_people(tallies):
    """Several questions on the same sheets: as many people as answered the one that most answered."""
    whole = sum(tallies[1:], start=tallies[0])
    fields = {name: value for name, value in vars(whole).items() if name != "people"}
    return type(whole)(people=max(tally.people for tally in tallies), **fields)


# ---- Who answers ------------------------------------------------------------------------------------------------


def _answered(source, split):
    """Of levels and of events; `split` is the total only."""
    return _in_levels(source, Step.OPENED, Survey.objects.exclude(level=None)) | _at_events(source)


def _followed_up(source, split):
    asked = Asked.objects.filter(follow_up__level__number=OuterRef("level"), person=OuterRef("person"))
    return _in_levels(source, Step.COMPLETED, Survey.objects.exclude(follow_up=None), Exists(asked))


def _in_levels(source, step, surveys, *conditions):
    """Those who reached a step of a level, and who of them has answered its survey."""
    surveys = surveys.exclude(state=SurveyState.DRAFT)
    field = "level__number" if step == Step.OPENED else "follow_up__level__number"
    by_level = dict(surveys.values_list(field, "pk"))
    if not by_level:
        return {}
    of_level = Case(*[When(level=number, then=Value(pk)) for number, pk in by_level.items()], default=None)
    people = source.milestones.filter(*conditions, step=step, level__in=by_level).annotate(survey=of_level)
    answers = Participation.objects.filter(survey=OuterRef("survey"), person=OuterRef("person"))
    rows = people.annotate(has_answered=Exists(answers)).order_by().values_list("level", "country")
    counted = rows.annotate(
        asked=CountRows("person", distinct=True),
        answered=CountRows("person", filter=Q(has_answered=True), distinct=True),
    )
    return {
        (level, country or NOT_STATED, ""): Response(answered, asked)
        for level, country, asked, answered in counted
    }


def _at_events(source):
    """Places at events that are over: of those who were there, or of all while no attendance is recorded."""
    events = Event.objects.past(source.until).exclude(evaluation=None)
    events = events.exclude(evaluation__state=SurveyState.DRAFT)
    events = events.filter(ends_at__gte=source.since) if source.since else events
    there = Attendance.objects.filter(registration=OuterRef("pk"), minutes__gt=0)
    recorded = Attendance.objects.filter(session__event=OuterRef("event"))
    answers = Participation.objects.filter(survey=OuterRef("event__evaluation"), person=OuterRef("user"))
    rows = Registration.objects.confirmed().filter(event__in=events, user__is_staff=False)
    rows = rows.filter(Exists(there) | ~Exists(recorded)).annotate(has_answered=Exists(answers))
    counted = (
        rows.order_by()
        .values_list("home")
        .annotate(asked=CountRows("pk"), answered=CountRows("pk", filter=Q(has_answered=True)))
    )
    return {(EVENTS, home or NOT_STATED, ""): Response(answered, asked) for home, asked, answered in counted}


# ---- In words ---------------------------------------------------------------------------------------------------

_RULES = _(
    "Answers are anonymous and enter at least five at a time. Levels by themselves; all events together. Countries are "
    "compared once a survey is closed, and only those with a hub and at least five answers; all others are “not stated”."
)


_ANSWERS = {"answers": _("answers")}
_MEAN = _ANSWERS | {"mean": _("mean, in hundredths of a step from 1 to 5")}
_SHARE = _ANSWERS | {"share": _("answers that mean yes, in hundredths of a percent")}
_RATE = {
    "invited": _("asked"),
    "answered": _("answered"),
    "rate": _("answered of those asked, in hundredths of a percent"),
}


def _opinion(name, measure, title, definition, *, moore, holds):
    definition = format_lazy("{} {}", definition, _RULES)
    count = _measuring(measure)
    return Figure(name, title, definition, count, (Split.QUESTION,), moore=moore, holds=holds, is_steady=True)


FIGURES = [
    Figure(
        "answered",
        _("Evaluations answered"),
        _(
            "Of a level: people to whom it is open and who have answered its evaluation. Of events that are over: places "
            "of people who were there (of all, while no attendance is recorded) and who have answered."
        ),
        _answered,
        moore="1",
        holds=_RATE,
    ),
    _opinion(
        "satisfaction",
        Measure.SATISFACTION,
        _("Satisfaction"),
        _(
            "The mean of all answers, from 1 to 5, to the questions that measure satisfaction, in evaluations of levels and "
            "events. People are answer sheets: one for each person and evaluation."
        ),
        moore="2",
        holds=_MEAN,
    ),
    _opinion(
        "relevance",
        Measure.RELEVANCE,
        _("Relevance to the work"),
        _("The mean of all answers, from 1 to 5, to the questions that measure relevance."),
        moore="2",
        holds=_MEAN,
    ),
    _opinion(
        "unbiased",
        Measure.BIAS,
        _("Free of bias"),
        _("Answers that call it free of commercial and other bias without reservation, of all answers."),
        moore="2",
        holds=_SHARE,
    ),
    _opinion(
        "intention",
        Measure.INTENTION,
        _("Intention to change something"),
        _(
            "Answers that say “Yes, and I know what” when asked whether something in the practice will change because of "
            "it, of all answers; asked at the end of a level and after events."
        ),
        moore="4",
        holds=_SHARE,
    ),
    _opinion(
        "action",
        Measure.ACTION,
        _("Something was changed"),
        _(
            "Answers that say that something in the practice was changed, of all answers; asked of people who completed "
            "the level some months before. What people say of themselves."
        ),
        moore="5",
        holds=_SHARE,
    ),
    Figure(
        "followed_up",
        _("Answered when asked again"),
        _(
            "People who completed the level and were asked again some months later what has become of their plans, and how "
            "many of them have answered."
        ),
        _followed_up,
        moore="5",
        holds=_RATE,
    ),
]
