"""Questions out of a file into the bank: first what would happen, then all of it in one transaction."""

from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from assessments import checks, drafts, lint
from assessments.actions import questions as bank
from assessments.drafts import QuestionDraft
from assessments.models import Question, QuestionState, QuestionVersion, Topic

MOST_QUESTIONS = 1000


class Outcome(models.TextChoices):
    NEW = "new", gettext_lazy("a new question")
    VERSION = "version", gettext_lazy("a new version of a question that is there")
    FILED = "filed", gettext_lazy("the same words, filed elsewhere")
    SAME = "same", gettext_lazy("nothing: it is there already")


@dataclass
class Step:
    """What one question of the file becomes."""

    draft: QuestionDraft
    outcome: Outcome
    notes: list[str]
    flaws: list[lint.Flaw]
    missing: list[str] = field(default_factory=list)
    question: Question | None = None


def plan(reading):
    """A step for each question that was found. Changes nothing."""
    if len(reading.found) + len(reading.refused) > MOST_QUESTIONS:
        raise ValidationError(
            _("The file has more than %(most)d questions. Split it.") % {"most": MOST_QUESTIONS}
        )
    known = _newest([found.draft.code for found in reading.found])
    return [_step(found, known.get(found.draft.code), reading.holds_pictures) for found in reading.found]


def shown(steps):
    """What a person was shown, in short: whether the bank has changed since is seen by it."""
    return ";".join(f"{step.draft.code}={step.outcome.value}" for step in steps)


@transaction.atomic
def carry_out(*, reading, by, publish=False, seen=None):
    """Do what the plan says, all or nothing. Returns the steps; `publish`: what has all it takes goes into use."""
    steps = plan(reading)
    if seen is not None and seen != shown(steps):
        raise bank.AlreadyDone(
            _("Somebody has changed these questions meanwhile. Nothing was imported: look again."),
            code="changed",
        )
    for step in steps:
        version = _carry_out(step, by)
        if publish and version and not step.missing and version.question.state != QuestionState.RETIRED:
            bank.publish(version=version, by=by)
    changed = [step for step in steps if step.outcome != Outcome.SAME]
    if changed:
        counts = {outcome.value: sum(step.outcome == outcome for step in steps) for outcome in Outcome}
        audit.record("questions.imported", changed[0].question or _first_made(changed), by=by, **counts)
    return steps


def _first_made(steps):
    return Question.objects.get(code=steps[0].draft.code)


def _carry_out(step, by):
    """The version that was made, if one was."""
    draft = step.draft
    if step.outcome == Outcome.NEW:
        return bank.create(draft=draft, by=by)
    if step.outcome == Outcome.VERSION:
        return bank.add_version(question=step.question, draft=draft, by=by, changed=_("Imported from a file"))
    if step.outcome == Outcome.FILED:
        topic = Topic.objects.get(slug=draft.topic)
        bank.file_under(
            question=step.question, topic=topic, tier=draft.tier, difficulty=draft.difficulty, by=by
        )
    return None


def _newest(codes):
    versions = QuestionVersion.objects.filter(question__code__in=codes).order_by("question_id", "-number")
    versions = versions.distinct("question_id").select_related("question__topic")
    return {version.question.code: version for version in versions.prefetch_related("options", "items")}


def _step(found, version, holds_pictures):
    draft, there = found.draft, drafts.of_version(version) if version else None
    if there and not holds_pictures:
        draft = replace(draft, image=there.image)
    facts = {"notes": found.notes, "flaws": lint.flaws(draft), "missing": checks.to_publish(draft)}
    if there is None:
        return Step(draft, Outcome.NEW, **facts)
    outcome = Outcome.VERSION
    if drafts.says_the_same(draft, there):
        filed = [(one.topic, one.tier, one.difficulty) for one in (draft, there)]
        outcome = Outcome.SAME if filed[0] == filed[1] else Outcome.FILED
    return Step(draft, outcome, question=version.question, **facts)
