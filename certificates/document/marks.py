"""Which mark a certificate prints: that of its accreditor on the day it is issued, by content."""

import logging
from hashlib import sha256

from django.core.exceptions import ValidationError

from certificates.document.pictures import clean_png
from certificates.models import Mark

logger = logging.getLogger(__name__)


def of(accreditations):
    """{accreditation id: `Mark`} of those that are granted, and whose accreditor has a mark."""
    granted = {row.pk: row.accreditor for row in accreditations if row.is_granted and row.accreditor.mark}
    by_accreditor = {accreditor.pk: _kept(accreditor) for accreditor in set(granted.values())}
    found = {pk: by_accreditor[accreditor.pk] for pk, accreditor in granted.items()}
    return {pk: mark for pk, mark in found.items() if mark}


def _kept(accreditor):
    """None where the file is away or no PNG: then the certificate says in words who accredited."""
    try:
        with accreditor.mark.open("rb") as file:
            png = clean_png(file)
    except (OSError, ValidationError):
        logger.exception("The mark of %s cannot be read", accreditor)
        return None
    return Mark.objects.get_or_create(sha256=sha256(png).hexdigest(), defaults={"png": png})[0]
