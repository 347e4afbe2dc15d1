"""What is asked beside the courses: an evaluation with own questions of Poland, and what became of good intentions."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from evaluations import actions as surveys
from evaluations import own_questions
from evaluations.models import Measure, Participation, QuestionKind
from hubs.models import Hub
from impact.actions import follow_ups
from impact.models import FollowUp
from levels.models import LevelEnrolment
from pathway.demo.evaluations import said
from pathway.demo.hub_events import approved
from registrations import actions
from registrations.models import EventKind, EventLanguage, Filling

OWN = [
    {
        "kind": QuestionKind.SCALE,
        "text": "Na ile przykłady pasowały do warunków w Twoim szpitalu?",
        "low": "wcale",
        "high": "w pełni",
    },
    {
        "kind": QuestionKind.SINGLE,
        "text": "Czy w Twoim oddziale działa lokalny protokół sepsy?",
        "options": ["Tak, i korzystamy z niego", "Tak, ale rzadko z niego korzystamy", "Nie", "Nie wiem"],
    },
    {"kind": QuestionKind.TEXT, "text": "Jaki temat powinien mieć następny warsztat?", "is_required": False},
]
OF_THE_COUNTRY = {
    "kind": QuestionKind.SINGLE,
    "text": "Czy materiały po polsku były wystarczające?",
    "options": ["Tak", "Częściowo", "Nie"],
}
TOPICS = [
    "Deeskalacja antybiotykoterapii",
    "Sepsa u pacjentów z nowotworem",
    "Kontrola źródła zakażenia, przypadki",
    "Zakażenia grzybicze",
    "Rozmowa z rodziną",
]
ATTENDED = ["participant.pl", "anna.w", "pawel.k", "zofia.j", "marek.l", "ewa.s", "karolina.d", "tomasz.b"]
LONG_AGO = timedelta(days=135)


def play(people):
    hub = Hub.objects.filter(country="PL").first()
    if hub:
        _workshop(hub, people)
        _still_to_be_written(hub, people)
    _ask_level_1(hub, people)


def _workshop(hub, people):
    """Held some weeks ago; the coordinator has added three questions, eight were asked and answered, it is closed."""
    event = approved(
        hub,
        people,
        "coordinator.pl",
        days=30,
        kind=EventKind.WORKSHOP,
        title="Warsztaty: antybiotyk w pierwszej godzinie (demo)",
        summary="Przypadki w małych grupach, po polsku. Przykładowe wydarzenie.",
        place="Łódź (demo)",
        language=EventLanguage.POLISH,
        capacity=20,
        filling=Filling.FIRST_COME,
    )
    rows = [actions.register(event=event, user=people[address])[0] for address in ATTENDED]
    for row in (event, *event.sessions.all()):
        past = {name: getattr(row, name) - timedelta(days=60) for name in ("starts_at", "ends_at")}
        type(row).objects.filter(pk=row.pk).update(**past)
    session = event.sessions.get()
    minutes = {row.pk: session.minutes for row in rows}
    actions.record_attendance(session=session, minutes=minutes, by=people["coordinator.pl"])
    survey = actions.begin_evaluation(event=event, by=people["coordinator.pl"])
    _add(survey, OWN, "", people["coordinator.pl"])
    surveys.open_survey(survey=survey, by=people["staff"])
    event.refresh_from_db()
    chance = Random(5)  # noqa: S311  the same demo each time
    for number, row in enumerate(rows):
        text = TOPICS[number] if number < len(TOPICS) else ""
        actions.answer_evaluation(registration=row, given=said(event.evaluation.asked, chance, text))
    surveys.close_survey(survey=event.evaluation, by=people["staff"])


def _still_to_be_written(hub, people):
    """The evaluation of an event to come: a draft with a question of its own."""
    event = hub.events.filter(slug="simulation-krakow-demo", evaluation=None).first()
    if event:
        survey = actions.begin_evaluation(event=event, by=people["coordinator.pl"])
        _add(survey, OWN[:1], "", people["coordinator.pl"])


def _add(survey, questions, country, by):
    plain = {"low": "", "high": "", "options": [], "is_required": True}
    for question in questions:
        own_questions.add(survey=survey, country=country, by=by, said=plain | question)


def _ask_level_1(hub, people):
    """Anna completed Level 1 long ago, and is asked what has become of her plans. Poland asks its own people more."""
    follow_up = FollowUp.objects.filter(level__number=1).first()
    if follow_up is None:
        return
    if hub:
        _add(follow_up.survey, [OF_THE_COUNTRY], str(hub.country), people["coordinator.pl"])
    completed = LevelEnrolment.objects.filter(level=follow_up.level_id, enrolment__user=people["anna.w"])
    completed.exclude(completed_at=None).update(completed_at=timezone.now() - LONG_AGO)
    while follow_ups.ask_some(follow_up=follow_up):
        pass


def months_later(level, people, chance):
    """What many learners said at the end of the level is compared; they were asked again as beat would have done, and
    two of three answered. Both surveys stay open for those who come late.
    """
    _compare(level.evaluation)
    follow_up = FollowUp.objects.filter(level=level).select_related("survey").first()
    if follow_up is None:
        return
    first = (
        LevelEnrolment.objects.filter(level=level).exclude(completed_at=None).order_by("completed_at").first()
    )
    day = first.completed_at if first else timezone.now()
    while day < timezone.now():
        while follow_ups.ask_some(follow_up=follow_up, now=day):
            pass
        day += timedelta(days=7)
    answered = Participation.objects.filter(survey=follow_up.survey).values("person")
    for row in (
        follow_up.asked.filter(person__in=people).exclude(person__in=answered).select_related("person")
    ):
        if chance.random() < 0.66:
            asked = follow_up.survey.asked_in(str(row.person.profile.country))
            given = said(asked, chance) | _what_they_did(asked, chance)
            surveys.answer(survey=follow_up.survey, person=row.person, given=given)
    _compare(follow_up.survey)


def _what_they_did(questions, chance):
    """Fewer than had meant to."""
    return {
        question.pk: chance.choices(range(len(question.options)), [4, 5, 4, 3, 2])
        for question in questions
        if question.measures == Measure.ACTION
    }


def _compare(survey):
    """Countries are compared from the first closing on."""
    surveys.close_survey(survey=survey)
    surveys.open_survey(survey=survey, by=None)
