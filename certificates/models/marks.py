"""The marks of accreditors as certificates print them. Kept by content: a new mark of an accreditor is another row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mark(models.Model):
    """A PNG. Never changed: what was printed with it is printed with it again."""

    sha256 = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    png = models.BinaryField(_("picture"))

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="certificates_mark_has_fingerprint"
            ),
        ]

    def __str__(self):
        return self.sha256[:12]
