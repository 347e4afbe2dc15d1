"""A person's credits to take along: a PDF to hand in, a table to reckon with, JSON for programs. In English (A7)."""

import csv
import io
import json
import threading

import typst
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.tables import harmless
from certificates.credit import ledger
from certificates.document.pages import direction
from certificates.document.rendering import FONTS, HERE

COLUMNS = [
    "day",
    "activity",
    "form",
    "minutes",
    "credits",
    "unit",
    "accreditor",
    "accreditation",
    "certificate",
    "check",
]
_kept = threading.local()


def rows(book):
    """Each credit, and each certificate that states only hours, as plain values; the newest first."""
    credited = [
        {
            "day": entry.credit.earned_on.isoformat(),
            "activity": entry.certificate.title,
            "form": str(entry.credit.get_form_display()),
            "minutes": entry.credit.minutes,
            "credits": decimal(entry.credit.amount),
            "unit": entry.credit.unit,
            "accreditor": entry.credit.accreditor,
            "accreditation": entry.credit.number,
            **_proof(entry.certificate),
        }
        for entry in book.entries
    ]
    hours = [
        dict.fromkeys(COLUMNS, "")
        | {
            "day": line.day.isoformat(),
            "activity": line.certificate.title,
            "minutes": line.certificate.minutes,
            **_proof(line.certificate),
        }
        for line in book.hours
    ]
    return credited, hours


def decimal(amount):
    """`5.75`: with a point, whatever the language of the reader."""
    return f"{amount // 100}.{amount % 100:02}"


def _proof(certificate):
    address = f"{settings.SITE_URL}{certificate.get_absolute_url()}"
    return {"certificate": certificate.number, "check": address}


def as_csv(user):
    with translation.override("en"):
        credited, hours = rows(ledger.of(user))
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    writer.writerows({name: harmless(cell) for name, cell in row.items()} for row in [*credited, *hours])
    # The mark tells spreadsheets that it is UTF-8.
    return f"\ufeff{table.getvalue()}".encode()


def as_json(user):
    with translation.override("en"):
        book = ledger.of(user)
        credited, hours = rows(book)
    facts = {
        "name": user.name,
        "as_of": timezone.now().isoformat(timespec="seconds"),
        "totals": [
            {
                "accreditor": account.accreditor,
                "unit": account.unit,
                "credits": decimal(account.amount),
                "by_year": {str(year): decimal(amount) for year, amount in sorted(account.years.items())},
            }
            for account in book.accounts
        ],
        "credits": credited,
        "hours_without_credits": [
            {name: value for name, value in row.items() if value != ""} for row in hours
        ],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2).encode()


def as_pdf(user, now=None):
    """PDF/UA-1. Without that where a name has a letter that no font has: it is printed with boxes then."""
    now = now or timezone.now()
    with translation.override("en"):
        page = _page(user, ledger.of(user), now)
    told = {"page": json.dumps(page, ensure_ascii=False)}
    stamp = int(now.timestamp())
    try:
        return _compiler().compile(format="pdf", sys_inputs=told, pdf_standards="ua-1", timestamp=stamp)
    except typst.TypstError:
        return _compiler().compile(format="pdf", sys_inputs=told, timestamp=stamp)


def _compiler():
    if not hasattr(_kept, "compiler"):
        _kept.compiler = typst.Compiler(
            input=str(HERE / "transcript.typ"),
            root=str(HERE),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
        )
    return _kept.compiler


def _page(user, book, now):
    return {
        "name": user.name or user.email,
        "name-direction": direction(user.name),
        "as-of": date_format(timezone.localtime(now), "DATE_FORMAT"),
        "verify": f"{settings.SITE_URL}/verify/".split("://")[1],
        "accounts": [
            {
                "accreditor": account.accreditor,
                "total": f"{account.amount_text} {account.unit}",
                "years": [f"{year}: {amount}" for year, amount in account.by_year],
            }
            for account in book.accounts
        ],
        "credits": [
            {
                "day": date_format(entry.credit.earned_on, "DATE_FORMAT"),
                "activity": entry.certificate.title,
                "form": f"{entry.credit.get_form_display()}, {entry.duration_text}",
                "accreditor": f"{entry.credit.accreditor}, {entry.credit.number}",
                "amount": f"{entry.amount_text} {entry.credit.unit}",
                "number": entry.certificate.number,
                "url": f"{settings.SITE_URL}{entry.certificate.get_absolute_url()}",
            }
            for entry in book.entries
        ],
        "hours": [
            {
                "day": line.certificate.dates,
                "activity": line.certificate.title,
                "time": line.duration_text,
                "number": line.certificate.number,
                "url": f"{settings.SITE_URL}{line.certificate.get_absolute_url()}",
            }
            for line in book.hours
        ],
    }
