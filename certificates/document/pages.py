"""What stands on a certificate, as plain values in one language: from its row and its template, and nothing else."""

import base64
import io
import unicodedata

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from certificates.document.wording import Wording


def of(certificate, language, credits=None):
    """Everything that certificate.typ prints. Titles, places, posts and statements are English in each language."""
    say = Wording(certificate.template, language)
    if credits is None:
        credits = _credits(certificate)
    return (
        _words(say, certificate)
        | _look(say, certificate.template)
        | {
            "language": language,
            "name": certificate.holder_name,
            "name-direction": direction(certificate.holder_name),
            "title": certificate.title,
            "programme": certificate.programme,
            "facts": _facts(say, certificate),
            "signatory": certificate.signatory_name,
            "post": certificate.signatory_post,
            "credits": [_credit(say, credit) for credit in credits],
            "note": certificate.accreditation_note,
        }
        | _number(say, certificate)
    )


def sample(certificate, language, credits=()):
    """The same of a certificate that is none: no number and nothing to scan."""
    page = of(certificate, language, credits)
    return page | {"watermark": "PREVIEW", "number": "", "url": "", "shown-url": "", "qr": "", "belongs": ""}


def direction(name):
    """`rtl` where the first letter that has a direction is written from right to left."""
    strong = (unicodedata.bidirectional(character) for character in name)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def _credits(certificate):
    if not certificate.pk:
        return []
    return list(certificate.credits.select_related("mark").order_by("pk"))


def _words(say, certificate):
    issued = say.day(timezone.localtime(certificate.issued_at).date())
    replaces = certificate.replaces_id and say("page.replaces", number=certificate.replaces.number)
    return {
        "heading": say(f"{certificate.kind}.heading"),
        "certify": say("page.certify"),
        "verb": say(f"{certificate.kind}.verb"),
        # In two parts, as the name between them is English.
        "part-of": say("page.part_of", programme="\n").split("\n"),
        "issued": say("page.issued", date=issued),
        "replaces": replaces or "",
        "number-label": say("page.number"),
        "check": say("page.check"),
        "accreditation": say("credits.heading"),
        "note-label": say("credits.note"),
        "overleaf": say("credits.overleaf"),
    }


def _look(say, template):
    return {
        "accent": template.accent,
        "logo": as_svg(bytes(template.logo)) if template.logo else "",
        "logo-alt": say("page.logo"),
        "watermark": "",
    }


def _number(say, certificate):
    url = settings.SITE_URL + reverse("certificates:verified", args=[certificate.number])
    return {
        "number": certificate.number,
        "url": url,
        "shown-url": url.split("://")[1].removesuffix("/"),
        "qr": _qr(url),
        "qr-alt": say("page.qr", address=url),
        "belongs": say("credits.belongs", number=certificate.number, name=certificate.holder_name),
    }


def _facts(say, certificate):
    """Label and value of what is known, and whether the value is English whatever the language."""
    first, last = certificate.first_day, certificate.last_day
    days = say.days(first, last) if first else certificate.dates
    score = "" if certificate.score is None else say.percent(certificate.score)
    facts = [
        (say("facts.date" if first and first == last else "facts.dates"), days, not first),
        (say("facts.place"), _place(say, certificate), not certificate.is_online),
        (say("facts.role"), certificate.role, True),
        (say(f"{certificate.kind}.time"), say.duration(certificate.minutes), False),
        (say("facts.score"), score, False),
    ]
    return [{"label": label, "value": value, "english": english} for label, value, english in facts if value]


def _place(say, certificate):
    online = say("facts.online")
    if not certificate.is_online:
        return certificate.place
    if certificate.place.casefold() in ("", "online"):
        return online
    return say("facts.place_and_online", place=certificate.place)


def _credit(say, credit):
    return {
        "line": say(
            "credits.line" if credit.number else "credits.line_without_number",
            amount=say.hundredths(credit.amount),
            unit=credit.unit,
            accreditor=credit.accreditor,
            number=credit.number,
        ),
        "statement": credit.statement,
        "mark": as_svg(bytes(credit.mark.png)) if credit.mark else "",
        "mark-alt": say("credits.mark", accreditor=credit.accreditor),
    }


def _qr(url):
    svg = io.BytesIO()
    # Trying out all eight masks takes longer than all the rest of the page; every reader takes any of them.
    segno.make(url, error="m", micro=False, mask=3).save(svg, kind="svg", dark="#21172d", border=0)
    return svg.getvalue().decode()


def as_svg(png):
    """A PNG in words, as typst takes no bytes from outside."""
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{base64.b64encode(png).decode()}"/></svg>'
    )
