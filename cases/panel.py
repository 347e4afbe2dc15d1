"""What somebody has to do with cases, for the own page: read inside another query, then put in words."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.desks import with_desks
from cases.models import (
    Case,
    CaseState,
    Contribution,
    PrivacyReport,
    Review,
    Revision,
    RevisionState,
)

PILLS = {
    RevisionState.DRAFT: "requested",
    RevisionState.ACCEPTED: "confirmed",
    RevisionState.REJECTED: "declined",
    RevisionState.DROPPED: "cancelled",
}
PILLS_OF_CASE = {
    CaseState.PUBLISHED: "confirmed",
    CaseState.HIDDEN: "waiting",
    CaseState.RETRACTED: "cancelled",
    CaseState.WITHDRAWN: "cancelled",
    CaseState.ENDED: "declined",
}
# More than these stand on the page of the own cases.
MOST = 3


@dataclass(frozen=True)
class Line:
    title: str
    pill: str
    state: str
    url: str
    is_asked: bool


@dataclass(frozen=True)
class Panel:
    """`lines` are own cases; the three numbers are what waits on each desk, None where the person has no such desk."""

    lines: list[Line]
    points: int
    to_check: int | None
    to_review: int | None
    reported: int | None

    @property
    def urgent(self):
        """The first case that waits for its author."""
        return next((line for line in self.lines if line.is_asked), None)


def with_panel(people, user):
    """Annotate people (one person, in truth) with what `of` reads."""
    points = Contribution.objects.filter(person=OuterRef("pk"), taken_back_at=None)
    own = Case.objects.without_stake_of(user).values("pk")
    return with_desks(people).annotate(
        cases_read=ArraySubquery(_cases()),
        case_points=Coalesce(
            Subquery(points.order_by().values("person").annotate(all=Sum("points")).values("all")), 0
        ),
        cases_to_check=ArraySubquery(
            Revision.objects.filter(state=RevisionState.SUBMITTED, case__in=own).values("pk")
        ),
        cases_to_review=ArraySubquery(Review.objects.queue_of(user).to_do().values("pk")),
        cases_reported=ArraySubquery(PrivacyReport.objects.open().filter(case__in=own).values("pk")),
    )


def of(person):
    """The panel of a person who was annotated."""
    return Panel(
        lines=[_line(row) for row in person.cases_read],
        points=person.case_points,
        to_check=len(person.cases_to_check) if person.checks_cases else None,
        to_review=len(person.cases_to_review) if person.reviews_cases or person.cases_to_review else None,
        reported=len(person.cases_reported) if person.edits_cases else None,
    )


def _cases():
    newest = Revision.objects.filter(case=OuterRef("pk")).order_by("-number")
    rows = Case.objects.filter(author=OuterRef("pk")).order_by("-pk")[:MOST]
    return rows.values(
        row=JSONObject(
            code="code",
            state="state",
            title=Subquery(newest.values("title")[:1]),
            number=Subquery(newest.values("number")[:1]),
            revision=Subquery(newest.values("state")[:1]),
        )
    )


def _line(row):
    is_under_way = row["state"] == CaseState.WRITING or row["revision"] == RevisionState.DRAFT
    state = RevisionState(row["revision"]) if is_under_way else CaseState(row["state"])
    return Line(
        title=row["title"] or _("Case without a title yet"),
        pill=PILLS.get(state, "waiting") if is_under_way else PILLS_OF_CASE[state],
        state=state.label,
        url=reverse("cases:write", args=[row["code"]]),
        # A first draft has time; what was returned or is to be changed others wait for.
        is_asked=row["revision"] == RevisionState.DRAFT and row["number"] > 1,
    )
