"""Making, rotating and taking over keys."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, sealing
from certificates.keys.using import SEALED_FOR
from certificates.models import Purpose, SigningKey

YEARS = timedelta(days=3653)
RSA_BITS = 3072
# RFC 9336: a certificate to sign documents with.
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@transaction.atomic
def make_missing(by=None):
    """A key for each purpose that has none. Returns the new rows; of two who do so at once one makes them."""
    there = set(SigningKey.objects.filter(retired_at=None).values_list("purpose", flat=True))
    tried = [new_row(purpose) for purpose in Purpose if purpose not in there]
    SigningKey.objects.bulk_create(tried, ignore_conflicts=True)
    made = list(SigningKey.objects.filter(kid__in=[row.kid for row in tried]))
    for row in made:
        audit.record("signing_key.made", row, by=by, kid=row.kid, purpose=row.purpose)
    return made


def rotate(purpose, *, by=None):
    """Another key signs from now on. What the old one signed stays good."""
    return _take_the_place(new_row(purpose), by)


@transaction.atomic
def distrust(kid, *, by=None):
    """Somebody else may have this key: it signs no more, and what it signed is no longer relied on.

    Raises ValidationError for a key that is not there, or was given up already.
    """
    row = SigningKey.objects.select_for_update().filter(kid=kid).first()
    if row is None or row.leaked_at:
        raise ValidationError(_("There is no key with this name that is relied on."), code="unknown")
    if row.retired_at is None:
        rotate(row.purpose, by=by)
        row.refresh_from_db()
    row.leaked_at = timezone.now()
    row.save(update_fields=["leaked_at"])
    audit.record("signing_key.leaked", row, by=by, kid=row.kid)


def adopt(*, certificate, key, by=None):
    """Sign documents with an institution's own certificate: two PEM files, the first perhaps with its chain.

    Raises ValidationError for files that are not what they should be.
    """
    try:
        private = load_pem_private_key(key, password=None)
        own, *_chain = x509.load_pem_x509_certificates(certificate)
    except (ValueError, TypeError):
        raise ValidationError(
            _("These are no PEM files of a certificate and of its key without a password."), code="files"
        ) from None
    _refuse(own, private)
    row = _row(Purpose.DOCUMENT, private, certificate.decode())
    return _take_the_place(row, by)


def _refuse(certificate, private):
    if not isinstance(private, rsa.RSAPrivateKey) or private.key_size < 2048:
        raise ValidationError(_("Documents are signed with RSA of at least 2048 bits."), code="algorithm")
    if certificate.public_key() != private.public_key():
        raise ValidationError(_("The certificate is not that of this key."), code="pair")
    if certificate.not_valid_after_utc < timezone.now():
        raise ValidationError(_("The certificate has run out."), code="over")


@transaction.atomic
def _take_the_place(row, by):
    old = SigningKey.objects.select_for_update().filter(purpose=row.purpose, retired_at=None).first()
    if old:
        old.retired_at = timezone.now()
        old.save(update_fields=["retired_at"])
        audit.record("signing_key.retired", old, by=by, kid=old.kid)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError(_("Somebody else has just changed this key."), code="faster") from None
    audit.record("signing_key.made", row, by=by, kid=row.kid, purpose=row.purpose)
    return row


def new_row(purpose):
    """An unsaved key."""
    if purpose == Purpose.DOCUMENT:
        private = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        return _row(purpose, private, _self_signed(private))
    if purpose == Purpose.BADGE_JWT:
        return _row(purpose, ec.generate_private_key(ec.SECP256R1()))
    return _row(purpose, ed25519.Ed25519PrivateKey.generate())


def _row(purpose, private, certificate=""):
    jwk = public_jwk(private.public_key())
    content = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SigningKey(
        kid=f"{purpose.replace('_', '-')}-{_thumbprint(jwk)}",
        purpose=purpose,
        public_jwk=jwk,
        certificate=certificate,
        sealed=sealing.cipher(SEALED_FOR).encrypt(content),
    )


def _self_signed(private):
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sepsis pathway portal"),
            x509.NameAttribute(NameOID.COMMON_NAME, urlsplit(settings.SITE_URL).hostname[:64]),
        ]
    )
    public, now = private.public_key(), timezone.now()
    usage = dict.fromkeys(
        [
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    builder = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=public)
        .serial_number(x509.random_serial_number())
        # A day earlier: clocks of readers are behind, and ours may be set back.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return builder.sign(private, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def public_jwk(public):
    """RFC 7518 and 8037, without names of its own: those are added where it is published."""
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    if isinstance(public, ec.EllipticCurvePublicKey):
        numbers = public.public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": _number(numbers.x, 32), "y": _number(numbers.y, 32)}
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": _base64url(raw)}


def _thumbprint(jwk):
    """16 letters of the hash of the public part."""
    return sha256("".join(f"{name}={jwk[name]};" for name in sorted(jwk)).encode()).hexdigest()[:16]


def _number(value, length=None):
    return _base64url(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def _base64url(content):
    return urlsafe_b64encode(content).rstrip(b"=").decode()
