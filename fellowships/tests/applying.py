"""A draft that lacks nothing, as tests of handing in need it."""

import hashlib

from django.core.files.base import ContentFile

from fellowships import actions
from fellowships.models import CvEntry, Document, DocumentKind, EntryKind, Referee, ScanState
from fellowships.tests.factories import open_call

TEXTS = {
    "home": "PL",
    "workplace": "Szpital Uniwersytecki, Kraków",
    "post": "Consultant in intensive care",
    "years_in_intensive_care": 7,
    "languages": ["en", "pl"],
    "experience": "I lead the antibiotic rounds.",
    "motivation": "We have no drug monitoring.",
    "plans": "A weekly round, measured before and after.",
    "supervisor_name": "Prof. Anna Nowak",
    "supervisor_post": "Head of department",
    "supervisor_email": "nowak@example.org",
}


def letter(application, kind=DocumentKind.LETTER):
    content = b"%PDF-1.7 a letter"
    return Document.objects.create(
        application=application,
        kind=kind,
        file=ContentFile(content, name="letter.pdf"),
        size=len(content),
        pages=1,
        sha256=hashlib.sha256(content).hexdigest(),
        scan=ScanState.UNSCANNED,
    )


def complete_draft(person, call=None):
    call = call or open_call()
    application = actions.begin_application(call=call, person=person)
    application = actions.save_application(
        application=application,
        revision=0,
        values=TEXTS,
        cv=[CvEntry(kind=EntryKind.POST, title="Consultant", place="Kraków", from_year=2019)],
        referees=[Referee(name="Dr Jan Kowalski", post="Consultant, Warszawa", email="jan@example.org")],
    )
    first = call.offerings.first()
    actions.rank_centres(application=application, shown=[], wanted=[first.pk])
    letter(application)
    application.refresh_from_db()
    return application


def posted(application, **changes):
    """What the form sends, as it stands now."""
    fields = {name: getattr(application, name) for name in TEXTS} | {
        "home": application.home.code,
        "must_not_review": application.must_not_review,
        "revision": application.revision,
    }
    for prefix, rows, names in (
        ("cv", application.cv.all(), ("kind", "title", "place", "from_year", "until_year")),
        ("referees", application.referees.all(), ("name", "post", "email")),
    ):
        fields |= {f"{prefix}-TOTAL_FORMS": len(rows) + 1, f"{prefix}-INITIAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            fields |= {f"{prefix}-{number}-{name}": getattr(row, name) for name in names}
    fields[f"cv-{len(application.cv.all())}-kind"] = EntryKind.POST
    return {name: "" if value is None else value for name, value in (fields | changes).items()}
