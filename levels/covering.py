"""How much of a film or a hand-out a person has been through, to be shown."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levels.models import Progress, ResourceKind

WIDE = 1000  # of the drawing


@dataclass(frozen=True)
class Coverage:
    """`pieces` are (from, width) of what was watched or reached, in thousandths of the whole."""

    resource: object
    covered: int
    position: int
    pieces: list
    is_done: bool

    @property
    def words(self):
        """ "4 of 6 minutes watched": in seconds where a film is short."""
        total, covered = self.resource.length or 0, self.covered
        if self.resource.kind == ResourceKind.PDF:
            text = ngettext(
                "%(covered)s of %(total)s page reached", "%(covered)s of %(total)s pages reached", total
            )
        elif total < 120:
            text = ngettext(
                "%(covered)s of %(total)s second watched", "%(covered)s of %(total)s seconds watched", total
            )
        else:
            total, covered = round(total / 60), covered // 60
            text = ngettext(
                "%(covered)s of %(total)s minute watched", "%(covered)s of %(total)s minutes watched", total
            )
        return text % {"covered": min(covered, total), "total": total}

    @property
    def needed(self):
        if self.resource.kind == ResourceKind.PDF:
            return _("Done when you have reached %(percent)s %% of the pages.") % self._percent
        return _("Done when you have watched %(percent)s %% of it.") % self._percent

    @property
    def _percent(self):
        return {"percent": self.resource.needed_percent}

    def as_json(self):
        return {
            "words": self.words,
            "pieces": self.pieces,
            "position": self.position,
            "done": self.is_done,
        }


def coverage(resource, person):
    """What this person has been through of a resource, in one query."""
    progress = Progress.objects.filter(resource=resource, person=person).first() or Progress()
    whole = (resource.length or 0) * (1000 if resource.kind == ResourceKind.VIDEO else 1)
    return Coverage(
        resource=resource,
        covered=progress.covered,
        position=progress.position,
        pieces=[_drawn(start, end, whole) for start, end in _stretches(progress)] if whole else [],
        is_done=progress.done_at is not None,
    )


def _stretches(progress):
    watched = progress.detail.get("watched")
    return watched if watched else [(page - 1, page) for page in progress.detail.get("pages", [])]


def _drawn(start, end, whole):
    return start * WIDE // whole, max((end - start) * WIDE // whole, 1)
