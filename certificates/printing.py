"""Making the PDFs of a certificate that has been issued."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from certificates import emails, rendering
from certificates.models import Certificate, Language, Rendition


@transaction.atomic
def make(certificate_id, language=Language.ENGLISH):
    """The `Rendition` in this language, made if it is not there; with the English one the holder is told.

    May be repeated, also by two workers at once. A file that is there already was written by a run that died before
    noting it: the same bytes.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("holder", "template")
    certificate = certificate.get(pk=certificate_id)
    made = certificate.renditions.filter(language=language).first()
    if made:
        return made
    pdf = rendering.pdf(certificate)
    made = Rendition(certificate=certificate, language=language, sha256=sha256(pdf).hexdigest())
    storage, name = made.file.storage, f"certificates/{certificate.number}-{language}.pdf"
    made.file.name = name if storage.exists(name) else storage.save(name, ContentFile(pdf))
    made.save()
    if language == Language.ENGLISH and certificate.holder and not certificate.revoked_at:
        emails.queue_ready(certificate)
    return made
