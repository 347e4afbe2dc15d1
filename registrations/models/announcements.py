"""What staff and coordinators write to many people at once."""

import zoneinfo
from enum import nonmember

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from accounts.models import Profession
from hubs.models import Hub
from levels.models import Level
from registrations import placeholders
from registrations.models.events import Event
from registrations.models.registrations import State

OFFICE_ZONE = zoneinfo.ZoneInfo("Europe/Brussels")
MOST_LETTERS = 8000


class AnnouncementState(models.TextChoices):
    """Held back: when it was due, who had confirmed it was no longer allowed to write to these people."""

    DRAFT = "draft", pgettext_lazy("announcement", "Draft")
    SCHEDULED = "scheduled", pgettext_lazy("announcement", "Scheduled")
    SENDING = "sending", pgettext_lazy("announcement", "Being sent")
    SENT = "sent", pgettext_lazy("announcement", "Sent")
    CANCELLED = "cancelled", pgettext_lazy("announcement", "Called off")
    HELD_BACK = "held_back", pgettext_lazy("announcement", "Held back")

    UNDER_WAY = nonmember(("scheduled", "sending"))
    OVER = nonmember(("sent", "held_back"))


class AnnouncementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see all, coordinators those of their hub, for as long as their term lasts."""
        return self.all() if user.is_staff else self.filter(hub__in=Hub.objects.run_by(user))

    def due(self, now=None):
        """To be begun by now, or begun and not finished: a worker that died is made up for."""
        scheduled = Q(state=AnnouncementState.SCHEDULED, send_at__lte=now or timezone.now())
        return self.filter(scheduled | Q(state=AnnouncementState.SENDING))


def _list_of(field):
    return ArrayField(field, default=list, blank=True)


class Announcement(models.Model):
    """One text to everybody who fits at the moment of sending. `hub` is whose people it may reach; without one it
    is the office's.

    `edition` rises with each change, so nobody sends a text that somebody else has changed meanwhile. `reached_to`
    is the last person whose mail is in the outbox: people are gone through in the order of their numbers.
    """

    hub = models.ForeignKey(
        Hub,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="announcements",
        verbose_name=_("hub"),
    )
    event = models.ForeignKey(
        Event,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="announcements",
        verbose_name=_("registered for"),
    )
    states = _list_of(models.CharField(max_length=10, choices=State))
    countries = _list_of(models.CharField(max_length=2))
    professions = _list_of(models.CharField(max_length=20, choices=Profession))
    level = models.ForeignKey(
        Level,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="announcements",
        verbose_name=_("on the level"),
    )
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"), max_length=MOST_LETTERS)
    state = models.CharField(
        _("state"), max_length=10, choices=AnnouncementState, default=AnnouncementState.DRAFT, editable=False
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="written_announcements",
        verbose_name=_("written by"),
        editable=False,
    )
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    send_at = models.DateTimeField(_("to be sent"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="confirmed_announcements",
        verbose_name=_("confirmed by"),
        editable=False,
    )
    total = models.PositiveIntegerField(_("people"), default=0, editable=False)
    left_out = models.PositiveIntegerField(_("left out"), default=0, editable=False)
    queued = models.PositiveIntegerField(_("mails written"), default=0, editable=False)
    reached_to = models.BigIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("called off"), null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="cancelled_announcements",
        verbose_name=_("called off by"),
        editable=False,
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("mail to many people", "announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AnnouncementState.values)
                & Q(states__contained_by=State.values)
                & Q(professions__contained_by=Profession.values),
                name="registrations_announcement_choices_known",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False) | Q(states=[]),
                name="registrations_announcement_states_of_an_event",
            ),
            models.CheckConstraint(
                condition=Q(hub=None) | Q(countries=[]), name="registrations_announcement_hub_is_the_country"
            ),
            models.CheckConstraint(
                condition=Q(state=AnnouncementState.DRAFT, send_at=None, confirmed_at=None, confirmed_by=None)
                | (
                    ~Q(state=AnnouncementState.DRAFT)
                    & Q(send_at__isnull=False, confirmed_at__isnull=False, confirmed_by__isnull=False)
                ),
                name="registrations_announcement_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AnnouncementState.OVER, finished_at__isnull=False)
                | (~Q(state__in=AnnouncementState.OVER) & Q(finished_at=None)),
                name="registrations_announcement_over_has_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=AnnouncementState.CANCELLED, cancelled_at__isnull=False, cancelled_by__isnull=False
                )
                | (~Q(state=AnnouncementState.CANCELLED) & Q(cancelled_at=None, cancelled_by=None)),
                name="registrations_announcement_cancelled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(queued__lte=F("total")), name="registrations_announcement_queued_of_total"
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at"],
                condition=Q(state__in=AnnouncementState.UNDER_WAY),
                name="registrations_announcement_due",
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("registrations:announcement", args=[self.pk])

    @property
    def title(self):
        """The subject with its event in it, for the pages of staff."""
        return placeholders.fill(self.subject, {"event": self.event.title} if self.event else {})

    @property
    def zone(self):
        """The clock of whoever writes: the hub's, or the office's."""
        return zoneinfo.ZoneInfo(self.hub.time_zone) if self.hub else OFFICE_ZONE

    @property
    def is_leaving(self):
        """Due or under way: whoever looks at its page waits for what comes next."""
        is_due = self.state == AnnouncementState.SCHEDULED and self.send_at <= timezone.now()
        return is_due or self.state == AnnouncementState.SENDING

    def clean(self):
        super().clean()
        errors = {}
        for name in ("subject", "body"):
            try:
                placeholders.refuse_unknown(getattr(self, name), has_event=self.event_id is not None)
            except ValidationError as error:
                errors[name] = error
        if self.states and self.event_id is None:
            errors["event"] = _("Choose the event that these states are about.")
        if not (self.hub_id or self.event_id or self.countries or self.professions or self.level_id):
            errors["event"] = _("Choose an event, a country, a profession or a level: nobody is chosen yet.")
        unknown = [code for code in self.countries if code not in dict(countries)]
        if unknown:
            errors["countries"] = _("There is no such country.")
        if errors:
            raise ValidationError(errors)
