"""Addresses that are told of news, and what became of each message."""

import base64
import hashlib
import hmac
import json
import secrets
import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.sealing import cipher
from hubs.models import Hub
from impact.models.tokens import made_by_somebody_in_charge

PURPOSE = "impact.webhook"


class Occasion(models.TextChoices):
    """What can be told. The values are those of the audit trail, where the news is read."""

    CONFIRMED = "registration.confirmed", _("A registration is confirmed")
    CANCELLED = "registration.cancelled", _("A registration is cancelled")
    COMPLETED = "level.completed", _("A level is completed")
    ISSUED = "certificate.issued", _("A certificate is issued")
    TEST = "test", _("A test")


NEWS = [occasion for occasion in Occasion.choices if occasion[0] != Occasion.TEST]


TRIED_FOR = timedelta(days=3)


def in_three_days():
    return timezone.now() + TRIED_FOR


def validate_address(value):
    """Over https, and without a password in it: what stands in an address is read by many."""
    schemes = ["https", "http"] if settings.ALLOW_LOCAL_WEBHOOKS else ["https"]
    # With a code of its own, or forms say in its place that it is no address.
    URLValidator(schemes=schemes, message=_("Only an address that begins with https://."), code="scheme")(
        value
    )
    if "@" in urlsplit(value).netloc:
        raise ValidationError(_("An address without user and password."))


def new_secret():
    return "whsec_" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


class WebhookQuerySet(models.QuerySet):
    def manageable_by(self, user):
        """Staff see all; coordinators those of their hub, whoever made them, while their term lasts."""
        return self.all() if user.is_staff else self.filter(hub__in=Hub.objects.run_by(user))

    def in_force(self):
        return self.filter(made_by_somebody_in_charge(), is_on=True)

    def ready(self, now=None):
        """Told of news, and not left alone after a failure."""
        is_due = Q(paused_until=None) | Q(paused_until__lte=now or timezone.now())
        return self.in_force().filter(is_due)

    def for_list(self):
        rows = self.select_related("hub", "created_by").order_by("-created_at", "-pk")
        return rows.annotate(works=Exists(Webhook.objects.in_force().filter(pk=OuterRef("pk"))))


class Webhook(models.Model):
    """An address outside that is told of news: of its hub's country, or of all countries. Never who it is about.

    `failures` counts those in a row; after each it is left alone for a while, and it is switched off with the fiftieth.
    """

    name = models.CharField(_("what it is for"), max_length=80)
    url = models.URLField(
        _("address"),
        max_length=300,
        validators=[validate_address],
        help_text=_("Where we send a POST. It begins with https:// and can be reached from anywhere."),
    )
    occasions = ArrayField(
        models.CharField(max_length=30, choices=Occasion), verbose_name=_("what is told"), size=8
    )
    sealed_secret = models.BinaryField(editable=False)
    hub = models.ForeignKey(
        Hub, null=True, blank=True, on_delete=models.CASCADE, related_name="webhooks", verbose_name=_("hub")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="webhooks",
        verbose_name=_("made by"),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    is_on = models.BooleanField(_("on"), default=True)
    told_since = models.DateTimeField(
        default=timezone.now, editable=False, help_text="What happened before it was switched on is not told."
    )
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0, editable=False)
    paused_until = models.DateTimeField(_("left alone until"), null=True, blank=True, editable=False)
    switched_off_at = models.DateTimeField(
        _("switched off by the portal"), null=True, blank=True, editable=False
    )

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(occasions__len__gte=1)
                & Q(occasions__contained_by=[occasion for occasion, _label in NEWS]),
                name="impact_webhook_tells_something",
            ),
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(switched_off_at=None), name="impact_webhook_off_is_off"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def secret(self):
        return cipher(PURPOSE).decrypt(bytes(self.sealed_secret)).decode()

    def pseudonym(self, person):
        """The same person is always the same to this webhook, and another to every other."""
        return hmac.new(self.secret.encode(), f"person:{person}".encode(), hashlib.sha256).hexdigest()[:32]


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Arrived")
    FAILED = "failed", _("Given up")


class DeliveryQuerySet(models.QuerySet):
    def due(self, now=None):
        """To be sent by now, to addresses that can be told."""
        now = now or timezone.now()
        return self.filter(
            state=DeliveryState.WAITING, next_try_at__lte=now, webhook__in=Webhook.objects.ready(now)
        )

    def outdated(self, now=None):
        return self.filter(made_at__lt=(now or timezone.now()) - timedelta(days=settings.WEBHOOKS_KEPT_DAYS))


class Delivery(models.Model):
    """One message to one webhook, once for each occasion. `payload` is sent as it stands, and signed anew each time."""

    TRIED_FOR = TRIED_FOR

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("webhook")
    )
    key = models.CharField(_("occasion"), max_length=80, editable=False)
    occasion = models.CharField(_("what is told"), max_length=30, choices=Occasion)
    payload = models.JSONField(_("message"))
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    tried_until = models.DateTimeField(_("given up after"), default=in_three_days)
    last_try_at = models.DateTimeField(_("last try"), null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(_("last answer"), null=True, blank=True)
    last_error = models.CharField(_("what went wrong"), max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a webhook")
        verbose_name_plural = _("messages to webhooks")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="impact_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values, occasion__in=Occasion.values),
                name="impact_delivery_choices_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state=DeliveryState.WAITING), name="impact_delivery_due"
            ),
        ]

    def __str__(self):
        return f"{self.occasion} {self.pk}"

    @property
    def text(self):
        return json.dumps(self.payload, ensure_ascii=False, indent=1)


class NewsRead(models.Model):
    """Up to where the audit trail was read for webhooks: its entries until `entry` are told, or were nobody's news.

    One row. It trails behind by an hour, as an entry gets its number before its transaction ends.
    """

    entry = models.BigIntegerField(_("entry of the audit trail"), default=0)

    class Meta:
        verbose_name = _("how far news was read")
        verbose_name_plural = _("how far news was read")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="impact_news_read_one_row")]

    def __str__(self):
        return str(self.entry)
