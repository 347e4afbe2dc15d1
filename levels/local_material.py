"""Local material as people meet it: what is missing before it can be published, and who is shown what in the classroom."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Profile
from levels.models import LocalKind, LocalMaterial

# More stand on the page of the hub.
SHOWN_IN_CLASSROOM = 4


def missing(material):
    """What readers would miss, in words; empty: it may be published."""
    wanted = []
    if not (material.body or material.url or material.file):
        wanted.append(_("Write a text, give a link or upload a PDF."))
    if material.kind == LocalKind.RESISTANCE:
        wanted += _missing_of_data(material)
    return wanted


def _missing_of_data(material):
    """Resistance data grow old: nobody is shown any without their age."""
    if not material.source:
        yield _("Say where the data come from.")
    if not material.as_of:
        yield _("Say how old the data are: the day they are as of.")
    if not material.review_by:
        yield _("Say by when somebody looks at them again.")


def by_kind(materials):
    """`[(name of the kind, its rows)]`, in the order of the kinds; empty ones are left out."""
    return [
        (kind.label, rows)
        for kind in LocalKind
        if (rows := [material for material in materials if material.kind == kind])
    ]


@dataclass(frozen=True)
class FromHub:
    """What the hub of a person's country has beside a level or a module."""

    hub: object
    materials: list
    is_more: bool


def for_learner(user, level, module=None):
    """None where their country has no hub or their hub has nothing here. One query, however much there is.

    On the page of a level all that belongs to it; on that of a module only what belongs to all or to this one.
    """
    country = Profile.objects.filter(user=user.pk).values("country")
    rows = LocalMaterial.objects.published().filter(hub__country__in=country, level=level)
    rows = rows.filter(Q(module=module) | Q(module=None)) if module else rows
    rows = list(
        rows.select_related("hub").defer("body").order_by("kind", "title", "pk")[: SHOWN_IN_CLASSROOM + 1]
    )
    if not rows:
        return None
    return FromHub(rows[0].hub, rows[:SHOWN_IN_CLASSROOM], len(rows) > SHOWN_IN_CLASSROOM)
