import logging
from contextlib import suppress

from celery import shared_task

from certificates import keys
from certificates.document import printing
from certificates.models import Certificate, Purpose

logger = logging.getLogger(__name__)

BATCH = 25


@shared_task
def issue_due():
    """Issue what is due, a batch at a time, until nothing is."""
    from certificates.actions import issue_batch

    while issue_batch():
        pass


@shared_task
def render(certificate_id):
    """Without a key it waits for `render_waiting`; the loss is logged."""
    with suppress(keys.KeyLost):
        printing.make(certificate_id)


@shared_task
def render_some(certificate_ids):
    """One that cannot be made does not hold up the others; `render_waiting` tries it again."""
    for certificate_id in certificate_ids:
        try:
            printing.make(certificate_id)
        except keys.KeyLost:
            return
        except Exception:
            logger.exception("The PDF of certificate %s cannot be made", certificate_id)


def render_in_batches(certificate_ids):
    """Several by one task: a worker takes longer to be ready for a task than to make one PDF."""
    for start in range(0, len(certificate_ids), BATCH):
        render_some.delay(certificate_ids[start : start + BATCH])


@shared_task
def render_waiting():
    """Make up for what was lost between a commit and the broker, and for what waited for a key."""
    with suppress(keys.KeyLost):
        keys.active(Purpose.DOCUMENT)
        render_in_batches(list(Certificate.objects.to_render().values_list("pk", flat=True)))
