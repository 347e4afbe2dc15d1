"""Sample topics, questions and assessments, put in once each; staff edit, replace or retire them in the admin.

What is there by its code or slug is left as it is: a second run makes nothing, a changed file changes nothing.
"""

import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from assessments.actions import questions as bank
from assessments.drafts import DraftItem, DraftOption, QuestionDraft
from assessments.models import Assessment, BlueprintLine, FixedQuestion, Question, Topic

FOLDER = Path(__file__).parent
# In the order of the programme's own lists.
TOPICS = {
    "definitions": "Definitions",
    "epidemiology": "Epidemiology",
    "diagnosis": "Diagnosis",
    "bundles": "Bundles",
    "antimicrobials": "Antimicrobials",
    "source-control": "Source control",
    "organ-support": "Organ support",
    "infection-sites": "Sites of infection",
    "special-hosts": "Special hosts",
    "resistance": "Resistance",
    "stewardship": "Stewardship",
    "microbiology": "Microbiology",
    "dosing": "Dosing",
    "haemodynamics": "Haemodynamics",
    "review": "Review and de-escalation",
    "decisions": "Decisions under uncertainty",
}


@transaction.atomic
def load(folder=FOLDER):
    """Make what is not there yet, all or nothing. Returns how many rows of each model were made."""
    made = Counter()
    for order, (slug, title) in enumerate(TOPICS.items(), 1):
        made["assessments.Topic"] += Topic.objects.get_or_create(
            slug=slug, defaults={"title": title, "order": order}
        )[1]
    there = set(Question.objects.values_list("code", flat=True))
    for path in sorted(folder.glob("level*/questions.toml")):
        for draft in read(path):
            if draft.code not in there:
                version = bank.create(draft=draft, by=None, is_sample=True)
                bank.publish(version=version, by=None)
                made["assessments.Question"] += 1
    for path in sorted(folder.glob("level*/assessments.toml")):
        made += _load_assessments(path)
    return +made


def read(path):
    """The drafts of a questions.toml."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    return [_draft(dict(row)) for row in rows]


def _draft(row):
    options = [DraftOption(one["text"], one.get("correct", False)) for one in row.pop("options", [])]
    items = [DraftItem(**one) for one in row.pop("items", [])]
    for name, key in [("target", "number"), ("tolerance", "tolerance")]:
        if key in row:
            row[name] = Decimal(row.pop(key))
    return QuestionDraft(**row, options=tuple(options), items=tuple(items))


def _load_assessments(path):
    made = Counter()
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["assessment"]:
        if Assessment.objects.filter(slug=row["slug"]).exists():
            continue
        lines, codes = row.pop("blueprint", []), row.pop("questions", [])
        assessment = Assessment(**row)
        assessment.full_clean()
        assessment.save()
        _ask(assessment, lines, codes)
        made["assessments.Assessment"] += 1
    return made


def _ask(assessment, lines, codes):
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for order, line in enumerate(lines, 1):
        topic = topics[line.pop("topic")]
        BlueprintLine.objects.create(assessment=assessment, order=order, topic=topic, **line)
    questions = Question.objects.in_bulk(codes, field_name="code")
    for order, code in enumerate(codes, 1):
        FixedQuestion.objects.create(assessment=assessment, order=order, question=questions[code])
