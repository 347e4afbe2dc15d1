"""The outbox: what is sent to whom, once."""

from datetime import timedelta
from enum import nonmember

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A mail of which only remains that it was sent.
NOTHING_SAID = {"context": {}, "subject": "", "text": "", "html": ""}


class MessageState(models.TextChoices):
    """Unknown: the worker died while sending. Dropped: no longer true or wanted when it was due."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused")
    UNKNOWN = "unknown", _("Unknown")
    DROPPED = "dropped", _("Not sent")

    FINISHED = nonmember((SENT[0], FAILED[0], UNKNOWN[0], DROPPED[0]))


class MessageQuerySet(models.QuerySet):
    def due(self, now=None):
        """Due by now, never "due today": a beat that was missed is made up for."""
        return self.filter(state=MessageState.QUEUED, due_at__lte=now or timezone.now())

    def overdue(self):
        """Due for five minutes and still here: the mail server or the workers are away."""
        return self.due(timezone.now() - timedelta(minutes=5))

    def to_look_at(self):
        """What did not leave, or nobody knows: staff decide what becomes of it."""
        return self.filter(state__in=[MessageState.FAILED, MessageState.UNKNOWN])

    def lost(self):
        """Claimed so long ago that the worker must have died between sending and noting."""
        return self.filter(state=MessageState.SENDING, claimed_at__lt=timezone.now() - timedelta(minutes=15))


class Message(models.Model):
    """One mail to one person. The key makes it the only one of its kind, object and occasion.

    Written in the transaction of the deed it tells of, rendered and sent after the commit by a worker.
    `context` holds plain JSON facts as they were at that moment; subject, text and HTML are what was sent.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name=_("person"),
    )
    to = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=5, default="en")
    context = models.JSONField(_("facts"), default=dict, encoder=DjangoJSONEncoder)
    secret = models.BooleanField(
        _("secret"), default=False, help_text=_("Holds a code or a link to log in: forgotten once sent.")
    )
    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.QUEUED)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    edition = models.PositiveSmallIntegerField(
        _("sent again"), default=0, help_text=_("How often staff have sent it anew after it was sent.")
    )
    error = models.CharField(_("last error"), max_length=300, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="mailing_message_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at=None)),
                name="mailing_message_sent_has_time",
            ),
        ]
        indexes = [
            # Read for each mail that is sent, in this order: codes to log in overtake ten thousand reminders.
            models.Index(
                fields=["-secret", "due_at"],
                condition=Q(state=MessageState.QUEUED),
                name="mailing_message_to_send",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state=MessageState.SENDING),
                name="mailing_message_under_way",
            ),
            models.Index(
                fields=["state"],
                condition=Q(state__in=[MessageState.FAILED, MessageState.UNKNOWN]),
                name="mailing_message_to_look_at",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_forgotten(self):
        """Its facts are gone, so it can't be rendered any more."""
        return self.secret and not self.context
