"""How each key stands, for staff and operators. Nothing of a private part gets here."""

from datetime import timedelta

from cryptography import x509
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.keys.using import KeyLost, opened
from certificates.models import Purpose, SigningKey

SOON = timedelta(days=60)


class Standing(models.TextChoices):
    IN_USE = "in_use", _("in use")
    ENDS_SOON = "ends_soon", _("in use, but its certificate runs out soon")
    USELESS = "useless", _("cannot sign")
    RETIRED = "retired", _("retired: what it signed is still good")
    LEAKED = "leaked", _("leaked: what it signed is no longer relied on")


def standing_of(row):
    if row.leaked_at:
        return Standing.LEAKED
    if row.retired_at:
        return Standing.RETIRED
    try:
        key = opened(row, row.purpose)
    except KeyLost:
        return Standing.USELESS
    ends = key.certificate and key.certificate.not_valid_after_utc
    return Standing.ENDS_SOON if ends and ends < timezone.now() + SOON else Standing.IN_USE


def troubles():
    """Why something cannot be signed, in plain words; empty when all is well."""
    active = {row.purpose: row for row in SigningKey.objects.filter(retired_at=None)}
    found = []
    for purpose in Purpose:
        try:
            opened(active.get(purpose), purpose)
        except KeyLost as lost:
            found.append(str(lost))
    return found


def runs_out_on(row):
    """When the certificate of a document key ends; badges have none."""
    if row.certificate:
        return x509.load_pem_x509_certificate(row.certificate.encode()).not_valid_after_utc
    return None
