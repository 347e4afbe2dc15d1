"""Mails about certificates."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models import Award, Certificate
from mailing import actions as outbox
from mailing.kinds import Kind, register

COMING = "certificates/coming"
OFFERED = "certificates/offered"


def register_kinds():
    register(Kind(COMING, _("Certificate earned: check the name"), still_true=_can_be_checked))
    register(Kind("certificates/ready", _("Certificate ready"), still_true=_is_valid))
    register(Kind("certificates/revoked", _("Certificate revoked")))
    register(Kind(OFFERED, _("Replacement of a certificate offered"), still_true=_is_offered))


def queue_coming(awards):
    """Tell people once of each certificate that is to come, so that they look at their name. Awards with holder."""
    outbox.queue_many(COMING, [_about(award, f"certificate-coming:{award.pk}") for award in awards])


def queue_offered(awards):
    """Tell people once of each offer. Only when somebody decided so. Returns how many are new."""
    return outbox.queue_many(OFFERED, [_about(award, key_of_offer(award)) for award in awards])


def key_of_offer(award):
    return f"certificate-offered:{award.pk}:{award.offered_at.isoformat()}"


def _about(award, key):
    user = award.holder
    return {
        "key": key,
        "user": user,
        "to": user.email,
        "language": user.language,
        "context": {
            "award": award.pk,
            "offered_at": award.offered_at and award.offered_at.isoformat(),
            "title": award.facts["title"],
            "due_at": award.due_at.isoformat(),
            "path": reverse("certificates:mine"),
        },
    }


def queue_ready(certificate):
    replaces = certificate.replaces.number if certificate.replaces else ""
    path = reverse("certificates:mine")
    _queue("ready", certificate, kind=certificate.kind, replaces=replaces, own_path=path)


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
    """Of one that was replaced before its mail left, the mail of the other edition tells."""
    return Certificate.objects.valid().filter(number=message.context["number"]).exists()


def _can_be_checked(message):
    waiting = Award.objects.pending().filter(pk=message.context["award"], name_confirmed_at=None)
    return waiting.filter(due_at__gt=timezone.now()).exists()


def _is_offered(message):
    return Award.objects.filter(
        pk=message.context["award"], offered_at=message.context["offered_at"]
    ).exists()
