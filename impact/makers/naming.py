"""Groups of figures in words."""

from django_countries import countries

from accounts.models import CareerStage, Profession
from certificates.models import Kind
from impact.figures import NOT_STATED, OTHER
from impact.models.snapshots import Split

_CHOICES = {Split.PROFESSION: Profession, Split.CAREER_STAGE: CareerStage, Split.KIND: Kind}


def group(split, code):
    if code == OTHER:
        return "All others together"
    if code == NOT_STATED:
        return "Not stated"
    if split == Split.COUNTRY:
        return countries.name(code)
    return str(dict(_CHOICES[split].choices).get(code, code)) if split in _CHOICES else code
