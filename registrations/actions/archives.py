"""Asking for the certificates of an event as one zip."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from registrations import archiving, tasks
from registrations.models import CertificateArchive, Event


@transaction.atomic
def ask_for_certificates(*, event, country, by):
    """Have the zip made of the certificates of one country's people; `country` "" is everybody.

    Returns the archive and whether it is new: where one is under way already, that is the one. Raises
    ValidationError where nobody of them holds a certificate.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    under_way = CertificateArchive.objects.waiting().filter(event=event, country=country).first()
    if under_way:
        return under_way, False
    if not archiving.certificates_of(event, country).exists():
        raise ValidationError(_("No certificate of these people has been issued yet."), code="nothing")
    archive = CertificateArchive.objects.create(event=event, country=country, asked_by=by)
    audit.record("certificate_zip.asked", archive, by=by, event=event.slug, country=country)
    transaction.on_commit(lambda: tasks.make_certificate_archive.delay(archive.pk), robust=True)
    return archive, True
