"""The morning list by mail: who wants it, and sending it once a working day."""

from django.db import transaction
from django.utils import timezone, translation

from accounts import audit
from impact import decisions
from impact.emails import morning_mails as emails
from impact.models import MorningMail


@transaction.atomic
def want(*, person):
    _row, is_new = MorningMail.objects.get_or_create(user=person)
    if is_new:
        audit.record("morning_mail.wanted", person, by=person)


@transaction.atomic
def do_without(*, person):
    deleted, _by_model = MorningMail.objects.filter(user=person).delete()
    if deleted:
        audit.record("morning_mail.ended", person, by=person)


def send(now=None):
    """To all who want it and for whom something waits. Once a day each, however often it is called."""
    now = now or timezone.now()
    for row in MorningMail.objects.of_the_office().select_related("user"):
        if not emails.is_queued(row.user, now):
            _send(row.user, now)


def _send(person, now):
    with translation.override(person.language):
        found = [one for area in decisions.of(person, now) for one in area.decisions]
        if found:
            emails.queue(person, sorted(found, key=lambda one: one.urgency), now)
