"""From where on something asks for a look in the morning."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MorningRules(models.Model):
    """One row, edited in the admin. `low_mean` is in hundredths of a point on the scale from 1 to 5."""

    hub_days = models.PositiveSmallIntegerField(
        _("days a request may wait at a hub"),
        default=7,
        help_text=_("Hubs with an older one are named to the office."),
    )
    low_mean = models.PositiveSmallIntegerField(
        _("low evaluation below"),
        default=350,
        validators=[MinValueValidator(100), MaxValueValidator(500)],
        help_text=_("Mean of the core questions, in hundredths: 350 is 3.5 on the scale from 1 to 5."),
    )
    few_answers = models.PositiveSmallIntegerField(
        _("few answers below"), default=10, help_text=_("When an evaluation is about to close.")
    )
    days_ahead = models.PositiveSmallIntegerField(
        _("days before an end"),
        default=3,
        help_text=_("From when on offers that run out and evaluations that close are named."),
    )
    undated_days = models.PositiveSmallIntegerField(
        _("days by which an event needs its date"),
        default=30,
        help_text=_("Before its registration opens, or before the year ends in which it is expected."),
    )
    snapshot_hours = models.PositiveSmallIntegerField(
        _("hours figures may be old"), default=3, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("rules of the morning list")
        verbose_name_plural = _("rules of the morning list")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="impact_morning_rules_one_row",
                violation_error_message=_("There is one set of rules: change that one."),
            ),
            models.CheckConstraint(
                condition=Q(low_mean__gte=100, low_mean__lte=500),
                name="impact_morning_rules_mean_on_the_scale",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def today(cls):
        """The row, or the defaults where nobody has changed any."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
