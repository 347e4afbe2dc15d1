"""How the points of a person came about, part by part; and what the reviewers said to the person."""

from dataclasses import dataclass

from django.db.models import Avg, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowships.models import CriterionScore, Review
from fellowships.templatetags.rounds import points


@dataclass(frozen=True)
class Part:
    """`got` of `most`, both in hundredths of a point of the whole; `share` is how much of the bar is filled, of 100."""

    title: str
    got: int
    most: int
    share: str
    how: str

    @property
    def most_whole(self):
        return self.most // 100


@dataclass(frozen=True)
class Criterion:
    """What the reviewers gave for one line of the rubric, on average, on its own scale."""

    title: str
    question: str
    mean: str
    most: int
    share: str


@dataclass(frozen=True)
class Sum:
    parts: list
    total: int
    criteria: list
    words: list


def of(row):
    """All the points of a line of the merit list. Of reviewers it tells neither names nor order."""
    call = row.snapshot.call
    reviews = _counting_reviews(row.application_id)
    return Sum(
        parts=[
            _part(_("Level 1 assessment"), row.level_1, call.level_1_weight, _out_of(row.level_1)),
            _part(_("Level 2 assessment"), row.level_2, call.level_2_weight, _out_of(row.level_2)),
            _part(_("Reviews of your application"), row.rubric, call.rubric_weight, _given(row)),
        ],
        total=row.score,
        criteria=_criteria(reviews),
        words=[
            text for text in reviews.order_by("for_applicant").values_list("for_applicant", flat=True) if text
        ],
    )


def _part(title, score, weight, how):
    how = _("%(how)s, counted for %(weight)s of 100") % {"how": how, "weight": weight}
    return Part(
        title=title, got=(score * weight + 50) // 100, most=weight * 100, share=f"{score / 100:.2f}", how=how
    )


def _out_of(score):
    return _("%(score)s of 100 points") % {"score": points(score)}


def _given(row):
    scores = row.parts.get("reviews", {}).get("scores", [])
    if not scores:
        return _out_of(row.rubric)
    text = ngettext(
        "%(count)s reviewer gave %(scores)s of 100 points",
        "%(count)s reviewers gave %(scores)s of 100 points",
        len(scores),
    )
    given = [str(points(score)) for score in sorted(scores)]
    listed = (
        given[0]
        if len(given) == 1
        else _("%(some)s and %(last)s")
        % {
            "some": ", ".join(given[:-1]),
            "last": given[-1],
        }
    )
    return text % {"count": len(scores), "scores": listed}


def _counting_reviews(application):
    return Review.objects.filter(
        assignment__application=application, submitted_at__isnull=False, void_because=""
    )


def _criteria(reviews):
    rows = (
        CriterionScore.objects.filter(review__in=reviews)
        .values("criterion__title", "criterion__question")
        .annotate(
            mean=Avg("value"),
            least=Min("criterion__anchors__value"),
            most=Max("criterion__anchors__value"),
        )
        .order_by("criterion__order", "criterion")
    )
    return [_criterion(row) for row in rows]


def _criterion(row):
    span = row["most"] - row["least"] or 1
    return Criterion(
        title=row["criterion__title"],
        question=row["criterion__question"],
        mean=points(round(row["mean"] * 100)),
        most=row["most"],
        share=f"{100 * (row['mean'] - row['least']) / span:.2f}",
    )
