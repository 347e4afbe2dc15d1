"""What a person agreed to, and when: a log, never overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentKind(models.TextChoices):
    TERMS = "terms", _("Terms of use and privacy notice")
    HUB = "hub", _("Share my profile and progress with my national hub")
    NEWS = "news", _("News about the pathway by e-mail")


# Which wording people agree to now. A new wording gets a new name here; what was agreed to before keeps its own.
WORDING = {ConsentKind.TERMS: "2026-11", ConsentKind.HUB: "2026-11", ConsentKind.NEWS: "2026-11"}


class ConsentQuerySet(models.QuerySet):
    def given(self):
        """In force now."""
        return self.filter(withdrawn_at=None)

    def of(self, user, kind):
        return self.filter(user=user, kind=kind)

    def has_consent(self, user, kind):
        return self.of(user, kind).given().exists()


class Consent(models.Model):
    """One span of agreement. Withdrawing ends it; agreeing again makes a new row."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    kind = models.CharField(_("what for"), max_length=10, choices=ConsentKind)
    wording = models.CharField(_("version of the wording"), max_length=20)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(withdrawn_at=None),
                name="accounts_consent_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="accounts_consent_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ConsentKind.values), name="accounts_consent_kind_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.given_at:%Y-%m-%d})"
