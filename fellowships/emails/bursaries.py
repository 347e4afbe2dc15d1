"""The mail that a bursary was paid."""

from django.utils.translation import gettext_lazy as _

from mailing.actions import queue
from mailing.kinds import Kind

PAID = "fellowships/bursary_paid"
KINDS = [Kind(name=PAID, title=_("A bursary was paid"))]


def queue_paid(bursary):
    person = bursary.placement.person
    queue(
        PAID,
        key=f"{PAID}/{bursary.pk}",
        user=person,
        to=person.email,
        language=person.language,
        context={
            "name": person.name,
            "host": str(bursary.placement.host),
            "amount": str(bursary.amount),
            "paid_on": bursary.paid_on.isoformat(),
            "reference": bursary.reference,
        },
    )
