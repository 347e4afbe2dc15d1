"""What a phone at the door sends: one code that was typed, or a batch of scans that have waited."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registrations import codes

MOST_AT_ONCE = 200
DIRECTIONS = [(codes.COMING, gettext_lazy("People come")), (codes.GOING, gettext_lazy("People leave"))]


class CodeForm(forms.Form):
    """A code, typed at the door."""

    direction = forms.ChoiceField(label=gettext_lazy("What you scan for"), choices=DIRECTIONS)
    code = forms.CharField(label=gettext_lazy("Code"), max_length=40)

    def clean_code(self):
        code = codes.read_personal_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("A code has twelve letters and digits, as in 7K3M-Q2XW-9PDA."))
        return code


@dataclass(frozen=True)
class Scan:
    """One scan of a phone. `name` is its own, given by the phone; `code` is "" where it cannot be one."""

    name: str
    code: str
    direction: str
    at: datetime


def read_batch(body):
    """The scans in a request. Raises ValidationError for what no page of ours sends."""
    try:
        rows = json.loads(body)["scans"]
        scans = [_read(row) for row in rows[: MOST_AT_ONCE + 1]]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValidationError(_("This cannot be read.")) from error
    if len(scans) > MOST_AT_ONCE:
        raise ValidationError(_("These are too many at once."))
    return sorted(scans, key=lambda scan: scan.at)


def _read(row):
    at = datetime.fromisoformat(row["at"])
    if at.tzinfo is None or row["direction"] not in dict(DIRECTIONS):
        raise ValueError
    return Scan(
        name=str(uuid.UUID(row["id"])),
        code=codes.read_personal_code(row["code"]),
        direction=row["direction"],
        at=at,
    )
