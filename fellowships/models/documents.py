"""The papers of an application: private, cleaned, and scanned where a scanner is set up."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fellowships.models.applications import Application


class DocumentKind(models.TextChoices):
    CV = "cv", _("Curriculum vitae")
    LETTER = "letter", _("Letter of your supervisor")
    PROOF = "proof", _("Proof of your post")


class ScanState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("scan of a file", "Being checked")
    CLEAN = "clean", pgettext_lazy("scan of a file", "Checked")
    UNSCANNED = "unscanned", pgettext_lazy("scan of a file", "Cleaned, no scanner set up")
    INFECTED = "infected", pgettext_lazy("scan of a file", "Infected")
    FAILED = "failed", pgettext_lazy("scan of a file", "Could not be checked")


def document_path(document, filename):
    """Tells nothing and cannot be guessed; the view asks who wants it all the same."""
    return f"fellowships/documents/{get_random_string(40)}.pdf"


class DocumentQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(deleted_at=None)

    def readable(self):
        return self.kept().filter(scan__in=[ScanState.CLEAN, ScanState.UNSCANNED])

    def to_scan(self, now=None):
        """Those nobody has looked at yet, and after a day once more those that could not be judged."""
        yesterday = (now or timezone.now()) - timedelta(days=1)
        failed = Q(scan=ScanState.FAILED, scanned_at__lt=yesterday)
        return self.kept().filter(Q(scan__in=[ScanState.PENDING, ScanState.UNSCANNED]) | failed)

    def visible_to(self, user):
        """The person, the board without those who have a stake, and the host once the person is to come."""
        from fellowships.models.placements import Placement

        stays = Placement.objects.hosted_by(user).live().order_by()
        return self.filter(
            Q(application__in=Application.objects.visible_to(user).order_by().values("pk"))
            | Q(application__in=stays.filter(offer__isnull=False).values("offer__application"))
        )


class Document(models.Model):
    """A PDF that belongs to an application, cleaned before it was stored. Never shown to blind reviewers.

    `removed` names what the cleaning took out (fellowships.cleaning). A deleted one keeps its line, without the file.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="documents", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=DocumentKind)
    file = models.FileField(_("file"), upload_to=document_path, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    sha256 = models.CharField(max_length=64)
    removed = models.JSONField(_("taken out"), default=list)
    scan = models.CharField(_("scan"), max_length=9, choices=ScanState, default=ScanState.PENDING)
    scanned_at = models.DateTimeField(_("scanned"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=Q(deleted_at=None),
                name="fellowships_document_one_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=False, file="") | Q(deleted_at=None) & ~Q(file=""),
                name="fellowships_document_deleted_has_no_file",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
