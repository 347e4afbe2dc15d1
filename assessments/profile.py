"""What a person answers right, by topic and by what a question asks of them. One query; the figures are the person's own."""

from typing import NamedTuple

from django.db.models import Count, Sum

from assessments.models import AttemptQuestion, AttemptState


class Share(NamedTuple):
    """`points` are hundredths of a question over all `answers`."""

    topic: int
    tier: str
    answers: int
    points: int


def shares_of(person):
    """A `Share` for each topic and tier of which the person has answers that count, in attempts that are scored."""
    rows = AttemptQuestion.objects.filter(
        attempt__person=person, attempt__state=AttemptState.SCORED, is_counted=True, points__isnull=False
    ).order_by()
    rows = rows.values_list("version__question__topic", "version__question__tier")
    return [Share(*row) for row in rows.annotate(Count("pk"), Sum("points"))]
