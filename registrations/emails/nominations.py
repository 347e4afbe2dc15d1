"""The invitation to somebody a hub suggests, perhaps to an address that has no account."""

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from mailing import actions as outbox
from mailing.kinds import Kind, register
from registrations import nominations
from registrations.emails.answers import event_facts
from registrations.models import Nomination, Registration


def queue(nomination, account):
    """In the language of the account; where there is none, of who nominates."""
    outbox.queue(
        "registrations/nominated",
        key=nominations.mail_key(nomination.pk),
        user=account,
        to=nomination.email,
        language=account.language if account else nomination.by.language,
        context=event_facts(nomination.event)
        | {
            "nomination": nomination.pk,
            "name": nomination.name,
            "by": nomination.by.name,
            "hub": nomination.hub.name if nomination.hub else "",
            "sentence": nomination.sentence,
            "asked_until": _asked_until(nomination.event),
        },
    )


def _asked_until(event):
    until = event.requests_until if event.is_ranked else event.closes_at
    return until and until.isoformat()


def _still_wanted(message):
    """Not to somebody who has asked meanwhile, or before: there is nothing left to invite to."""
    open_ones = Nomination.objects.open().select_related("event")
    nomination = open_ones.filter(pk=message.context["nomination"]).first()
    if nomination is None or not nominations.are_taken(nomination.event):
        return False
    owners = EmailAddress.objects.filter(email__iexact=nomination.email, verified=True).values("user")
    return not Registration.objects.filter(event=nomination.event, user__in=owners).exists()


def register_kinds():
    register(Kind("registrations/nominated", _("Invitation of somebody nominated"), still_true=_still_wanted))
