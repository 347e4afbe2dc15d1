"""Making the PDFs of a certificate that has been issued."""

import logging
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from certificates import emails, keys
from certificates.document import rendering, signing
from certificates.models import Certificate, Language, Purpose, Rendition

logger = logging.getLogger(__name__)


class FileLost(Exception):
    """The storage has lost a PDF, and it cannot be made again with the same bytes."""


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


def open_file(rendition):
    """The PDF, open for reading. What the storage has lost is made again, with the same bytes. Raises `FileLost`."""
    try:
        return rendition.file.open("rb")
    except FileNotFoundError:
        _make_again(rendition.pk)
        return rendition.file.open("rb")


@transaction.atomic
def _make_again(rendition_id):
    """Other bytes than those whose fingerprint is known would be another document: then it stays lost."""
    rendition = Rendition.objects.select_for_update(of=("self",)).select_related("certificate", "key")
    rendition = rendition.get(pk=rendition_id)
    certificate = rendition.certificate
    try:
        key = keys.opened(rendition.key, Purpose.DOCUMENT)
    except keys.KeyLost as lost:
        raise FileLost(str(lost)) from lost
    pdf = signing.sign(rendering.pdf(certificate, rendition.language), at=certificate.issued_at, key=key)
    if sha256(pdf).hexdigest() != rendition.sha256:
        logger.error("The PDF of %s is lost, and made again it has other bytes.", rendition)
        raise FileLost(str(rendition))
    logger.warning("The PDF of %s was lost and is made again.", rendition)
    _stored(rendition.file.storage, rendition.file.name, pdf)


def _stored(storage, name, pdf):
    """The name it is stored under. What is there already was written by a run that died before noting it."""
    if storage.exists(name):
        with storage.open(name) as file:
            if file.read() == pdf:
                return name
        # Another key signs since.
        storage.delete(name)
    return storage.save(name, ContentFile(pdf))
