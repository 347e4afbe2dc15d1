"""The PDFs of a certificate: English as soon as it is issued, the other languages when somebody asks for them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import Certificate
from certificates.models.keys import SigningKey


class Language(models.TextChoices):
    """What a certificate is printed in: English and the languages of the pilot countries."""

    ENGLISH = "en", _("English")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    ROMANIAN = "ro", _("Romanian")
    SWEDISH = "sv", _("Swedish")


class Rendition(models.Model):
    """One signed PDF. Its fingerprint is what the public check compares a file with; it is never changed."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="renditions", verbose_name=_("certificate")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    key = models.ForeignKey(
        SigningKey,
        null=True,
        on_delete=models.PROTECT,
        related_name="renditions",
        verbose_name=_("signed with"),
    )
    file = models.FileField(_("file"), upload_to="certificates/", max_length=200)
    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("PDF")
        verbose_name_plural = _("PDFs")
        ordering = ["certificate", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "language"], name="certificates_rendition_once_a_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="certificates_rendition_language_known"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="certificates_rendition_has_fingerprint"
            ),
        ]

    def __str__(self):
        return f"{self.certificate} {self.language}"
