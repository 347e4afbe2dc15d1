"""An evaluation that is closed, with results, and one that participant.pl has still to answer."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from evaluations import actions
from evaluations.models import Question, QuestionKind, Survey
from levels.models import Level
from pathway.demo import people as demo_people
from registrations.actions import answer_evaluation, record_attendance, release_certificates
from registrations.models import Event, Registration, Rule, State

TEXTS = [
    "We will take lactate at the door, not on the ward.",
    "More cases, please, and fewer slides.",
    "I will ask for source control on the first round.",
    "The hour on antibiotics changed how our team documents stop dates.",
    "Thank you. The pace was right for those of us who are not native speakers.",
    "A printable summary would help us to teach it on.",
]
COLLEAGUES = [row[0] for row in demo_people.COLLEAGUES]
PARTICIPANTS = list(demo_people.PARTICIPANTS)[:5]


def ask(people):
    """The webinar was answered by all who were there and is closed. The level 2 event holds back one certificate,
    and nobody has said anything about level 1.
    """
    webinar, live = (
        Event.objects.past().filter(slug=slug).first() for slug in ("kick-off-webinar", "level-2-live")
    )
    if webinar:
        _event_asks(webinar, people["staff"])
        _attend(webinar, [people[address] for address in COLLEAGUES], people["staff"])
        _answers(webinar)
        actions.close_survey(survey=webinar.evaluation, by=people["staff"])
    if live:
        _event_asks(live, people["staff"], required=True)
        _attend(live, [people[address] for address in [*PARTICIPANTS, *COLLEAGUES]], people["staff"])
        _answers(live, but=people["participant.pl"])
        actions.count_in(survey=live.evaluation, by=people["staff"])
        release_certificates(event=live, by=people["staff"])
    level = Level.objects.filter(number=1).first()
    if level and level.evaluation is None:
        level.evaluation = _survey(level, people["staff"])
        level.save(update_fields=["evaluation"])


def _attend(event, users, staff):
    """Everybody who is not there yet was there to the end."""
    there = set(event.registrations.values_list("user", flat=True))
    rows = [
        Registration.objects.create(
            event=event,
            user=user,
            state=State.CONFIRMED,
            rule=Rule.UNLIMITED,
            home=user.profile.country,
            requested_at=event.starts_at - timedelta(days=10),
            state_since=event.starts_at - timedelta(days=10),
        )
        for user in users
        if user.pk not in there
    ]
    for session in event.sessions.all():
        record_attendance(session=session, minutes={row.pk: session.minutes for row in rows}, by=staff)


def _event_asks(event, staff, *, required=False):
    event.evaluation, event.evaluation_required = _survey(event, staff), required
    event.save(update_fields=["evaluation", "evaluation_required"])


def _survey(occasion, staff):
    survey = Survey.objects.create(
        title=f"Evaluation: {occasion}"[:200],
        introduction="Your answers shape what comes next.",
        closes_on=timezone.localdate() + timedelta(days=30),
    )
    Question.objects.create(
        survey=survey,
        kind=QuestionKind.MULTIPLE,
        text="What was worth your time?",
        options=["Recognition", "Antibiotics", "Haemodynamics", "Source control"],
        order=1,
    )
    actions.open_survey(survey=survey, by=staff)
    return survey


def _answers(event, but=None):
    chance = Random(7)  # noqa: S311  the same demo each time
    people = event.registrations.confirmed().exclude(user=but) if but else event.registrations.confirmed()
    for number, registration in enumerate(people.select_related("user").order_by("pk")):
        registration.event = event
        text = TEXTS[number // 2] if number % 2 == 0 and number // 2 < len(TEXTS) else ""
        answer_evaluation(registration=registration, given=said(event.evaluation.asked, chance, text))


def said(questions, chance, text=""):
    answers = {}
    for question in questions:
        if question.kind == QuestionKind.SCALE:
            answers[question.pk] = chance.choices(range(1, 6), [1, 2, 6, 20, 18])[0]
        elif question.kind == QuestionKind.TEXT and text:
            answers[question.pk] = text
        elif question.kind == QuestionKind.SINGLE:
            answers[question.pk] = [
                min(chance.choices(range(4), [12, 6, 2, 1])[0], len(question.options) - 1)
            ]
        elif question.kind == QuestionKind.MULTIPLE:
            answers[question.pk] = sorted(chance.sample(range(len(question.options)), chance.randint(1, 3)))
    return answers
