"""What became of good intentions: people who completed a level are asked again some months later (programme-facts C28, C29)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models import Survey
from levels.models import Level


class FollowUp(models.Model):
    """The survey that follows a level. It asks each person once, `months` after the level was completed."""

    level = models.OneToOneField(
        Level, on_delete=models.CASCADE, related_name="follow_up", verbose_name=_("level")
    )
    survey = models.OneToOneField(
        Survey, on_delete=models.PROTECT, related_name="follow_up", verbose_name=_("survey")
    )
    months = models.PositiveSmallIntegerField(
        _("months after completion"), default=4, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    is_on = models.BooleanField(_("people are asked"), default=True)

    class Meta:
        verbose_name = _("follow-up of a level")
        verbose_name_plural = _("follow-ups of levels")
        ordering = ["level__number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months__range=(1, 24)), name="impact_follow_up_months_sensible"
            ),
        ]

    def __str__(self):
        return str(self.level)

    def get_absolute_url(self):
        """Of the level: the page where one answers is for those who were asked."""
        return self.level.get_absolute_url()


class Asked(models.Model):
    """A person was asked. Whether they answered is the survey's to know, and what they answered nobody's."""

    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.CASCADE, related_name="asked", verbose_name=_("follow-up")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="follow_ups",
        verbose_name=_("person"),
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    class Meta:
        verbose_name = _("person asked again")
        verbose_name_plural = _("people asked again")
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "person"], name="impact_asked_once"),
        ]

    def __str__(self):
        return str(self.follow_up)
