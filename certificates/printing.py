"""Making the PDF of a certificate that has been issued."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from certificates import emails, rendering
from certificates.models import Certificate


@transaction.atomic
def make_pdf(certificate_id):
    """Make the PDF, unless it is there, and tell the holder. May be repeated, also by two workers at once."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.pdf:
        return
    pdf = rendering.pdf(certificate)
    storage, name = certificate.pdf.storage, f"certificates/{certificate.number}.pdf"
    # A file that is there already was written by a run that died before noting it: the same bytes.
    certificate.pdf.name = name if storage.exists(name) else storage.save(name, ContentFile(pdf))
    certificate.pdf_sha256 = sha256(pdf).hexdigest()
    certificate.save(update_fields=["pdf", "pdf_sha256"])
    if certificate.holder and not certificate.revoked_at:
        emails.queue_ready(certificate)
