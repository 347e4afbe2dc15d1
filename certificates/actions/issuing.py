"""From what was earned to the certificate: once each, in batches that may be killed at any moment and repeated."""

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts import audit
from certificates import numbers, tasks
from certificates.credit import stating
from certificates.document import templates
from certificates.facts import Facts
from certificates.models import Award, Certificate

BATCH = 50


@transaction.atomic
def issue_batch(now=None):
    """Issue up to `BATCH` of the certificates that are due. Returns how many awards were looked at: 0 is the end.

    Two workers at once take different ones. A person without a name waits: an award is due, but nothing is printed.
    """
    now = now or timezone.now()
    due = Award.objects.due(now).exclude(holder__name="").order_by("due_at", "pk")
    batch = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("holder")[:BATCH])
    if batch:
        _issue(batch, now)
    return len(batch)


@transaction.atomic
def issue_now(*, award, now=None):
    """Issue one certificate in the caller's transaction, unless it is out. Returns the certificate that is valid."""
    now = now or timezone.now()
    award = Award.objects.select_for_update(of=("self",)).select_related("holder").get(pk=award.pk)
    if award.issued_at is None:
        _issue([award], now)
    return Certificate.objects.valid().filter(award=award).first()


def _issue(awards, now):
    template = templates.current()
    certificates = [first_edition(award, template, now) for award in awards]
    Certificate.objects.bulk_create(certificates)
    stating.state_credits(certificates)
    Award.objects.filter(pk__in=[award.pk for award in awards]).update(issued_at=Greatest(now, "earned_at"))
    for certificate in certificates:
        facts = {"number": certificate.number, "source": certificate.award.source}
        audit.record("certificate.issued", certificate, person=certificate.holder, **facts)
    made = [certificate.pk for certificate in certificates]
    transaction.on_commit(lambda: tasks.render_in_batches(made), robust=True)


def first_edition(award, template, now):
    """The unsaved certificate of an award, with a number of its own and everything that it prints.

    Never issued before it was earned, also where the clock was set back since.
    """
    return Certificate(
        number=numbers.new(),
        award=award,
        template=template,
        kind=award.kind,
        holder=award.holder,
        holder_name=award.holder.name,
        issued_at=max(now, award.earned_at),
        **Facts.from_json(award.facts).printed(),
    )
