"""A token of Poland and one of the office, and a webhook that the portal has switched off: the demo calls nobody."""

import uuid
from datetime import timedelta

from django.utils import timezone

from hubs.models import Hub
from impact import sending
from impact.actions import tokens, webhooks
from impact.models import ApiToken, Delivery, DeliveryState, Occasion, Webhook


def play(people):
    now, poland = timezone.now(), Hub.objects.get(country="PL")
    coordinator, staff = people["coordinator.pl"], people["staff"]
    in_a_year = now + timedelta(days=365)
    tokens.make(by=coordinator, name="Website of the society", expires_at=in_a_year, hub=poland)
    tokens.make(by=staff, name="Monthly slides of the office", expires_at=in_a_year)
    ApiToken.objects.filter(hub=poland).update(last_used_at=now - timedelta(hours=3))
    webhook, _secret = webhooks.make(
        by=coordinator,
        name="Training register of the society",
        url="https://register.example.org/pathway",
        occasions=[Occasion.CONFIRMED, Occasion.COMPLETED],
        hub=poland,
    )
    _messages(webhook, now)
    Webhook.objects.filter(pk=webhook.pk).update(
        is_on=False, failures=50, switched_off_at=now - timedelta(days=1)
    )


def _messages(webhook, now):
    """One that arrived, one that was given up."""
    arrived = {"state": DeliveryState.SENT, "tries": 1, "last_status": 204}
    lost = {"state": DeliveryState.FAILED, "tries": 8, "last_error": sending.Trouble.SILENT}
    for number, (days, level, facts) in enumerate([(9, 1, arrived), (4, 2, lost)]):
        pk, at = uuid.uuid4(), now - timedelta(days=days)
        payload = {
            "id": str(pk),
            "type": Occasion.COMPLETED,
            "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "person": webhook.pseudonym(number),
            "country": "PL",
            "event": None,
            "level": level,
            "certificate": None,
        }
        Delivery.objects.create(
            pk=pk,
            webhook=webhook,
            key=f"demo:{number}",
            occasion=Occasion.COMPLETED,
            payload=payload,
            made_at=at,
            last_try_at=at,
            **facts,
        )
