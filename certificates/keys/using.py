"""Opening the key that signs today. It is opened once per process; afterwards only its row is asked for."""

import logging
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sealing
from certificates.models import Purpose, SigningKey

logger = logging.getLogger(__name__)

SEALED_FOR = "signing-keys"


class KeyLost(Exception):
    """There is nothing to sign with; says in plain words why, and what to do. What waits for it is made later."""


@dataclass(frozen=True)
class Key:
    """One that signs. `certificate` and `chain` (its issuers) are those of documents; badges have none."""

    row: SigningKey
    private: PrivateKeyTypes
    certificate: x509.Certificate | None = None
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def kid(self):
        return self.row.kid


def active(purpose):
    """The `Key` that signs today, in one query. Raises `KeyLost`, and logs it."""
    row = SigningKey.objects.active(purpose)
    try:
        return opened(row, purpose)
    except KeyLost as lost:
        logger.error("No key for %s: %s", purpose, lost)
        raise


def opened(row, purpose):
    """Raises `KeyLost` where there is no row, it does not open, or its certificate has run out."""
    if row is None:
        raise KeyLost(
            _("No key has been made for: %(purpose)s. Run “manage.py make_keys”.")
            % {"purpose": Purpose(purpose).label}
        )
    private = _private(bytes(row.sealed), settings.SECRET_KEY, row.kid)
    certificate, *chain = _certificates(row.certificate) or [None]
    # Only the end: a clock that was set back must not stop certificates.
    if certificate and certificate.not_valid_after_utc < timezone.now():
        raise KeyLost(
            _(
                "The certificate of the key %(kid)s has run out. Run “manage.py make_keys --rotate %(purpose)s”."
            )
            % {"kid": row.kid, "purpose": row.purpose}
        )
    return Key(row=row, private=private, certificate=certificate, chain=tuple(chain))


@lru_cache(maxsize=16)
def _private(sealed, secret, kid):
    """Reading an RSA key takes longer than signing with it. `secret` is what opens it."""
    try:
        return load_der_private_key(sealing.cipher(SEALED_FOR).decrypt(sealed), password=None)
    except (InvalidToken, ValueError):
        raise KeyLost(
            _(
                "The key %(kid)s was sealed with another SECRET_KEY. Put that one into SECRET_KEY_FALLBACKS; if it is "
                "lost, run “manage.py make_keys --rotate”."
            )
            % {"kid": kid}
        ) from None


@lru_cache(maxsize=16)
def _certificates(pem):
    return tuple(x509.load_pem_x509_certificates(pem.encode())) if pem else ()
