"""Writing to people about replacements that are offered: never by itself, as new facts may concern thousands."""

from django.db import transaction

from accounts import audit
from certificates import emails
from certificates.models import Award
from mailing.models import Message


def to_be_told(awards):
    """Those of these awards of which a replacement is offered and no mail has said so yet."""
    offering = Award.objects.offering().filter(pk__in=[award.pk for award in awards], holder__is_active=True)
    offering = list(offering.select_related("holder").order_by("pk"))
    keys = [emails.key_of_offer(award) for award in offering]
    told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    return [award for award in offering if emails.key_of_offer(award) not in told]


@transaction.atomic
def mail_offers(*, awards, by):
    """Tell the holders of these awards that a replacement is offered, once for each offer. Returns how many mails leave.

    Two who press the button at once send each mail once.
    """
    told = to_be_told(awards)
    new = emails.queue_offered(told)
    for award in told:
        audit.record("certificate.offer_mailed", award, by=by, person=award.holder)
    return new
