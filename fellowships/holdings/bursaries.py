"""The support a person gets, and the support a person decided about."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships.models import Bursary


def _export(user):
    for row in Bursary.objects.filter(placement__person=user).select_related("placement").order_by("pk"):
        yield {
            "amount_in_euros": str(row.amount),
            "state": row.state,
            "since": row.state_since.isoformat(),
            "paid_on": row.paid_on and row.paid_on.isoformat(),
            "reference": row.reference,
            "reason": row.because,
        }
    for row in Bursary.objects.filter(approved_by=user).order_by("pk"):
        yield {"you_approved_one_of_euros": str(row.amount)}


def _erase(user):
    """The sums stay, as the books need them; what somebody wrote about the person goes."""
    Bursary.objects.filter(placement__person=user).update(because="")
    Bursary.history.filter(placement__person=user).update(because="")


HOLDINGS = [
    Holding(
        model="fellowships.Bursary",
        title=_("Travel support: for you, and what you approved"),
        export=_export,
        erase=_erase,
        kept=_("Amount, day and reference of what was paid, without your name, for the accounts."),
    )
]
