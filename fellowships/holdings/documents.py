"""The papers of an application, and what coordinators say about candidates."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships import keeping
from fellowships.models import CoordinatorComment, Document


def _export_documents(user):
    rows = Document.objects.filter(application__person=user).select_related("application__call")
    for row in rows.order_by("pk"):
        yield {
            "call": row.application.call.title,
            "kind": row.kind,
            "uploaded_at": row.uploaded_at.isoformat(),
            "size": row.size,
            "pages": row.pages,
            "taken_out": row.removed,
            "deleted_at": row.deleted_at and row.deleted_at.isoformat(),
        }


def _files(user):
    for row in Document.objects.readable().filter(application__person=user).select_related("application"):
        yield f"fellowships/{row.application.code}-{row.kind}-{row.pk}.pdf", row.file.open("rb")


def _erase_documents(user):
    rows = Document.objects.filter(application__person=user).select_for_update(of=["self"])
    for row in rows.select_related("application__person"):
        if row.file:
            keeping.let_go(row, because="erasure")
    rows.delete()


def _export_comments(user):
    about = Q(application__person=user)
    rows = CoordinatorComment.objects.filter(about | Q(author=user)).select_related(
        "hub", "application__call"
    )
    for row in rows.order_by("pk"):
        is_own = row.author_id == user.pk
        yield {
            "call": row.application.call.title,
            "hub": row.hub.name,
            "you_wrote_it": is_own,
            "text": row.text if is_own else "",
            "written_at": row.written_at.isoformat(),
        }


def _erase_comments(user):
    CoordinatorComment.objects.filter(application__person=user).delete()
    CoordinatorComment.objects.filter(author=user).update(author=None)
    CoordinatorComment.history.filter(author_id=user.pk).update(author=None)


HOLDINGS = [
    Holding(
        model="fellowships.Document",
        title=_("Documents of your fellowship applications"),
        export=_export_documents,
        erase=_erase_documents,
        files=_files,
    ),
    Holding(
        model="fellowships.CoordinatorComment",
        title=_("Comments of coordinators on candidates for fellowships"),
        export=_export_comments,
        erase=_erase_comments,
        kept=_("What you wrote about candidates of your country, without your name."),
    ),
]
