"""Badges prove themselves to whoever reads the standards, and to nobody once a byte is another."""

import json
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier
from pyld.jsonld import JsonLdError

from accounts.tests.factories import UserFactory
from certificates import keys
from certificates.badges import credential, signing
from certificates.models import Purpose
from certificates.tests.badges import checking
from certificates.tests.badges.rules import broken
from certificates.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db


def changed(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


def test_a_jwt_is_signed_by_the_key_it_names(certificate, take, published):
    token = take(certificate, "jwt").content.decode()

    claims = checking.jwt(token, published("did"))

    assert claims["id"].endswith(f"/verify/{certificate.number}/")
    badge = {name: value for name, value in claims.items() if name not in ("iss", "sub", "jti", "nbf")}
    assert broken(badge) == []
    assert "iat" not in claims


def test_the_key_in_its_header_is_among_those_that_are_published(certificate, take, published):
    header = json.loads(checking._unpadded(take(certificate, "jwt").content.decode().split(".")[0]))

    assert (
        header["jwk"].items()
        <= next(key for key in published("key_set")["keys"] if key["kid"] == header["kid"]).items()
    )


def test_a_jwt_with_one_byte_changed_is_refused(certificate, take, published):
    token = take(certificate, "jwt").content.decode()
    head, body, signature = token.split(".")
    document = published("did")

    for at in (0, len(body) // 2):
        other = "A" if body[at] != "A" else "B"
        with pytest.raises((checking.Refused, ValueError, UnicodeDecodeError)):
            checking.jwt(f"{head}.{body[:at]}{other}{body[at + 1 :]}.{signature}", document)
    with pytest.raises(checking.Refused, match="signature"):
        checking.jwt(f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}", document)


def test_the_proof_in_a_document_holds(certificate, take, published):
    badge = json.loads(take(certificate, "json").content)

    unsecured = checking.proof(badge, published("did"))

    assert broken(badge) == []
    assert unsecured == json.loads(json.dumps(credential.of(certificate).to_vc()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Foundations", "foundations"),
        ('"revocation"', '"suspension"'),
        ("5 h 45 min", "9 h 45 min"),
        ('"identityType": "name"', '"identityType": "userName"'),
        ('"proofPurpose": "assertionMethod"', '"proofPurpose": "authentication"'),
        ('"hashed": true', '"hashed": false'),
    ],
)
def test_a_document_with_one_word_changed_is_refused(certificate, take, published, old, new):
    text = changed(take(certificate, "json").content.decode(), old, new)

    with pytest.raises(checking.Refused, match="signature"):
        checking.proof(json.loads(text), published("did"))


@pytest.mark.parametrize("start", [5, 38])
def test_a_document_with_any_byte_changed_is_refused(certificate, take, published, start):
    text, document = take(certificate, "json").content.decode(), published("did")

    for at in range(start, len(text), 101):
        other = text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
        with pytest.raises((checking.Refused, ValueError, LookupError, JsonLdError)):
            checking.proof(json.loads(other), document)


def test_every_byte_of_the_proof_counts(certificate, take, published):
    badge = json.loads(take(certificate, "json").content)
    value = badge["proof"]["proofValue"]
    badge["proof"]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")

    with pytest.raises(checking.Refused, match="signature"):
        checking.proof(badge, published("did"))


def test_a_name_from_right_to_left_is_signed_as_it_is(take, published):
    certificate = CertificateFactory(holder=UserFactory(name="פרופ׳ דוד בן־גוריון"))

    claims = checking.jwt(take(certificate, "jwt").content.decode(), published("did"))
    document = checking.proof(json.loads(take(certificate, "json").content), published("did"))

    for badge in (claims, document):
        assert badge["credentialSubject"]["identifier"][0]["identityHash"] == "פרופ׳ דוד בן־גוריון"


def test_the_library_that_signs_verifies_with_our_published_document(certificate, take, published):
    did, document = published("did")["id"], published("did")

    def download(address):
        return json.dumps(document).encode()

    token = take(certificate, "jwt").content.decode()
    text = take(certificate, "json").content

    assert OB3Verifier.for_issuer_did(did, download).verify(token).id.endswith(f"{certificate.number}/")
    assert OB3LdpVerifier.for_issuer_did(did).verify(text, download=download).name == certificate.title
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier.for_issuer_did(did).verify(
            text.replace(b"Foundations", b"foundations"), download=download
        )


def test_what_an_earlier_key_signed_still_holds_after_a_rotation(certificate, take, published):
    token, text = take(certificate, "jwt").content.decode(), take(certificate, "json").content

    keys.rotate(Purpose.BADGE_JWT)
    keys.rotate(Purpose.BADGE_PROOF)

    document = published("did")
    assert checking.jwt(token, document)
    assert checking.proof(json.loads(text), document)
    assert checking.jwt(take(certificate, "jwt").content.decode(), document)
    assert take(certificate, "json").content != text
    assert checking.proof(json.loads(take(certificate, "json").content), document)
    library = OB3Verifier.for_issuer_did(document["id"], lambda address: json.dumps(document).encode())
    assert library.verify(token)


def test_what_a_leaked_key_signed_is_refused_and_can_be_taken_again(certificate, take, published):
    token, text = take(certificate, "jwt").content.decode(), take(certificate, "json").content

    keys.distrust(keys.active(Purpose.BADGE_JWT).kid)
    keys.distrust(keys.active(Purpose.BADGE_PROOF).kid)

    document = published("did")
    with pytest.raises(checking.Refused, match="may not assert"):
        checking.jwt(token, document)
    with pytest.raises(checking.Refused, match="may not assert"):
        checking.proof(json.loads(text), document)
    assert checking.jwt(take(certificate, "jwt").content.decode(), document)


def test_the_key_of_documents_is_published_and_signs_no_badges(published):
    document, key = published("did"), keys.active(Purpose.DOCUMENT)
    [method] = [one for one in document["verificationMethod"] if one["id"].endswith(key.kid)]

    assert method["publicKeyJwk"]["n"] == key.row.public_jwk["n"]
    assert method["id"] not in document["assertionMethod"]


def test_nothing_private_is_published(client):
    for address in ("/.well-known/did.json", "/.well-known/jwks.json"):
        text = client.get(address).content.decode()

        assert not {'"d"', '"p"', '"q"', "PRIVATE"} & {
            word for word in ('"d"', '"p"', '"q"', "PRIVATE") if word in text
        }


def test_a_proof_key_is_published_as_the_cryptosuite_wants_it(published):
    key = keys.active(Purpose.BADGE_PROOF)
    [method] = [one for one in published("did")["verificationMethod"] if one["id"].endswith(key.kid)]
    raw = key.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    assert method["type"] == "Multikey"
    assert (
        checking._multikey(method["publicKeyMultibase"]).public_bytes(Encoding.Raw, PublicFormat.Raw) == raw
    )


def test_no_context_comes_from_the_network(certificate, no_network):
    badge = credential.of(certificate)

    assert signing.as_json(badge, keys.active(Purpose.BADGE_PROOF))
    assert signing.as_jwt(badge, keys.active(Purpose.BADGE_JWT))


def test_the_same_document_is_the_same_text_each_time(certificate, take):
    first = take(certificate, "json").content
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert take(certificate, "json").content == first


def test_a_clock_set_back_changes_no_badge(certificate, take, published):
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        text = take(certificate, "json").content

    assert checking.proof(json.loads(text), published("did"))
