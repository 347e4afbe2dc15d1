"""For how long documents are kept, and how they go: the line stays, the file does not."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts import audit
from fellowships.models import ApplicationState, Document, Offer, OfferState, Stage

FOLDER = "fellowships/documents"
MONTH = timedelta(days=30)
# A file without a line is perhaps being written right now.
STRAY_AFTER = timedelta(days=1)


def let_go(document, *, by=None, because):
    """Delete the file, once that is certain, of a document locked by the caller; `because` is one word for the trail."""
    storage, name = document.file.storage, document.file.name
    document.file, document.deleted_at = "", timezone.now()
    document.save(update_fields=["file", "deleted_at"])
    transaction.on_commit(lambda: storage.delete(name), robust=True)
    audit.record(
        "document.deleted",
        document,
        by=by,
        person=document.application.person,
        kind=document.kind,
        because=because,
    )


def let_go_of_overdue(now=None):
    """Delete every document whose time is over. How many?"""
    now = now or timezone.now()
    overdue = [document.pk for document in _of_closed_calls(now) if _is_overdue(document, now)]
    for pk in overdue:
        with transaction.atomic():
            document = _held(pk)
            if document:
                let_go(document, because="time")
    return len(overdue)


def let_go_of_strays(now=None):
    """Delete files that no document knows of: of an upload that failed, or of an application that was erased."""
    limit = (now or timezone.now()) - STRAY_AFTER
    try:
        names = {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]}
    except FileNotFoundError:  # A disk knows no folder before the first file.
        return 0
    strays = names - set(Document.objects.kept().values_list("file", flat=True))
    old = [name for name in strays if default_storage.get_modified_time(name) < limit]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _of_closed_calls(now):
    accepted = Offer.objects.filter(application=OuterRef("application"), state=OfferState.ACCEPTED)
    return (
        Document.objects.kept()
        .filter(application__call__closes_at__lt=now)
        .select_related("application__call")
        .annotate(is_of_fellow=Exists(accepted))
        .order_by("pk")
    )


def _is_overdue(document, now):
    """Counted from the closing, which everybody knows; of those in the running, never before the round is decided."""
    application, call = document.application, document.application.call
    if application.state != ApplicationState.SUBMITTED:
        is_open_again = application.reopened_until and application.reopened_until > now
        return call.drafts_kept_until() < now and not is_open_again
    months = call.selected_kept_months if document.is_of_fellow else call.unsuccessful_kept_months
    is_decided = call.stage in (Stage.RUNNING, Stage.COMPLETED)
    return is_decided and call.closes_at + months * MONTH < now


def _held(pk):
    documents = Document.objects.kept().select_for_update(of=["self"]).select_related("application__person")
    return documents.filter(pk=pk).first()
