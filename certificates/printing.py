"""Making the PDFs of a certificate that has been issued."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from certificates import emails, keys, rendering, signing
from certificates.models import Certificate, Language, Purpose, Rendition


@transaction.atomic
def make(certificate_id, language=Language.ENGLISH):
    """The `Rendition` in this language, made if it is not there; with the English one the holder is told.

    May be repeated, also by two workers at once. Raises `keys.KeyLost` where there is nothing to sign with: the
    certificate waits then, and nothing goes out unsigned.
    """
    certificate = Certificate.objects.select_for_update(of=("self",))
    certificate = certificate.select_related("holder", "template", "replaces").get(pk=certificate_id)
    made = certificate.renditions.filter(language=language).first()
    if made:
        return made
    key = keys.active(Purpose.DOCUMENT)
    pdf = signing.sign(rendering.pdf(certificate, language), at=certificate.issued_at, key=key)
    made = Rendition(certificate=certificate, language=language, key=key.row, sha256=sha256(pdf).hexdigest())
    made.file.name = _stored(made.file.storage, f"certificates/{certificate.number}-{language}.pdf", pdf)
    made.save()
    if language == Language.ENGLISH and certificate.holder and not certificate.revoked_at:
        emails.queue_ready(certificate)
    return made


def _stored(storage, name, pdf):
    """The name it is stored under. What is there already was written by a run that died before noting it."""
    if storage.exists(name):
        with storage.open(name) as file:
            if file.read() == pdf:
                return name
        # Another key signs since.
        storage.delete(name)
    return storage.save(name, ContentFile(pdf))
