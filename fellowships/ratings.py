"""What former visitors say about a centre: an average and hints, without names, and only where several have spoken."""

from dataclasses import dataclass

from fellowships.models import Report, ReportState

# Fewer, and the centre could tell who said what.
FEWEST = 3


@dataclass(frozen=True)
class Rating:
    """`average` is in hundredths: 450 is 4.5 of 5."""

    reports: int
    average: int
    hints: list


def of(centres):
    """By centre, for those of which at least three accepted reports speak. One query."""
    rows = Report.objects.filter(
        placement__centre__in=centres, state=ReportState.ACCEPTED, rating__isnull=False
    ).values_list("placement__centre", "rating", "for_next")
    found = {}
    for centre, rating, hint in rows:
        found.setdefault(centre, []).append((rating, hint.strip()))
    return {centre: _rating(said) for centre, said in found.items() if len(said) >= FEWEST}


def _rating(said):
    """Hints in the order of the alphabet, so that their order tells nothing about who came when."""
    total, count = sum(rating for rating, _hint in said), len(said)
    return Rating(
        reports=count,
        average=(200 * total + count) // (2 * count),
        hints=sorted(hint for _rating, hint in said if hint),
    )
