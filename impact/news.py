"""What happened, read from the audit trail and written down for each webhook that is told of it.

Apps below know nothing of webhooks, so news is fetched. Every change is in the trail, in the transaction of the change:
what two changes within a second were is read as two, and nothing is read that did not happen.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import AuditEntry, Consent, ConsentKind, Profile
from certificates.models import Certificate
from impact.models import Delivery, NewsRead, Occasion, Webhook
from impact.models.webhooks import NEWS
from registrations.models import Registration

# An entry has its number before its transaction ends: so long ago that all have ended.
SETTLED = timedelta(hours=1)


@dataclass(frozen=True)
class Item:
    """One thing that happened to one person. `shares`: the person shows profile and progress to the national hub."""

    entry: AuditEntry
    country: str
    shares: bool
    event: str | None = None
    event_hub: int | None = None
    level: int | None = None
    certificate: str | None = None

    def concerns(self, hub):
        """Registrations are decided by the hub that runs the event, else by that of the country; what somebody
        learns concerns only the hub of the country, and only if the person shares it."""
        is_at_home = self.country == str(hub.country)
        if self.event is None:
            return is_at_home and self.shares
        return self.event_hub == hub.pk if self.event_hub else is_at_home

    def payload(self, webhook, pk):
        return {
            "id": str(pk),
            "type": self.entry.action,
            "at": f"{self.entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "person": webhook.pseudonym(self.entry.person_id),
            "country": self.country or None,
            "event": self.event,
            "level": self.level,
            "certificate": self.certificate,
        }


@transaction.atomic
def gather(now=None):
    """Write down what is new for each webhook, once. Two at the same time: the second waits, and finds it done."""
    now = now or timezone.now()
    NewsRead.objects.get_or_create(pk=1)
    read = NewsRead.objects.select_for_update().get(pk=1)
    webhooks = list(Webhook.objects.in_force().select_related("hub"))
    made = _written_down(webhooks, _entries(read, webhooks), now) if webhooks else 0
    settled = AuditEntry.objects.filter(pk__gt=read.entry, at__lte=now - SETTLED)
    read.entry = settled.aggregate(Max("pk"))["pk__max"] or read.entry
    read.save(update_fields=["entry"])
    return made


def _entries(read, webhooks):
    told_since = min(webhook.told_since for webhook in webhooks)
    values = [occasion for occasion, _label in NEWS]
    entries = AuditEntry.objects.filter(pk__gt=read.entry, at__gte=told_since, action__in=values)
    return list(entries.exclude(person_id=None).order_by("pk"))


def _written_down(webhooks, entries, now):
    known = set(
        Delivery.objects.filter(webhook__in=webhooks, key__in=[_key(entry) for entry in entries]).values_list(
            "webhook", "key"
        )
    )
    rows = [
        _delivery(webhook, item, now)
        for item in _items(entries)
        for webhook in webhooks
        if (webhook.pk, _key(item.entry)) not in known and _is_told(webhook, item)
    ]
    Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def _key(entry):
    return f"entry:{entry.pk}"


def _is_told(webhook, item):
    is_asked_for = item.entry.action in webhook.occasions and item.entry.at >= webhook.told_since
    return is_asked_for and (webhook.hub is None or item.concerns(webhook.hub))


def _delivery(webhook, item, now):
    pk = uuid.uuid4()
    return Delivery(
        pk=pk,
        webhook=webhook,
        key=_key(item.entry),
        occasion=item.entry.action,
        payload=item.payload(webhook, pk),
        # In the order in which things happened they are sent, too.
        made_at=item.entry.at,
        next_try_at=now,
        tried_until=now + Delivery.TRIED_FOR,
    )


def _items(entries):
    """The entries with what is told of them. As many queries for a thousand as for one."""
    people = {entry.person_id for entry in entries}
    countries = dict(Profile.objects.filter(user__in=people).values_list("user", "country"))
    sharing = set(
        Consent.objects.given().filter(user__in=people, kind=ConsentKind.HUB).values_list("user", flat=True)
    )
    registrations = _by_number(
        Registration.objects.select_related("event__level"), entries, [Occasion.CONFIRMED, Occasion.CANCELLED]
    )
    certificates = _by_number(Certificate.objects.all(), entries, [Occasion.ISSUED])
    for entry in entries:
        person = {
            "country": str(countries.get(entry.person_id, "")),
            "shares": entry.person_id in sharing,
        }
        if entry.action == Occasion.COMPLETED:
            yield Item(entry, level=entry.facts.get("level"), **person)
        elif entry.action == Occasion.ISSUED:
            certificate = certificates.get(entry.object_id)
            yield Item(entry, certificate=certificate and certificate.kind, **person)
        elif entry.object_id in registrations:
            yield _of_registration(entry, registrations[entry.object_id], person["shares"])


def _of_registration(entry, registration, shares):
    event = registration.event
    return Item(
        entry,
        country=str(registration.home),
        shares=shares,
        event=event.slug,
        event_hub=event.hub_id,
        level=event.level and event.level.number,
    )


def _by_number(rows, entries, actions):
    numbers = [entry.object_id for entry in entries if entry.action in actions]
    return {str(row.pk): row for row in rows.filter(pk__in=numbers)} if numbers else {}
