"""The published list of badges that no longer count."""

import json
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier

from accounts.tests.factories import UserFactory
from certificates import actions, keys
from certificates.badges import credential, status
from certificates.models import Purpose
from certificates.tests.badges import checking
from certificates.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.fixture
def listed(published):
    """The list in which a certificate stands, as a checker reads it: its own proof is checked first."""

    def fetch(certificate):
        number = certificate.pk // status.SIZE
        document = published("status_list", number, accept=JSON)
        checking.proof(document, published("did"))
        return document

    return fetch


def entry(certificate):
    return credential.of(certificate).to_vc()["credentialStatus"]


def test_a_valid_badge_is_not_in_the_list(certificate, listed):
    assert not checking.is_void(entry(certificate), listed(certificate))


def test_a_revoked_badge_is_in_the_list_at_once(certificate, listed, staff):
    listed(certificate)

    actions.revoke(certificate=certificate, by=staff, reason="Issued by mistake.")

    assert checking.is_void(entry(certificate), listed(certificate))


def test_a_replaced_badge_is_in_the_list_and_its_replacement_is_not(certificate, listed, staff):
    replacement = actions.replace(certificate=certificate, by=staff, reason="A typing error.")

    assert checking.is_void(entry(certificate), listed(certificate))
    assert not checking.is_void(entry(replacement), listed(replacement))


def test_only_those_that_are_void_are_in_it(listed, staff):
    certificates = [CertificateFactory() for _ in range(9)]
    for certificate in certificates[::4]:
        actions.revoke(certificate=certificate, by=staff, reason="Issued by mistake.")

    document = listed(certificates[0])

    assert [checking.is_void(entry(one), document) for one in certificates] == [
        number % 4 == 0 for number in range(9)
    ]
    assert checking.bitstring(document["credentialSubject"]["encodedList"]).count(b"\0") >= 16384 - 3


def test_it_has_the_form_that_the_standard_asks_for(certificate, listed):
    document = listed(certificate)
    subject = document["credentialSubject"]

    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert document["id"] == entry(certificate)["statusListCredential"]
    assert subject["type"] == "BitstringStatusList"
    assert subject["statusPurpose"] == "revocation"
    assert subject["ttl"] == 300_000
    assert len(checking.bitstring(subject["encodedList"])) * 8 == 131_072


def test_it_is_valid_now_and_not_for_long(certificate, listed):
    document = listed(certificate)
    since, until = (datetime.fromisoformat(document[name]) for name in ("validFrom", "validUntil"))

    assert since <= timezone.now() < until <= timezone.now() + timedelta(hours=26)


def test_a_list_with_one_letter_changed_is_refused(certificate, published):
    document = published("status_list", 0, accept=JSON)
    document["credentialSubject"]["ttl"] = 300_001

    with pytest.raises(checking.Refused):
        checking.proof(document, published("did"))


@pytest.mark.parametrize("accept", ["*/*", "application/vc+jwt", "text/html,application/xhtml+xml", ""])
def test_it_is_a_jwt_unless_json_is_asked_for(client, certificate, accept, published):
    answer = client.get(reverse("certificates:status_list", args=[0]), headers={"accept": accept})
    claims = json.loads(checking._unpadded(answer.content.decode().split(".")[1]))

    assert answer["Content-Type"] == "application/vc+jwt"
    assert claims["iss"] == claims["issuer"] == published("did")["id"]
    assert claims["credentialSubject"]["type"] == "BitstringStatusList"


@pytest.mark.parametrize(
    "accept", ["application/vc", "application/ld+json, application/json", "application/json"]
)
def test_json_comes_as_what_was_asked_for(client, accept):
    answer = client.get(reverse("certificates:status_list", args=[0]), headers={"accept": accept})

    assert answer["Content-Type"] in accept
    assert "proof" in json.loads(answer.content)


def test_it_may_be_kept_for_minutes_and_read_by_other_sites(client):
    answer = client.get(reverse("certificates:status_list", args=[0]))

    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer["Vary"]


def test_there_is_no_list_that_no_certificate_stands_in(client):
    for number in (1, 10**30):
        assert client.get(f"/credentials/status/{number}/").status_code == 404


def test_the_next_list_begins_where_the_first_is_full(client, published, staff):
    CertificateFactory(pk=status.SIZE - 1)
    later = CertificateFactory(pk=status.SIZE)

    actions.revoke(certificate=later, by=staff, reason="Issued by mistake.")

    assert entry(later)["statusListIndex"] == "0"
    assert entry(later)["statusListCredential"].endswith("/credentials/status/1/")
    assert checking.is_void(entry(later), published("status_list", 1, accept=JSON))
    assert set(
        checking.bitstring(published("status_list", 0, accept=JSON)["credentialSubject"]["encodedList"])
    ) == {0}


def test_its_questions_do_not_grow_with_what_stands_in_it(client, staff, django_assert_max_num_queries):
    for count in (1, 3):
        for _ in range(count):
            actions.revoke(certificate=CertificateFactory(), by=staff, reason="Issued by mistake.")
        with django_assert_max_num_queries(2):
            client.get(reverse("certificates:status_list", args=[0]))


def test_what_is_true_already_is_not_signed_again(client, certificate):
    address = reverse("certificates:status_list", args=[0])

    assert client.get(address).content == client.get(address).content


def test_after_a_rotation_the_list_is_signed_by_the_new_key(client, published):
    published("status_list", 0, accept=JSON)
    keys.rotate(Purpose.BADGE_PROOF)

    document = published("status_list", 0, accept=JSON)

    assert document["proof"]["verificationMethod"].endswith(keys.active(Purpose.BADGE_PROOF).kid)


def test_without_a_key_there_is_no_list_rather_than_an_unsigned_one(client, keys_lost):
    answer = client.get(reverse("certificates:status_list", args=[0]))

    assert answer.status_code == 503
    assert "cannot be signed" in answer.content.decode()


def test_the_library_that_signs_sees_a_revocation(client, take, published, staff):
    certificate = CertificateFactory(holder=UserFactory())
    token, text = take(certificate, "jwt").content.decode(), take(certificate, "json").content
    did = published("did")["id"]
    served = {
        "did.json": lambda: client.get("/.well-known/did.json"),
        "status": lambda: client.get("/credentials/status/0/"),
    }

    def download(address):
        return served["did.json" if address.endswith("did.json") else "status"]().content

    def check():
        OB3Verifier.for_issuer_did(did, download).verify(
            token, check_status=True, verify_status_list=False, download=download
        )
        OB3LdpVerifier.for_issuer_did(did).verify(text, check_status=True, download=download)

    check()
    actions.revoke(certificate=certificate, by=staff, reason="Issued by mistake.")
    with pytest.raises(OB3VerificationError, match="revocation"):
        check()
