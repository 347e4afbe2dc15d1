"""Checking badges as a stranger does: from the published documents alone, and without the library that signed them.

The Data Integrity part follows the steps of W3C vc-di-eddsa (eddsa-rdfc-2022) with pyld and cryptography, the Multikey
that of W3C Controlled Identifiers, the JWT is joserfc's, the status list that of W3C Bitstring Status List.
"""

import gzip
import json
from base64 import urlsafe_b64decode
from hashlib import sha256
from importlib import resources

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from pyld import jsonld

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
}


class Refused(Exception):
    """It does not prove what it says."""


def jwt(token, did_document):
    """The claims of a VC-JWT whose signature is that of the key it names, and which says all twice the same."""
    header = json.loads(_unpadded(token.split(".")[0]))
    if set(header) - {"alg", "typ", "kid", "jwk"} or header["typ"] != "JWT" or "d" in header["jwk"]:
        raise Refused("header")
    key = ECKey.import_key(_method(did_document, header["kid"])["publicKeyJwk"])
    try:
        claims = json.loads(jws.deserialize_compact(token, key, algorithms=["ES256"]).payload)
    except JoseError as error:
        raise Refused("signature") from error
    if claims["iss"] != claims["issuer"]["id"] or claims["iss"] != did_document["id"]:
        raise Refused("issuer")
    if claims["jti"] != claims["id"] or claims["sub"] != claims["credentialSubject"]["id"]:
        raise Refused("names")
    return claims


def proof(document, did_document):
    """The document without its proof, once that is checked: hash of the options, hash of the document, signature."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in document["proof"].items() if name != "proofValue"}
    options["@context"] = document["@context"]
    data = _hash(options) + _hash(unsecured)
    method = _method(did_document, options["verificationMethod"])
    try:
        _multikey(method["publicKeyMultibase"]).verify(_base58(document["proof"]["proofValue"]), data)
    except InvalidSignature as error:
        raise Refused("signature") from error
    return unsecured


def is_void(entry, status_list):
    """The bit of a badge; the first bit of the list is the highest of the first byte."""
    subject = status_list["credentialSubject"]
    if (
        entry["statusListCredential"] != status_list["id"]
        or entry["statusPurpose"] != subject["statusPurpose"]
    ):
        raise Refused("another list")
    bits = bitstring(subject["encodedList"])
    index = int(entry["statusListIndex"])
    return bool(bits[index // 8] >> (7 - index % 8) & 1)


def bitstring(encoded):
    """Multibase base64url without padding, of gzip."""
    if not encoded.startswith("u") or "=" in encoded:
        raise Refused("multibase")
    return gzip.decompress(_unpadded(encoded[1:]))


def _method(did_document, name):
    if name not in did_document["assertionMethod"]:
        raise Refused("a key that may not assert")
    [method] = [one for one in did_document["verificationMethod"] if one["id"] == name]
    if method["controller"] != did_document["id"] or "revoked" in method:
        raise Refused("a key of somebody else")
    return method


def _hash(document):
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _bundled}
    return sha256(jsonld.normalize(document, options).encode()).digest()


def _bundled(url, options=None):
    """Only these; anything else would be an error, and the network is never asked."""
    text = (resources.files("openbadgeslib.ob3.contexts") / CONTEXTS[url]).read_text()
    return {"contextUrl": None, "documentUrl": url, "document": json.loads(text)}


def _multikey(text):
    content = _base58(text)
    if content[:2] != b"\xed\x01":
        raise Refused("no Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(content[2:])


def _base58(text):
    if not text.startswith("z"):
        raise Refused("multibase")
    number = 0
    for letter in text[1:]:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _unpadded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
