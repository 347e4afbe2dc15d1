"""What documents and badges are signed with. Made by `manage.py make_keys`; the private part is sealed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    DOCUMENT = "document", _("PDF (PAdES, RSA)")
    BADGE_JWT = "badge_jwt", _("badge as a VC-JWT (ES256)")
    BADGE_PROOF = "badge_proof", _("badge with a Data Integrity proof (Ed25519)")


class SigningKeyQuerySet(models.QuerySet):
    def active(self, purpose):
        """The one that signs today; None before `manage.py make_keys`."""
        return self.filter(purpose=purpose, retired_at=None).first()


class SigningKey(models.Model):
    """A pair of keys. A retired one still verifies what it has signed; its public part stays published.

    The database refuses to delete one, and to change more than its end and how it is sealed (migration 0007).
    """

    kid = models.CharField(_("name of the key"), max_length=64, unique=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    public_jwk = models.JSONField(_("public part"))
    certificate = models.TextField(_("certificate (PEM)"), blank=True)
    sealed = models.BinaryField(_("private part, sealed"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    leaked_at = models.DateTimeField(_("leaked"), null=True, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["purpose", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(retired_at=None), name="certificates_signing_key_one_active"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="certificates_signing_key_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(leaked_at=None) | Q(retired_at__isnull=False),
                name="certificates_signing_key_leaked_is_retired",
            ),
        ]

    def __str__(self):
        return self.kid
