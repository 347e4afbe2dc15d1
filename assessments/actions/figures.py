"""Making the figures anew, and what staff do about what they show."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from assessments import figures
from assessments.actions import questions
from assessments.models import (
    Assessment,
    AssessmentFigures,
    Finding,
    Question,
    QuestionFigures,
    QuestionState,
    Thresholds,
)


@transaction.atomic
def refresh(*, assessment):
    """Make all figures of an assessment from its answers. Two at once: one waits and finds the same."""
    assessment = Assessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    thresholds, found = Thresholds.today(), figures.gather(assessment)
    versions = figures.load_versions(list(found.columns))
    now = timezone.now()
    whole = figures.of_assessment(assessment, found, versions, thresholds)
    single = figures.of_questions(assessment, found, versions, thresholds)
    for row in [whole, *single]:
        row.computed_at = now
    _keep(AssessmentFigures, [whole], ["assessment"])
    _keep(QuestionFigures, single, ["assessment", "version"])
    QuestionFigures.objects.filter(assessment=assessment).exclude(version__in=list(versions)).delete()
    return whole


def _keep(model, rows, unique):
    others = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in unique and not field.primary_key
    ]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=others)


@transaction.atomic
def find_fine(*, version, by, note):
    """The flags of a version have been looked at, and it stays as it is: said once, until other flags come."""
    question = Question.objects.select_for_update(of=["self"]).get(pk=version.question_id)
    flags = sorted({flag for row in version.figures.all() for flag in row.flags})
    if not note.strip():
        raise ValidationError({"note": _("Say why it is fine: whoever sees the figures next will ask.")})
    finding = Finding(version=version, flags=flags, note=note.strip(), by=by)
    finding.full_clean(exclude=["by"])
    finding.save()
    audit.record("question.found_fine", question, by=by, version=version.number, flags=flags)
    if question.state == QuestionState.REVIEW:
        questions.back_in_use(question=question, by=by)
    return finding
