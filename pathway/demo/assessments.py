"""Attempts of invented people at the sample assessments, so that figures, contests and texts to mark are there to see.

Made in bulk: answers are drawn by what somebody knows and how hard a question is, with one chance for every demo.
"""

import math
from datetime import timedelta
from random import Random

from django.utils import timezone

from accounts.models import User
from assessments import drawing, marking, papers
from assessments.actions import contests, figures, results
from assessments.models import (
    Assessment,
    Attempt,
    AttemptQuestion,
    AttemptState,
    EndedBy,
    Kind,
    Question,
    QuestionVersion,
    Result,
)
from pathway.demo import people as demo_people

PEOPLE = 60
WAITING = 4
FIRST = [
    "Marta",
    "Tiago",
    "Elena",
    "Erik",
    "Grace",
    "Wojciech",
    "Sofia",
    "Andrei",
    "Linnea",
    "Rhys",
    "Anjali",
    "Paulo",
]
LAST = [
    "Nowicka",
    "Carvalho",
    "Ionescu",
    "Lindqvist",
    "Bennett",
    "Zawadzki",
    "Moreira",
    "Dumitru",
    "Åkesson",
    "Pryce",
]
DIFFICULTY = {"easy": -1.6, "medium": -0.6, "hard": 0.4}
TEXTS = [
    "Antibiotics in the last three months? Then I would go broader. An allergy? Another class. A hospital stay? Cover more.",
    "Allergies, earlier antibiotics, known resistant bacteria, immunosuppression. Each of them changes the first dose.",
    "When it began, whether he smokes, what he ate, and which tablets he takes.",
    "Has he had a cough, pain when passing water, a wound or belly pain? The source decides what I give.",
]
CONTESTED = [
    "Our national guideline still names another of these options first; both can be defended.",
    "The vignette leaves out whether fluid was given before. If it was, another option is right.",
]


def play(people):
    """Where the sample questions are loaded; else nothing."""
    found = Assessment.objects.in_bulk(field_name="slug")
    if "level-1-assessment" not in found or not Question.objects.drawable().exists():
        return
    chance, learners = Random(26), _learners()  # noqa: S311 (invented answers, the same in every demo)
    known = {person: chance.gauss(0.3, 0.9) for person in learners}
    sit(found["level-1-assessment"], learners, known, chance)
    if "level-1-pretest" in found and "level-1-posttest" in found:
        _before_and_after(found, [*learners[:48], people["participant.pl"]], known, chance)
        _contest(found["level-1-posttest"])
    _wait_to_be_marked(found["level-1-assessment"], learners)
    for assessment in found.values():
        if assessment.attempts.exists():
            figures.refresh(assessment=assessment)


def _learners():
    demo_people.make_crowd(PEOPLE)
    crowd = list(User.objects.filter(email__startswith="crowd-").order_by("email")[:PEOPLE])
    for number, person in enumerate(crowd):
        person.name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
    User.objects.bulk_update(crowd, ["name"])
    return crowd


def _before_and_after(found, learners, known, chance):
    """What the level taught: a little more for everyone, and not everyone comes back."""
    sit(
        found["level-1-pretest"],
        learners,
        {person: known.get(person, 0) - 1 for person in learners},
        chance,
        40,
    )
    stayed = [*learners[:37], learners[-1]]
    later = {person: known.get(person, 0) + chance.gauss(-0.2, 0.5) for person in stayed}
    sit(found["level-1-posttest"], stayed, later, chance, 6)


def sit(assessment, learners, known, chance, days=20):
    """One finished attempt of each who has none yet."""
    taken = set(assessment.attempts.values_list("person", flat=True))
    learners = [person for person in learners if person.pk not in taken]
    ended = timezone.now() - timedelta(days=days)
    attempts = Attempt.objects.bulk_create(
        Attempt(
            assessment=assessment,
            person=person,
            number=1,
            state=AttemptState.MARKING,
            started_at=ended + timedelta(hours=3 * number),
            ended_at=ended + timedelta(hours=3 * number, minutes=chance.randint(12, 38)),
            ended_by=EndedBy.PERSON,
            pass_mark=assessment.pass_mark,
        )
        for number, person in enumerate(learners)
    )
    rows = [row for attempt in attempts for row in _answers(attempt, known[attempt.person], chance)]
    AttemptQuestion.objects.bulk_create(rows)
    used = {row.version_id for row in rows}
    QuestionVersion.objects.filter(pk__in=used, frozen_at=None).update(frozen_at=ended)
    _score(attempts, rows)


