"""Whether a judgement may be made now: on how many reviews, by whom, and whether a reason is asked for."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from cases import reviewing
from cases.models import (
    Author,
    CaseRole,
    CaseState,
    Judgement,
    PrivacyCheck,
    Review,
    RevisionState,
    Role,
    Stake,
    Verdict,
)

# At these somebody decides; whatever else there is comes before or after.
TO_DECIDE = [RevisionState.PASSED, RevisionState.IN_REVIEW]


@dataclass(frozen=True)
class Ground:
    """refusal: why it cannot be, in words. asks: what the reason has to say, empty where none is asked for."""

    refusal: str = ""
    asks: str = ""


@dataclass(frozen=True)
class Standing:
    """How a revision stands before one editor.

    part:          which other part the editor has in it, in words; empty where there is none
    others:        names of the editors who could decide in the place of one who has such a part
    is_correction: readers have an earlier version already
    """

    enough: reviewing.Enough
    part: str
    others: tuple[str, ...]
    is_correction: bool

    def ground_of(self, judgement):
        """What this judgement would rest on."""
        if self.part and self.others:
            names = {"part": self.part, "names": ", ".join(self.others)}
            return Ground(refusal=_("%(part)s Somebody else decides: %(names)s.") % names)
        if self.enough.given >= self.enough.asked:
            return Ground()
        if self.is_correction:
            return Ground(asks=_("Say why this correction needs no reviewers."))
        if judgement == Judgement.ACCEPTED and not self.enough.ok:
            return Ground(refusal=self.enough.why)
        return Ground(asks=_("Say why you decide with fewer reviews than the rules ask for."))


def look(revision, by):
    part = part_of(revision, by)
    return Standing(
        enough=reviewing.enough(revision),
        part=part,
        others=tuple(person.name for person in _others(revision, by)) if part else (),
        is_correction=is_correction(revision),
    )


def is_correction(revision):
    """A revision of what readers have read already."""
    return revision.case.state in (CaseState.PUBLISHED, CaseState.HIDDEN)


def _others(revision, by):
    """The editors who could decide about this one in the place of somebody: no stake, no other part in it."""
    editors = CaseRole.objects.in_force().filter(role=Role.EDITOR, user=OuterRef("pk"))
    case = revision.case_id
    named = Author.objects.filter(case=case, person=OuterRef("pk"))
    stakes = Stake.objects.filter(case=case, person=OuterRef("pk"), is_active=True)
    return (
        User.objects.filter(Exists(editors), ~Exists(named), ~Exists(stakes))
        .filter(~Exists(_checked(revision, OuterRef("pk"))), ~Exists(_reviewed(revision, OuterRef("pk"))))
        .exclude(pk__in=[by.pk, revision.case.author_id])
        .order_by("name")
    )


def part_of(revision, by):
    """Which other part an editor has in this one, in words; empty where there is none."""
    if _reviewed(revision, by.pk).exists():
        return _("You are a reviewer of this revision.")
    if _checked(revision, by.pk).exists():
        return _("You let this revision pass the privacy check.")
    return ""


def _checked(revision, person):
    return PrivacyCheck.objects.filter(revision=revision.pk, checker=person, verdict=Verdict.PASSED)


def _reviewed(revision, person):
    return Review.objects.live().filter(revision=revision.pk, reviewer=person)
