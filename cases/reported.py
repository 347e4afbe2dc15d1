"""Which cases somebody may report, and what was reported, case by case, as editors see it."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from cases.models import Case, CaseRole, CaseState, PrivacyReport, Role

LATELY = 20


@dataclass(frozen=True)
class Reported:
    """A case with its open reports, the oldest first."""

    case: Case
    reports: tuple[PrivacyReport, ...]
    title: str

    @property
    def newest(self):
        return self.reports[-1]

    @property
    def is_hidden(self):
        return self.case.state == CaseState.HIDDEN


def reportable_by(user):
    """What somebody can read, and what is hidden already: a second reader may have seen something else."""
    hidden = Case.objects.filter(state=CaseState.HIDDEN)
    if not user.is_authenticated:
        hidden = hidden.filter(versions__revision__is_public=True)
    readable = Case.objects.readable_by(user).values("pk")
    return Case.objects.filter(Q(pk__in=readable) | Q(pk__in=hidden.values("pk"))).select_related("entry")


def has_desk(user):
    return user.is_staff or CaseRole.objects.holds(user, Role.EDITOR)


def open_ones(user):
    """Of the cases that this person edits; the case that waits longest first."""
    rows = (
        PrivacyReport.objects.open()
        .filter(case__in=Case.objects.edited_by(user))
        .select_related("case", "by")
        .prefetch_related("case__versions")
        .order_by("case", "pk")
    )
    groups = [_group(reports) for _case, reports in groupby(rows, key=lambda row: row.case_id)]
    return sorted(groups, key=lambda group: group.reports[0].reported_at)


def settled_lately(user):
    rows = PrivacyReport.objects.exclude(settled_at=None).filter(case__in=Case.objects.edited_by(user))
    return rows.select_related("case", "settled_by").order_by("-settled_at", "-pk")[:LATELY]


def _group(reports):
    reports = tuple(reports)
    case = reports[0].case
    versions = sorted(case.versions.all(), key=lambda version: version.number)
    return Reported(case, reports, versions[-1].title if versions else "")
