"""Steps of data.py for the classroom: an assessment in it, and what became of the attempts."""

from collections import Counter

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessments.actions import questions as bank
from assessments.drafts import DraftOption, QuestionDraft
from assessments.models import AnswerGiven, Assessment, Attempt, AttemptQuestion, BlueprintLine, Result, Topic
from levels.models import Level, Module, Resource, ResourceKind

TOPICS = 6


def assessment(slug, questions):
    """An assessment of Level 1 that draws so many from a bank six times as large; the path of the form that begins it."""
    topics = [
        Topic.objects.create(slug=f"{slug}-{number}", title=f"Topic {number}", order=number)
        for number in range(TOPICS)
    ]
    for number in range(questions * 6):
        version = bank.create(draft=_draft(slug, number, topics[number % TOPICS].slug), by=None)
        bank.publish(version=version, by=None)
    made = Assessment.objects.create(slug=slug, title="Level 1 assessment", minutes=60, is_published=True)
    for number, topic in enumerate(topics):
        share = questions // TOPICS + (number < questions % TOPICS)
        if share:
            BlueprintLine.objects.create(assessment=made, topic=topic, count=share, order=number)
    today = timezone.localdate()
    module = Module.objects.create(
        level=Level.objects.get(number=1), slug=slug, title="Assessment", publish_on=today, order=99
    )
    resource = Resource.objects.create(
        module=module,
        slug=slug,
        kind=ResourceKind.ASSESSMENT,
        title=made.title,
        assessment=made,
        publish_on=today,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return reverse("levels:start_assessment", args=[1, module.slug, resource.slug])


def _draft(slug, number, topic):
    lines = " ".join(["She has had 30 mL/kg of crystalloid and is warm, drowsy and mottled."] * 3)
    return QuestionDraft(
        code=f"{slug}-{number}",
        topic=topic,
        tier="apply",
        difficulty="medium",
        kind="single",
        vignette=f"A {30 + number % 60}-year-old has a blood pressure of 82/40 mmHg. {lines}",
        prompt="What is the best next step?",
        options=tuple(
            DraftOption(text, is_correct=not place)
            for place, text in enumerate(
                [
                    "Start noradrenaline now, by a peripheral line",
                    "Give a second litre of balanced crystalloid",
                    "Wait for the central line before any vasopressor",
                    "Repeat the lactate in two hours and decide then",
                    "Give hydrocortisone before any vasopressor",
                ]
            )
        ),
        explanation="Pressure comes first; another litre delays it.",
        reference="Evans L et al. Intensive Care Med 2021;47:1181-1247.",
    )


def taken(slug):
    """What the database has of each device: (number, sequence, answer as given, answer that counts)."""
    given = AnswerGiven.objects.filter(question__attempt__assessment__slug=slug).order_by(
        "question", "sequence"
    )
    rows = given.values_list("device", "question__order", "sequence", "answer", "question__answer")
    found = {}
    for device, *facts in rows:
        found.setdefault(str(device), []).append(facts)
    attempts = Attempt.objects.filter(assessment__slug=slug)
    return {
        "answers": found,
        "attempts": attempts.count(),
        "people": attempts.values("person").distinct().count(),
        "questions": AttemptQuestion.objects.filter(attempt__assessment__slug=slug).count(),
        "states": Counter(attempts.values_list("state", flat=True)),
        "results": Result.objects.filter(assessment__slug=slug).count(),
    }


STEPS = (assessment, taken)
