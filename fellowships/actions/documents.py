"""The papers of an application: handed in, checked, taken back."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import cleaning, documents, keeping, scanning, tasks
from fellowships.emails import documents as emails
from fellowships.models import Application, Document, ScanState


def upload(*, application, kind, file, by):
    """Clean a PDF and keep it in the place of what was there of that kind.

    Raises ValidationError for a file that is not taken, and where the application may not be written any more.
    """
    cleaned = cleaning.clean(file)
    with transaction.atomic():
        application = _written_by(application, by)
        former = application.documents.kept().filter(kind=kind).first()
        if former:
            keeping.let_go(former, by=by, because="replaced")
        document = Document.objects.create(
            application=application,
            kind=kind,
            file=ContentFile(cleaned.data, "cleaned.pdf"),
            size=len(cleaned.data),
            pages=cleaned.pages,
            sha256=cleaned.sha256,
            removed=cleaned.removed,
            scan=ScanState.PENDING if scanning.is_set_up() else ScanState.UNSCANNED,
        )
        facts = {"kind": kind, "pages": cleaned.pages, "removed": cleaned.removed}
        audit.record("document.uploaded", document, by=by, person=application.person, **facts)
        if document.scan == ScanState.PENDING:
            # Where the broker is away, beat has it checked within five minutes.
            transaction.on_commit(lambda: tasks.scan_document.delay(document.pk), robust=True)
    return document


@transaction.atomic
def delete_document(*, document, by):
    """Raises ValidationError where the application may not be written any more, or was handed in with a document that
    the call asks for. A deleted one stays deleted.
    """
    application = _written_by(document.application, by)
    if documents.must_stay(application, document.kind):
        raise ValidationError(
            _("Your application was handed in with this document. Hand in another one in its place."),
            code="asked",
        )
    document = Document.objects.kept().select_related("application__person").filter(pk=document.pk).first()
    if document:
        keeping.let_go(document, by=by, because="wish")


def _written_by(application, by):
    """The application, locked: of two windows one comes after the other."""
    locked = Application.objects.own(by).select_for_update(of=["self"]).select_related("call", "person")
    application = locked.get(pk=application.pk)
    if not application.may_be_written():
        raise ValidationError(
            _("This application cannot be changed any more, and neither can its documents."), code="closed"
        )
    return application


def scan(document_id):
    """Have a document checked that waits for it, unless another worker is at it. With the scanner away it goes on waiting.

    What is infected is deleted at once, and the person is told.
    """
    with transaction.atomic():
        document = _waiting(document_id)
        if not document:
            return
        try:
            with document.file.open("rb") as file:
                found = scanning.find(file)
        except scanning.ScannerAway:
            return
        except (scanning.NotScanned, FileNotFoundError):
            _note(document, ScanState.FAILED)
        else:
            _note(document, ScanState.INFECTED if found else ScanState.CLEAN)


def _waiting(document_id):
    waiting = Document.objects.to_scan().select_for_update(of=["self"], skip_locked=True)
    return waiting.select_related("application__person", "application__call").filter(pk=document_id).first()


def _note(document, verdict):
    person = document.application.person
    document.scan, document.scanned_at = verdict, timezone.now()
    document.save(update_fields=["scan", "scanned_at"])
    audit.record(f"document.{verdict}", document, person=person, kind=document.kind)
    if verdict == ScanState.INFECTED:
        keeping.let_go(document, because="infected")
        emails.queue_infected(document)
