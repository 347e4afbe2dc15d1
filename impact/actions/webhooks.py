"""Webhooks: making them, trying them, and what becomes of each message."""

import logging
import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts import audit
from accounts.sealing import cipher
from impact import sending, tasks
from impact.actions.tokens import refuse_unless_in_charge
from impact.emails import webhooks as emails
from impact.models import Delivery, DeliveryState, Occasion, Webhook
from impact.models.webhooks import PURPOSE, new_secret

logger = logging.getLogger(__name__)

MOST = 10
MOST_AT_ONCE = 100
MOST_FAILURES = 50
# How long a message that failed waits for its next try; the last holds from then on.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440)]
LONGEST_PAUSE = timedelta(hours=1)
# A worker that dies has lost a message for so long; then another tries.
CLAIMED = timedelta(minutes=5)


@transaction.atomic
def make(*, by, name, url, occasions, hub=None):
    """Returns the webhook and its secret, which signs every message."""
    refuse_unless_in_charge(by, hub)
    if Webhook.objects.filter(hub=hub, is_on=True).count() >= MOST:
        raise ValidationError(
            _("There are %(number)s webhooks already. Switch one off that nobody needs any more."),
            params={"number": MOST},
        )
    secret = new_secret()
    sealed = cipher(PURPOSE).encrypt(secret.encode())
    webhook = Webhook(name=name, url=url, occasions=occasions, hub=hub, created_by=by, sealed_secret=sealed)
    webhook.full_clean()
    webhook.save()
    audit.record("webhook.made", webhook, by=by, hub=hub and hub.code, occasions=list(occasions))
    return webhook, secret


@transaction.atomic
def switch(*, webhook, on, by):
    """On or off. What happened while it was off is not told. Returns whether it was the other before."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if webhook.is_on == on:
        return False
    webhook.is_on, webhook.switched_off_at = on, None
    webhook.failures, webhook.paused_until = 0, None
    webhook.told_since = timezone.now()
    webhook.save()
    audit.record(f"webhook.switched_{'on' if on else 'off'}", webhook, by=by)
    return True


@transaction.atomic
def test(*, webhook, by):
    """Send a message that tells nothing, at once and once."""
    now, pk = timezone.now(), uuid.uuid4()
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if not webhook.is_on:
        raise ValidationError(_("It is switched off. Switch it on first."))
    payload = {"id": str(pk), "type": Occasion.TEST, "at": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    delivery = Delivery.objects.create(
        pk=pk, webhook=webhook, key=f"test:{pk}", occasion=Occasion.TEST, payload=payload, tried_until=now
    )
    _wake(webhook)
    audit.record("webhook.tested", webhook, by=by)
    return delivery


@transaction.atomic
def send_again(*, delivery, by):
    """Send a message once more because somebody asked for it; its id stays the same."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    webhook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
    if not webhook.is_on:
        raise ValidationError(_("It is switched off. Switch it on first."))
    if delivery.state == DeliveryState.WAITING and delivery.tries == 0:
        raise ValidationError(_("This message is on its way already."))
    now = timezone.now()
    delivery.state, delivery.tries, delivery.next_try_at = DeliveryState.WAITING, 0, now
    delivery.tried_until = now + Delivery.TRIED_FOR
    delivery.save(update_fields=["state", "tries", "next_try_at", "tried_until"])
    _wake(webhook)
    audit.record("webhook.sent_again", webhook, by=by, delivery=str(delivery.pk))


def _wake(webhook):
    """Somebody watches: the pause after a failure is over."""
    Webhook.objects.filter(pk=webhook.pk).update(paused_until=None)
    transaction.on_commit(lambda: _nudge(webhook.pk), robust=True)


def _nudge(pk):
    try:
        tasks.send_to_webhook.delay(pk)
    except OperationalError:
        logger.warning("The broker is away: webhooks wait for the next beat.")


def send_waiting(webhook_id):
    """Send what waits for this webhook, the oldest first, until nothing is left or one fails."""
    for _number in range(MOST_AT_ONCE):
        delivery = _claim(webhook_id)
        if delivery is None:
            return
        answer = sending.post(delivery)
        _note(delivery, answer)
        if not answer.has_arrived:
            return


def _claim(webhook_id):
    """The next message, for this worker alone."""
    now = timezone.now()
    due = Delivery.objects.due(now).filter(webhook=webhook_id).select_related("webhook")
    delivery = due.order_by("made_at", "pk").first()
    if delivery is None:
        return None
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.WAITING, next_try_at=delivery.next_try_at
    )
    claimed = mine.update(next_try_at=now + CLAIMED, last_try_at=now, tries=F("tries") + 1)
    delivery.tries += 1
    return delivery if claimed else None


@transaction.atomic
def _note(delivery, answer):
    """Write down what became of a message, and what that means for its webhook."""
    webhook = Webhook.objects.select_for_update().select_related("created_by").get(pk=delivery.webhook_id)
    now = timezone.now()
    delivery.last_status, delivery.last_error = answer.status, answer.trouble
    delivery.state, delivery.next_try_at = _what_next(delivery, answer, now)
    delivery.save(update_fields=["state", "next_try_at", "last_status", "last_error"])
    if answer.has_arrived:
        Webhook.objects.filter(pk=webhook.pk, failures__gt=0).update(failures=0, paused_until=None)
    elif webhook.is_on and delivery.occasion != Occasion.TEST:
        _count_failure(webhook, now)


def _what_next(delivery, answer, now):
    if answer.has_arrived:
        return DeliveryState.SENT, now
    again = now + WAITS[min(delivery.tries, len(WAITS)) - 1]
    if again > delivery.tried_until:
        return DeliveryState.FAILED, now
    return DeliveryState.WAITING, again


def _count_failure(webhook, now):
    """It is left alone for 1, 2, 4 minutes and so on to an hour, so fifty failures are two days, not fifty messages."""
    webhook.failures += 1
    webhook.paused_until = now + min(timedelta(minutes=2 ** min(webhook.failures - 1, 10)), LONGEST_PAUSE)
    if webhook.failures >= MOST_FAILURES:
        webhook.is_on, webhook.switched_off_at = False, now
        audit.record("webhook.gave_up", webhook, failures=webhook.failures)
        emails.queue_switched_off(webhook)
    webhook.save(update_fields=["failures", "paused_until", "is_on", "switched_off_at"])
