"""Issuing and revoking."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from certificates import emails, numbers, tasks
from certificates.models import Certificate


@transaction.atomic
def issue(
    *,
    kind,
    source,
    holder,
    holder_name,
    title,
    programme,
    dates,
    place,
    minutes,
    signatory_name,
    signatory_post,
):
    """Give a certificate, once for each `source` (kind, object and person). Returns (certificate, created).

    All texts are copied as they are now. The PDF and the mail that it is ready follow after the commit.
    """
    printed = {
        "kind": kind,
        "holder": holder,
        "holder_name": holder_name,
        "title": title,
        "programme": programme,
        "dates": dates,
        "place": place,
        "minutes": minutes,
        "signatory_name": signatory_name,
        "signatory_post": signatory_post,
    }
    number = numbers.new()
    Certificate(number=number, source=source, **printed).clean_fields(exclude=["holder"])
    certificate, created = Certificate.objects.get_or_create(
        source=source, defaults={"number": number, **printed}
    )
    if created:
        audit.record("certificate.issued", certificate, person=holder, number=number, source=source)
        transaction.on_commit(lambda: tasks.render.delay(certificate.pk), robust=True)
    return certificate, created


@transaction.atomic
def revoke(*, certificate, by, reason):
    """Declare a certificate void for a reason that the verify page will say. There is no way back."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.revoked_at:
        raise ValidationError(_("This certificate has been revoked already."))
    certificate.revoked_at = timezone.now()
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
