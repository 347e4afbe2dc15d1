"""Credits for e-learning, and certificates that were declared void."""

from django.db.models import Count, Sum

from certificates.models import Certificate, Credit, Form
from impact.documents.content import Table, hundredths
from impact.models.snapshots import SMALLEST
from registrations.organiser_report.words import NOT_SHOWN


def credits_of_levels(period):
    """By accreditor. Amounts of few people tell who they are, so they are left out together with their people."""
    credits = Credit.objects.counting().filter(
        form=Form.E_LEARNING,
        certificate__issued_at__gte=period.since,
        certificate__issued_at__lt=period.until,
    )
    found = credits.order_by("accreditor", "number").values_list("accreditor", "number", "unit")
    rows = [
        [accreditor, number, *_told(people, amount, unit)]
        for accreditor, number, unit, people, amount in found.annotate(
            people=Count("certificate", distinct=True), amount=Sum("amount")
        )
    ]
    return Table(
        "Credits of levels",
        ["accreditor", "number", "people", "credits", "unit"],
        rows,
        title="Credits for levels",
        note="Credits that valid certificates issued in these months state."
        if rows
        else "No credits were given for a level in these months.",
    )


def _told(people, amount, unit):
    return [NOT_SHOWN, NOT_SHOWN, unit] if people < SMALLEST else [people, hundredths(amount), unit]


def revoked(period):
    number = Certificate.objects.filter(revoked_at__gte=period.since, revoked_at__lt=period.until).count()
    if not number:
        return "No certificate was revoked in these months."
    return f"Certificates revoked in these months: {number}. Each says so, with the reason, wherever it is checked."
