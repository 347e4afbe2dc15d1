"""The merit list of a call as it would be at this moment. Whole numbers only: hundredths of a point of 100."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.utils.translation import ngettext

from fellowships import allocation, rubric
from fellowships.models import Application, ApplicationState, Review
from levels.models import LevelEnrolment


@dataclass(frozen=True)
class Row:
    """One person's line. `parts` says where each score comes from, in numbers only."""

    application: int
    code: str
    level_1: int
    level_2: int
    rubric: int
    score: int
    group: int | None
    lot: str
    parts: dict

    def rank(self, is_pilot_first_on_tie):
        return allocation.Person(self.code, self.score, self.group, self.lot, ()).rank(is_pilot_first_on_tie)


def weighted(call, level_1, level_2, reviews):
    """The merit score, in hundredths; a half goes up."""
    whole = call.level_1_weight * level_1 + call.level_2_weight * level_2 + call.rubric_weight * reviews
    return (whole + 50) // 100


def taking_part(call):
    """Handed in, and found eligible."""
    return Application.objects.filter(call=call, state=ApplicationState.SUBMITTED, is_eligible=True)


def rows_of(call):
    """All who take part, best first. Raises ValidationError where somebody's reviews are missing."""
    reviews = _reviews(call)
    groups = {country.code: group.pk for group in call.groups.all() for country in group.countries}
    people = taking_part(call).annotate(score_1=_level(1), score_2=_level(2))
    rows = [
        _row(call, groups, reviews[pk], pk, *rest)
        for pk, *rest in people.values_list("pk", "code", "home", "score_1", "score_2")
    ]
    _refuse_without_reviews(call, rows)
    return sorted(rows, key=lambda row: row.rank(call.is_pilot_first_on_tie))


def as_json(rows):
    """What a merit list is fingerprinted by."""
    return [[row.code, row.level_1, row.level_2, row.rubric, row.score, row.group, row.lot] for row in rows]


def _level(number):
    own = LevelEnrolment.objects.filter(enrolment__user=OuterRef("person"), level__number=number)
    return Subquery(own.order_by("-score").values("score")[:1])


def _reviews(call):
    """Scores that count, by application."""
    counting = Review.objects.filter(
        assignment__application__call=call, submitted_at__isnull=False, void_because=""
    )
    scores = defaultdict(list)
    for application, score in counting.order_by("pk").values_list("assignment__application", "score"):
        scores[application].append(score)
    return scores


def _row(call, groups, reviews, pk, code, home, score_1, score_2):
    level_1, level_2 = (min(score or 0, rubric.FULL) for score in (score_1, score_2))
    mean = rubric.mean(reviews) or 0
    return Row(
        application=pk,
        code=code,
        level_1=level_1,
        level_2=level_2,
        rubric=mean,
        score=weighted(call, level_1, level_2, mean),
        group=groups.get(home),
        lot=allocation.lot(call.seed, code),
        parts={
            "level_1": {"weight": call.level_1_weight, "score": score_1},
            "level_2": {"weight": call.level_2_weight, "score": score_2},
            "reviews": {"weight": call.rubric_weight, "scores": reviews},
        },
    )


def _refuse_without_reviews(call, rows):
    missing = sum(not row.parts["reviews"]["scores"] for row in rows)
    if missing and call.rubric_weight:
        raise ValidationError(
            ngettext(
                "%(count)s application has no review that counts: go back to the reviews first.",
                "%(count)s applications have no review that counts: go back to the reviews first.",
                missing,
            ),
            params={"count": missing},
            code="reviews",
        )
