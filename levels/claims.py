"""What a browser says its person has done: read, and refused piece by piece where it makes no sense."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from levels.models import EvidenceKind, ResourceKind

MOST_ITEMS, MOST_PAGES = 100, 2000
MOST_SEQUENCE = MOST_MS = 2**31 - 1

# What may be claimed, of which kinds of resource. All else is recorded by the portal itself.
CLAIMABLE = {
    EvidenceKind.WATCHED: {ResourceKind.VIDEO},
    EvidenceKind.PAGES: {ResourceKind.PDF},
    EvidenceKind.DECLARED: {ResourceKind.PAGE, ResourceKind.LINK},
}
# With the button. A PDF too: a browser without JavaScript shows it in a viewer of its own, and tells us nothing.
DECLARABLE = {ResourceKind.PAGE, ResourceKind.LINK, ResourceKind.PDF}


@dataclass(frozen=True)
class Claim:
    """`at` is the moment on the device's clock."""

    sequence: int
    kind: str
    data: dict
    at: datetime


@dataclass
class Batch:
    """`sent_at` is when, on the device's clock. `refused` maps sequences to the reason."""

    person: int
    device: uuid.UUID
    sent_at: datetime
    claims: list = field(default_factory=list)
    refused: dict = field(default_factory=dict)


def read(body, resource):
    """The batch in a request. Raises ValidationError where it is none; a single piece is refused by itself."""
    try:
        sent = json.loads(body)
        batch = Batch(int(sent["person"]), uuid.UUID(sent["device"]), _moment(sent["sent_at"]))
        items = [(_whole(item["sequence"], 1, MOST_SEQUENCE), item) for item in sent["items"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(_("This is not what a page of the classroom sends.")) from error
    if len(items) > MOST_ITEMS:
        raise ValidationError(_("This is more than a page of the classroom sends at once."))
    for sequence, item in items:
        try:
            batch.claims.append(_claim(sequence, item, resource))
        except (ValueError, KeyError, TypeError) as error:
            batch.refused[sequence] = str(error) if isinstance(error, Refused) else "malformed"
    return batch


class Refused(ValueError):
    """With the reason, in a word."""


def _claim(sequence, item, resource):
    kind = item["kind"]
    if kind not in CLAIMABLE:
        raise Refused("unknown kind")
    if resource.kind not in CLAIMABLE[kind]:
        raise Refused("not of this resource")
    return Claim(sequence, EvidenceKind(kind), _READ[kind](item, resource), _moment(item["at"]))


def _watched(item, resource):
    start, end = _whole(item["from"], 0, MOST_MS), _whole(item["to"], 0, MOST_MS)
    if end <= start:
        raise Refused("ends before it starts")
    return {"from": start, "to": end}


def _pages(item, resource):
    pages = item["pages"]
    if not isinstance(pages, list) or not pages or len(pages) > MOST_PAGES:
        raise Refused("too many pages or none")
    return {"pages": sorted({_whole(page, 1, resource.length or 0) for page in pages})}


def _declared(item, resource):
    return {}


_READ = {EvidenceKind.WATCHED: _watched, EvidenceKind.PAGES: _pages, EvidenceKind.DECLARED: _declared}


def _whole(value, least, most):
    if type(value) is not int or not least <= value <= most:
        raise ValueError(value)
    return value


def _moment(text):
    moment = parse_datetime(text)
    if moment is None or timezone.is_naive(moment):
        raise ValueError(text)
    return moment
