"""Who issues: `did:web` of this portal, and the keys that are published under it.

openbadgeslib's `build_did_document` is not used: it declares every key good for assertions, also one that has leaked,
and Ed25519 keys as JsonWebKey2020, where vc-di-eddsa asks for Multikey. Its `did_web_from_url` takes https only.
"""

from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.urls import reverse
from openbadgeslib.ob3 import Issuer, multikey_from_pem

from certificates.models import Purpose, SigningKey

NAME = "ESICM: Sepsis, Severe Infections and Stewardship pathway"
CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]


def address(name, *args):
    """An absolute address on this portal."""
    return settings.SITE_URL + reverse(f"certificates:{name}", args=args)


def did():
    """A colon before a port is written %3A, as colons part the path of a DID."""
    return "did:web:" + urlsplit(settings.SITE_URL).netloc.lower().replace(":", "%3A")


def issuer():
    return Issuer(id=did(), name=NAME, url=settings.SITE_URL + "/")


def method(kid):
    """The DID URL of a key: what a signature names."""
    return f"{did()}#{kid}"


def document():
    """Every key there ever was, so that what it signed can be checked; those that leaked are for nothing any more."""
    keys = list(SigningKey.objects.order_by("-made_at", "-pk"))
    return {
        "@context": CONTEXT,
        "id": did(),
        "verificationMethod": [_published(key) for key in keys],
        "assertionMethod": [method(key.kid) for key in keys if _signs_badges(key)],
    }


def key_set():
    """The keys of badges as a JWK Set, which 1EdTech recommends besides."""
    keys = SigningKey.objects.order_by("-made_at", "-pk")
    return {"keys": [key.public_jwk | {"kid": method(key.kid)} for key in keys if _signs_badges(key)]}


def _signs_badges(key):
    return key.purpose != Purpose.DOCUMENT and key.leaked_at is None


def _published(key):
    entry = {"id": method(key.kid), "controller": did()}
    if key.leaked_at:
        entry["revoked"] = key.leaked_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if key.purpose == Purpose.BADGE_PROOF:
        return entry | {"type": "Multikey", "publicKeyMultibase": _multikey(key)}
    return entry | {"type": "JsonWebKey", "publicKeyJwk": key.public_jwk | {"kid": key.kid}}


def _multikey(key):
    public = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(key.public_jwk["x"] + "="))
    return multikey_from_pem(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
