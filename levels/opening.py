"""Opening a level to people: with the newest requirements. Where they stand is worked out by who calls."""

from levels.models import Enrolment, LevelEnrolment, RequirementSet


def open_to(enrolments, level):
    """Open a level to these enrolments (ids). To whom it is open already nothing happens."""
    newest = RequirementSet.objects.newest().filter(level=level).values_list("pk", flat=True).first()
    rows = [LevelEnrolment(enrolment_id=pk, level=level, requirements_id=newest) for pk in enrolments]
    LevelEnrolment.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


def waiting_for(level):
    """Enrolments to which a level whose day has come should be open, and is not."""
    waiting = Enrolment.objects.filter(pathway=level.pathway_id).exclude(levels__level=level)
    before = level.previous if level.needs_previous else None
    if before is None:
        return waiting
    done = LevelEnrolment.objects.filter(level=before).exclude(completed_at=None)
    return waiting.filter(levels__in=done)
