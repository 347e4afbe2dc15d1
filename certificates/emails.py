"""Mails about certificates."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from mailing import actions as outbox
from mailing.kinds import Kind, register


def register_kinds():
    register(Kind("certificates/ready", _("Certificate ready"), still_true=_is_valid))
    register(Kind("certificates/revoked", _("Certificate revoked")))


def queue_ready(certificate):
    _queue("ready", certificate)


def queue_revoked(certificate):
    _queue("revoked", certificate, reason=certificate.revocation_reason)


def _queue(name, certificate, **facts):
    outbox.queue(
        f"certificates/{name}",
        key=f"certificate-{name}:{certificate.pk}",
        user=certificate.holder,
        context={
            "number": certificate.number,
            "title": certificate.title,
            "dates": certificate.dates,
            "pdf_path": reverse("certificates:pdf", args=[certificate.number]),
            "verify_path": certificate.get_absolute_url(),
            **facts,
        },
    )


def _is_valid(message):
    return Certificate.objects.filter(number=message.context["number"], revoked_at=None).exists()
