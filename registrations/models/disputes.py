"""A person who says that the attendance on record is not right."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.models.attendance import Session
from registrations.models.events import Event
from registrations.models.registrations import Registration


class DisputeState(models.TextChoices):
    OPEN = "open", pgettext_lazy("dispute", "Open")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", pgettext_lazy("dispute", "Refused")


class DisputeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=DisputeState.OPEN)

    def manageable_by(self, user):
        """Of events that the person runs. Nobody answers what they have asked themselves."""
        return self.filter(session__event__in=Event.objects.manageable_by(user)).exclude(
            registration__user=user
        )


class Dispute(models.Model):
    """One claim about one session, and its answer. Another one may follow when it is answered."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("registration")
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("session")
    )
    statement = models.TextField(_("what happened"), max_length=1000, validators=[MinLengthValidator(10)])
    claimed_minutes = models.PositiveSmallIntegerField(_("minutes that the person says"))
    made_at = models.DateTimeField(_("said"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=DisputeState, default=DisputeState.OPEN)
    minutes = models.PositiveSmallIntegerField(_("minutes after the answer"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answered_disputes",
        verbose_name=_("answered by"),
    )

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("disputed attendance")
        verbose_name_plural = _("disputed attendances")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=Q(state=DisputeState.OPEN),
                name="registrations_dispute_one_open",
                violation_error_message=_("You have told us so already. The answer is on its way."),
            ),
            models.CheckConstraint(
                condition=Q(state=DisputeState.OPEN, answer="", answered_at=None, minutes=None)
                | Q(state=DisputeState.ACCEPTED, answered_at__isnull=False, minutes__isnull=False)
                | (Q(state=DisputeState.REFUSED, answered_at__isnull=False, minutes=None) & ~Q(answer="")),
                name="registrations_dispute_answered_or_open",
            ),
            models.CheckConstraint(
                condition=Q(claimed_minutes__lte=24 * 60) & (Q(minutes=None) | Q(minutes__lte=24 * 60)),
                name="registrations_dispute_at_most_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.registration.user}: {self.session}"
