"""What people are given. A certificate copies what it prints and knows no course: later edits never reach it.

The database itself refuses to change what is printed, or to delete it (migration 0002).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.durations import duration


class Kind(models.TextChoices):
    ATTENDANCE = "attendance", _("Certificate of attendance")


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own; staff see all. What the public may see goes by number, on the verify page."""
        return self.all() if user.is_staff else self.filter(holder=user)

    def to_render(self):
        return self.filter(pdf="")


class Certificate(models.Model):
    """One issued certificate: immutable, except that its PDF is made after it and that it may be revoked."""

    number = models.CharField(_("number"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    source = models.CharField(
        _("what earned it"),
        max_length=100,
        unique=True,
        help_text=_("Kind, object and person: the reason why it is issued once only."),
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="certificates",
        verbose_name=_("holder"),
    )
    holder_name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("title"), max_length=200)
    programme = models.CharField(_("programme"), max_length=200, blank=True)
    dates = models.CharField(_("dates"), max_length=100)
    place = models.CharField(_("place"), max_length=200, blank=True)
    minutes = models.PositiveIntegerField(_("minutes attended"))
    signatory_name = models.CharField(_("signed by"), max_length=120, blank=True)
    signatory_post = models.CharField(_("post of the signatory"), max_length=200, blank=True)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revocation_reason = models.CharField(_("why it was revoked"), max_length=300, blank=True)
    pdf = models.FileField(_("PDF"), upload_to="certificates/", blank=True)
    pdf_sha256 = models.CharField(_("fingerprint of the PDF"), max_length=64, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="certificates_certificate_has_number"),
            models.CheckConstraint(condition=~Q(holder_name=""), name="certificates_certificate_has_name"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="certificates_certificate_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revocation_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="certificates_certificate_revoked_with_reason",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("certificates:verified", args=[self.number])

    @property
    def hours_text(self):
        return duration(self.minutes)
