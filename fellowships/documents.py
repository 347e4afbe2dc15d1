"""The papers of an application as its person sees them: what is there of each kind, and what may be done."""

from dataclasses import dataclass

from fellowships import cleaning, scanning
from fellowships.models import ApplicationState, Document, DocumentKind, ScanState

MAX_MEGABYTES = cleaning.MAX_BYTES // 1024 // 1024


@dataclass(frozen=True)
class Slot:
    """The place for one kind of document; `lost` is one that was found infected, and nothing came after it."""

    kind: str
    label: str
    is_asked: bool
    must_stay: bool
    document: Document | None
    lost: Document | None

    @property
    def is_readable(self):
        return self.document and self.document.scan in (ScanState.CLEAN, ScanState.UNSCANNED)

    @property
    def removed(self):
        return cleaning.words_for(self.document.removed)


def slots_of(application):
    """One for each kind, with one query."""
    last = {document.kind: document for document in application.documents.order_by("pk")}
    kept = {kind: document for kind, document in last.items() if document.deleted_at is None}
    lost = {kind: document for kind, document in last.items() if document.scan == ScanState.INFECTED}
    return [
        Slot(
            kind=kind,
            label=label,
            is_asked=is_asked(application.call, kind),
            must_stay=must_stay(application, kind),
            document=kept.get(kind),
            lost=lost.get(kind),
        )
        for kind, label in DocumentKind.choices
    ]


def must_stay(application, kind):
    """What was handed in stays complete: such a document can be exchanged, and not taken away."""
    return application.state == ApplicationState.SUBMITTED and is_asked(application.call, kind)


def is_asked(call, kind):
    """Whether nobody can apply without it."""
    return getattr(call, f"asks_for_{kind}")


def context_for(application, *, by=None):
    """For `fellowships/documents/_documents.html`."""
    call = application.call
    return {
        "application": application,
        "call": call,
        "slots": slots_of(application),
        "may_write": application.may_be_written() and application.person_id == getattr(by, "pk", None),
        "is_scanned": scanning.is_set_up(),
        "pages": cleaning.MAX_PAGES,
        "megabytes": MAX_MEGABYTES,
    }
