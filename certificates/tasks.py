from contextlib import suppress

from celery import shared_task

from certificates import keys, printing
from certificates.models import Certificate, Purpose


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
def render_waiting():
    """Make up for what was lost between a commit and the broker, and for what waited for a key."""
    with suppress(keys.KeyLost):
        keys.active(Purpose.DOCUMENT)
        _render_all()


def _render_all():
    for certificate_id in Certificate.objects.to_render().values_list("pk", flat=True):
        render.delay(certificate_id)
