"""How the office issues certificates: one row, edited in the admin."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Policy(models.Model):
    """Days, and what follows from them."""

    preview_days = models.PositiveSmallIntegerField(
        _("days to check the name before a certificate is issued"),
        default=3,
        validators=[MaxValueValidator(60)],
        help_text=_(
            "0: certificates are issued at once. Whoever confirms the name gets theirs at once anyway."
        ),
    )
    correction_days = models.PositiveSmallIntegerField(
        _("days to correct the name afterwards"),
        default=30,
        validators=[MaxValueValidator(365)],
        help_text=_(
            "In which people can have a replacement made with their corrected name. Later they ask the office."
        ),
    )

    class Meta:
        verbose_name = _("rules of issuing")
        verbose_name_plural = _("rules of issuing")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="certificates_policy_is_one")]

    def __str__(self):
        return str(_("Rules of issuing"))

    @classmethod
    def current(cls):
        """The one row; what is not saved yet has the defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
