"""Signing what is said, both ways that Open Badges 3.0 knows: as a VC-JWT and with a Data Integrity proof.

openbadgeslib's `OB3Signer` is not used for the JWT: it names no key (`kid`), so that what an earlier key signed could
not be verified after a rotation. JSON-LD contexts come from the files of openbadgeslib, never from the network.
"""

import json
from datetime import datetime

from jwt import encode
from openbadgeslib.ob3 import OB3LdpSigner, add_data_integrity_proof

from certificates.badges import identity


def as_jwt(badge, key):
    """Compact, with ES256. The standard allows four headers and no other: `alg`, `typ`, `kid`, `jwk`."""
    return jwt(badge.to_jwt_payload(), key)


def as_json(badge, key):
    """As text, with a proof of eddsa-rdfc-2022; the same text each time, as long as the key is the same."""
    signer = OB3LdpSigner(key.private, identity.method(key.kid))
    return text(signer.sign(badge, created=max(badge.issuance_date, key.row.made_at)))


def jwt(claims, key, typ="JWT"):
    headers = {"typ": typ, "kid": identity.method(key.kid), "jwk": key.row.public_jwk}
    return encode(claims, key.private, algorithm="ES256", headers=headers)


def claims(credential):
    """A credential that is no badge, as the payload of a JWT."""
    since = datetime.fromisoformat(credential["validFrom"])
    until = datetime.fromisoformat(credential["validUntil"])
    return credential | {
        "iss": credential["issuer"],
        "jti": credential["id"],
        "nbf": int(since.timestamp()),
        "exp": int(until.timestamp()),
    }


def with_proof(credential, key, created):
    return add_data_integrity_proof(credential, key.private, identity.method(key.kid), created=created)


def text(document):
    """JSON that may also stand in XML as it is: plain ASCII, and without the end of a CDATA section."""
    return json.dumps(document).replace(">", "\\u003e")
