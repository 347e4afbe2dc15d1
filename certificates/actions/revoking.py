"""Declaring a certificate void."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from certificates import emails
from certificates.models import Award, Certificate


@transaction.atomic
def revoke(*, certificate, by, reason):
    """Declare a certificate void for a reason that the verify page will say. There is no way back.

    Raises ValidationError without a reason, and for one that is revoked or replaced already.
    """
    # Whoever replaces it holds the award, too: the two take turns.
    Award.objects.select_for_update().get(pk=certificate.award_id)
    certificate = Certificate.objects.select_related("replacement", "holder").get(pk=certificate.pk)
    if certificate.revoked_at:
        raise ValidationError(_("This certificate has been revoked already."), code="revoked")
    if certificate.is_replaced:
        raise ValidationError(
            _("This certificate has been replaced already, by %(number)s."),
            params={"number": certificate.replacement.number},
            code="replaced",
        )
    certificate.revoked_at = max(timezone.now(), certificate.issued_at)
    certificate.revocation_reason = reason.strip()
    if not certificate.revocation_reason:
        raise ValidationError(_("Say why the certificate is revoked."))
    certificate.clean_fields(exclude=["holder"])
    certificate.save(update_fields=["revoked_at", "revocation_reason"])
    audit.record(
        "certificate.revoked", certificate, by=by, person=certificate.holder, number=certificate.number
    )
    if certificate.holder:
        emails.queue_revoked(certificate)
    return certificate
