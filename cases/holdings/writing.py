"""What somebody wrote for the case repository, and where somebody is named as an author."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from cases.actions import naming, writing
from cases.models import OPEN, Author, Case


def _export_cases(user):
    rows = Case.objects.own(user).select_related("consent").prefetch_related("revisions").order_by("pk")
    for row in rows:
        consent = getattr(row, "consent", None)
        yield {
            "code": row.code,
            "state": row.state,
            "started_at": row.started_at.isoformat(),
            "first_handed_in_at": row.submitted_at and row.submitted_at.isoformat(),
            "consent_of_the_patient": consent
            and {
                "kind": consent.kind,
                "given_on": consent.given_on.isoformat(),
                "country": consent.country.code,
                "rule": consent.rule,
                "declared_at": consent.declared_at.isoformat(),
            },
            "revisions": [_revision(revision) for revision in row.revisions.all()],
        }


def _revision(revision):
    return {
        "number": revision.number,
        "state": revision.state,
        "title": revision.title,
        "content": revision.content,
        "licence": revision.licence,
        "what_is_new": revision.changed,
        "saved_at": revision.saved_at.isoformat(),
    }


def _picture_files(user):
    for case in Case.objects.own(user).filter(wiped_at=None).prefetch_related("pictures").order_by("pk"):
        for picture in case.pictures.all():
            name = picture.file.name.rpartition("/")[2]
            yield f"{case.code}/{name}", picture.file.open("rb")


def _erase_cases(user):
    """Drafts go as a whole, what is under way is taken back, what is published stays under its licence."""
    for case in Case.objects.own(user).order_by("pk"):
        newest = case.revisions.last()
        if newest is None or newest.state in OPEN:
            writing.drop(case=case, by=user)


def _export_authorships(user):
    for row in Author.objects.filter(person=user).select_related("case").order_by("pk"):
        yield {
            "case": row.case.code,
            "name": row.name,
            "workplace": row.workplace,
            "email": row.email,
            "asked_at": row.asked_at and row.asked_at.isoformat(),
            "agreed_at": row.agreed_at and row.agreed_at.isoformat(),
            "declined_at": row.declined_at and row.declined_at.isoformat(),
        }


HOLDINGS = [
    Holding(
        model="cases.Case",
        title=_("Cases you wrote"),
        export=_export_cases,
        erase=_erase_cases,
        files=_picture_files,
        kept=_(
            "What you published stays under its licence: others may have cited it. What was handed in and not published "
            "is not shown to anybody but those who dealt with it."
        ),
    ),
    Holding(
        model="cases.Author",
        title=_("Cases that name you as an author"),
        export=_export_authorships,
        erase=lambda user: naming.forget(person=user),
        kept=_("Your name and workplace under cases that were published with them, as they are cited."),
    ),
]
