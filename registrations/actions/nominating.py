"""A hub suggests somebody who has not asked: the person is invited, nothing more."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import audit
from registrations import nominations
from registrations.emails import nominations as nomination_emails
from registrations.models import Nomination
from registrations.seating import lock


@transaction.atomic
def nominate(*, event, hub, name, email, by, sentence=""):
    """Invite a person to ask for a seat. `hub` is None where the office nominates. Returns the nomination.

    Whether the address has an account, or its owner has asked already, makes no difference to the answer: the
    mail is dropped where it would say nothing new.
    """
    event = lock(event)
    if not nominations.are_taken(event):
        raise ValidationError(_("People can be nominated only while requests are open."), code="closed")
    email = email.strip().lower()
    if event.nominations.filter(email=email).exists():
        raise ValidationError({"email": _("This address has been nominated for this event already.")})
    _refuse_too_many(event, hub)
    nomination = Nomination(event=event, hub=hub, name=name, email=email, sentence=sentence.strip(), by=by)
    nomination.clean_fields(exclude=["event", "hub", "by", "registration"])
    nomination.save(force_insert=True)
    audit.record("nomination.made", nomination, by=by, event=event.pk, hub=hub and hub.code)
    account = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    nomination_emails.queue(nomination, account and account.user)
    return nomination


@transaction.atomic
def withdraw_nomination(*, nomination, by):
    """Forget a nomination that has led to nothing yet: name, address and invitation. False when it is not open."""
    event = lock(nomination.event)
    found = event.nominations.open().filter(pk=nomination.pk)
    if not found.exists():
        return False
    audit.record("nomination.withdrawn", nomination, by=by, event=event.pk)
    nominations.forget(found)
    return True


def _refuse_too_many(event, hub):
    most = event.most_nominations
    if event.nominations.open().filter(hub=hub).count() >= most:
        raise ValidationError(
            ngettext(
                "%(most)s open nomination at a time is the limit here. Withdraw one first.",
                "%(most)s open nominations at a time are the limit here. Withdraw one first.",
                most,
            ),
            params={"most": most},
            code="too_many",
        )
