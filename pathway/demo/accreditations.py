"""Level 1's live event is accredited, Level 2's is applied for, and of the webinar nobody says a word.

The wordings are samples: what the accreditor allows today could not be read (its full criteria are not public).
"""

import io
from datetime import timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from certificates.actions import accrediting
from certificates.models import Accreditation, Accreditor
from registrations.models import Event

APPLIED = "An application has been made to the {accreditor} for the accreditation of “{title}”."
GRANTED = (
    "“{title}” has been accredited by the {accreditor}, number {number}, with {credits} {unit}. Each medical "
    "specialist should claim only those hours that were really spent in it. (Sample wording of the demo.)"
)


def play(people):
    live = Event.objects.filter(slug="level-1-live").first()
    planned = Event.objects.filter(slug="level-2-live").first()
    eaccme = _accreditor()
    if live and live.starts_at:
        row = _applied(eaccme, live, people["staff"], most_half_day=300, most_day=600)
        day = timezone.localdate(live.starts_at, live.zone)
        accrediting.grant(
            accreditation=row,
            on=day - timedelta(days=60),
            number="LEE-SAMPLE-0001",
            valid_from=day,
            valid_until=timezone.localdate(live.ends_at, live.zone),
            by=people["staff"],
        )
    if planned and planned.starts_at:
        _applied(eaccme, planned, people["staff"])


def _accreditor():
    made, is_new = Accreditor.objects.get_or_create(
        short_name="EACCME",
        defaults={
            "name": "European Accreditation Council for Continuing Medical Education (EACCME®) of the UEMS",
            "unit": "ECMEC®",
            "website": "https://eaccme.uems.eu/",
            "wording_applied": APPLIED,
            "wording_granted": GRANTED,
        },
    )
    if is_new:
        png = _mark()
        made.mark_sha256 = sha256(png).hexdigest()
        made.mark.save(f"{made.mark_sha256}.png", ContentFile(png))
    return made


def _applied(accreditor, event, by, **rules):
    row = Accreditation.objects.create(accreditor=accreditor, title=event.title, **rules)
    event.accreditations.add(row)
    on = timezone.localdate(event.starts_at, event.zone) - timedelta(days=120)
    return accrediting.apply(accreditation=row, on=on, by=by)


def _mark():
    """No mark of anybody: a plate that says so."""
    picture = Image.new("RGB", (360, 140), "white")
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((6, 6, 354, 134), radius=20, outline="#5a2b8a", width=6)
    pen.text((180, 70), "SAMPLE MARK", fill="#5a2b8a", anchor="mm", font_size=40)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
