from celery import shared_task

from certificates import printing
from certificates.models import Certificate


@shared_task
def issue_due():
    """Issue what is due, a batch at a time, until nothing is."""
    from certificates.actions import issue_batch

    while issue_batch():
        pass


@shared_task
def render(certificate_id):
    printing.make(certificate_id)


@shared_task
def render_waiting():
    """Make up for what was lost between a commit and the broker."""
    for certificate_id in Certificate.objects.to_render().values_list("pk", flat=True):
        render.delay(certificate_id)
