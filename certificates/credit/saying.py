"""What public pages say of accreditations: fetched along with the activity, in the same query."""

from dataclasses import dataclass
from datetime import date, time

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from certificates.credit import stating
from certificates.models import Accreditation, AccreditationState, Accreditor

SAID = (AccreditationState.APPLIED, AccreditationState.GRANTED)
OWN = [
    "title",
    "form",
    "state",
    "number",
    "valid_from",
    "valid_until",
    "credits_per_hour",
    "step",
    "most_half_day",
    "most_day",
    "most",
    "half_day_at",
    "professions",
]
OF_ACCREDITOR = ["name", "short_name", "unit", "wording_applied", "wording_granted", "mark_sha256"]


@dataclass(frozen=True)
class Said:
    """The permitted words; the mark (its fingerprint) and for whom it is, only once it is granted."""

    words: str
    accreditor: str
    mark: str = ""
    professions: tuple[str, ...] = ()
    is_granted: bool = False


def fetched(activities):
    """To annotate activities with, as `accredited`: `activities` is how accreditations call them ("events")."""
    rows = Accreditation.objects.filter(state__in=SAID, **{activities: OuterRef("pk")}).order_by("pk")
    accreditor = JSONObject(**{name: f"accreditor__{name}" for name in OF_ACCREDITOR})
    return ArraySubquery(rows.values(facts=JSONObject(accreditor=accreditor, **{name: name for name in OWN})))


def read(facts):
    """The unsaved `Accreditation` that was fetched along."""
    days = {name: facts[name] and date.fromisoformat(facts[name]) for name in ("valid_from", "valid_until")}
    made = {"accreditor": Accreditor(**facts["accreditor"])}
    return Accreditation(**facts | made | days | {"half_day_at": time.fromisoformat(facts["half_day_at"])})


def said(accreditation, most):
    """`most`: hundredths that the activity earns at most. None where nothing may be said, or nothing is earned."""
    accreditor = accreditation.accreditor
    if accreditation.is_applied_for:
        return Said(stating.applied(accreditation), accreditor.name)
    if not accreditation.is_granted or not most:
        return None
    return Said(
        stating.granted(accreditation, most),
        accreditor.name,
        accreditor.mark_sha256,
        tuple(accreditation.profession_names),
        is_granted=True,
    )