def _answers(attempt, ability, chance):
    versions = papers.load(drawing.choose(attempt.assessment, set(), chance))
    difficulties = dict(
        Question.objects.filter(current__in=list(versions)).values_list("current", "difficulty")
    )
    for order, (pk, version) in enumerate(versions.items(), 1):
        level = DIFFICULTY[difficulties[pk]] + (pk * 37 % 100 - 50) / 60
        knows = chance.random() < 1 / (1 + math.exp(1.7 * (level - ability)))
        answer = marking.right_answer(version) if knows else _wrong(version, chance)
        points = marking.points(version, answer)
        yield AttemptQuestion(
            attempt=attempt,
            order=order,
            version=version,
            option_order=drawing.option_order(version, True, chance),
            answer=answer if version.kind != Kind.SHORT_TEXT else chance.choice(TEXTS),
            revision=1,
            answered_at=attempt.ended_at,
            points=chance.choice([40, 60, 80]) if version.kind == Kind.SHORT_TEXT else points,
        )


def _wrong(version, chance):
    """A plausible mistake, or nothing where chance would not write it."""
    options = list(version.options.all())
    wrong = [option.pk for option in options if not option.is_correct]
    if version.kind == Kind.SINGLE and wrong:
        return chance.choices(wrong, weights=range(len(wrong) * 2, len(wrong), -1))[0]
    if version.kind == Kind.MULTIPLE:
        return sorted(chance.sample([option.pk for option in options], 2))
    if version.kind == Kind.TRUE_FALSE:
        return {str(option.pk): chance.random() < 0.5 for option in options}
    return None


def _score(attempts, rows):
    points = {}
    for row in rows:
        points.setdefault(row.attempt_id, []).append(row.points)
    for attempt in attempts:
        attempt.score = results.sum_up(points[attempt.pk])
        attempt.is_passed, attempt.state = attempt.score >= attempt.pass_mark, AttemptState.SCORED
    Attempt.objects.bulk_update(attempts, ["score", "is_passed", "state"])
    Result.objects.bulk_create(
        Result(
            assessment=attempt.assessment,
            person=attempt.person,
            attempt=attempt,
            score=attempt.score,
            is_passed=attempt.is_passed,
        )
        for attempt in attempts
    )


def _wait_to_be_marked(assessment, learners):
    """The last few who handed in were asked for a text that nobody has read yet."""
    text = Question.objects.drawable().filter(current__kind=Kind.SHORT_TEXT).order_by("code").first()
    if text is None:
        return
    QuestionVersion.objects.filter(pk=text.current_id, frozen_at=None).update(frozen_at=timezone.now())
    latest = list(assessment.attempts.filter(person__in=learners).order_by("-ended_at")[:WAITING])
    Result.objects.filter(attempt__in=latest).delete()
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in latest]).update(
        state=AttemptState.MARKING, score=None, is_passed=None
    )
    for attempt, words in zip(latest, TEXTS, strict=True):
        row = attempt.questions.filter(version=text.current_id).first() or attempt.questions.last()
        row.version_id, row.answer, row.points, row.option_order = text.current_id, words, None, []
        row.save()


def _contest(assessment):
    """Two people contest the same question."""
    rows = AttemptQuestion.objects.filter(
        attempt__assessment=assessment,
        attempt__state=AttemptState.SCORED,
        version__kind=Kind.SINGLE,
        points=0,
    )
    asked = [row.version_id for row in rows]
    version = max(sorted(set(asked)), key=asked.count)
    chosen = rows.filter(version=version).select_related("attempt__person")[: len(CONTESTED)]
    for row, text in zip(chosen, CONTESTED, strict=False):
        contests.contest(question=row, person=row.attempt.person, text=text)
