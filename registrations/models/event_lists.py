"""Which events somebody may see, and which are asked for."""

from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone

from evaluations.models import Survey
from hubs.models import Hub
from registrations.models.event_choices import (
    Filling,
)


class EventQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)

    def visible_to(self, user):
        """Published events are for everyone; drafts for staff and for those who run the event's hub."""
        if not user.is_authenticated:
            return self.published()
        if user.is_staff:
            return self.all()
        return self.filter(Q(is_published=True) | Q(hub__in=Hub.objects.run_by(user)))

    def manageable_by(self, user):
        """Staff run all events; coordinators those of their hub, for as long as their term lasts."""
        return self.all() if user.is_staff else self.filter(hub__in=Hub.objects.run_by(user))

    def for_list(self):
        """Ready for cards, soonest first; what has no date yet comes after what has one."""
        return self.select_related("level", "hub").order_by(F("starts_at").asc(nulls_last=True), "pk")

    def upcoming(self, now=None):
        return self.filter(Q(starts_at=None) | Q(ends_at__gte=now or timezone.now()), cancelled_at=None)

    def past(self, now=None):
        return self.filter(ends_at__lt=now or timezone.now(), cancelled_at=None)

    def with_certificates_to_issue(self):
        """Events whose certificates are released: recent ones, as corrections come within weeks; those whose attendance
        can be disputed, or could lately; and those whose certificates wait for an evaluation that can still be answered.
        """
        corrected = timezone.now() - timedelta(days=90)
        days = ExpressionWrapper(
            F("dispute_days") * Value(timedelta(days=1)), output_field=models.DurationField()
        )
        disputable = Q(certificates_released_at__isnull=False, ends_at__gte=corrected - days)
        recent = Q(certificates_released_at__gte=corrected) | disputable
        waiting = Q(
            evaluation_required=True,
            evaluation__in=Survey.objects.open(),
            certificates_released_at__isnull=False,
        )
        return self.filter(recent | waiting, cancelled_at=None)

    def with_credits_to_tell(self):
        """Events whose certificates are released, and whose accreditations have changed since anybody looked."""
        untold = Q(credits_told_at=None) | Q(accredited_at__gt=F("credits_told_at"))
        return self.filter(
            untold, accredited_at__isnull=False, certificates_released_at__isnull=False, cancelled_at=None
        )

    def awaiting_allocation(self, now=None):
        """Ranked events whose requests are closed and whose seats are not given yet."""
        return self.filter(
            filling=Filling.RANKED,
            requests_until__lte=now or timezone.now(),
            allocated_at=None,
            cancelled_at=None,
        )

    def due_for_release(self, now=None):
        return self.filter(release_at__lte=now or timezone.now(), released_at=None, cancelled_at=None)

    def with_release_ahead(self, now=None):
        """Events whose unused seats are released on a day to come."""
        return self.published().filter(
            release_at__gt=now or timezone.now(), released_at=None, cancelled_at=None, capacity__isnull=False
        )
