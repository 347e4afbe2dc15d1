"""What stands below a published case: how it is cited and shared, its versions, and on what it rests."""

from dataclasses import dataclass

from django.db.models import Sum

from cases import citation
from cases.citation import Citation
from cases.models import CaseState, Licence, Version

GONE = (CaseState.RETRACTED, CaseState.WITHDRAWN)


@dataclass(frozen=True)
class Colophon:
    """One version as a reader may see it. `versions`: all of the case that the reader may read, the newest first.

    reviews: on how many it was accepted, with those of the versions before.
    may_correct: whether the reader is its author, who can write a correction.
    """

    version: Version
    citation: Citation
    licence: Licence
    versions: list
    reviews: int
    is_public: bool
    may_correct: bool

    @property
    def newest(self):
        return self.versions[0]

    @property
    def is_newest(self):
        return self.newest == self.version

    @property
    def is_checked_only(self):
        """A correction that an editor let through without new reviews."""
        decision = getattr(self.version.revision, "decision", None)
        return self.version.number > 1 and decision is not None and not decision.reviews


def colophon(version, reader):
    """Two queries. The version has its case at hand."""
    rows = Version.objects.readable_by(reader).filter(case=version.case)
    versions = list(rows.select_related("revision__decision").order_by("-number"))
    version = next(one for one in versions if one.pk == version.pk)
    before = Version.objects.filter(case=version.case, number__lte=version.number)
    return Colophon(
        version=version,
        citation=citation.of(version),
        licence=Licence(version.revision.licence),
        versions=versions,
        reviews=before.aggregate(sum=Sum("revision__decision__reviews"))["sum"] or 0,
        is_public=version.revision.is_public,
        may_correct=version.case.author_id == reader.pk,
    )


def tombstone(code, reader):
    """The last version of a case that is read no more, but was: something stands in its place. None where nothing does.

    Only for whoever could have read it. Of one whose consent was withdrawn nothing is told but that.
    """
    rows = Version.objects.filter(case__code=code, case__state__in=GONE)
    version = rows.select_related("case", "revision").order_by("number").last()
    if version and (reader.is_authenticated or version.revision.is_public):
        return version
    return None
