"""What a badge says, and that it says so as Open Badges 3.0 and the W3C want it."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from django.utils import translation

from accounts.tests.factories import UserFactory
from certificates.badges import credential
from certificates.models import Accreditation, AccreditationState, Accreditor, Credit, Form, Kind
from certificates.tests.badges.rules import broken
from certificates.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db


def said(certificate):
    """As others get to read it."""
    return json.loads(json.dumps(credential.of(certificate).to_vc()))


def credit(certificate, short_name="EACCME", amount=575):
    accreditor = Accreditor.objects.create(
        name=f"{short_name} of the UEMS",
        short_name=short_name,
        unit="ECMEC®",
        wording_applied="-",
        wording_granted="-",
    )
    accreditation = Accreditation.objects.create(
        accreditor=accreditor,
        title=certificate.title,
        state=AccreditationState.GRANTED,
        number=f"LEE-{short_name}",
        decided_on=date(2026, 1, 1),
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 1, 1),
    )
    return Credit.objects.create(
        certificate=certificate,
        accreditation=accreditation,
        form=Form.LIVE,
        accreditor=accreditor.name,
        number=accreditation.number,
        unit=accreditor.unit,
        amount=amount,
        minutes=345,
        earned_on=date(2026, 5, 6),
        statement=f"Accredited by {short_name} with 5.75 credits.",
    )


@pytest.mark.parametrize("kind", Kind)
def test_a_badge_of_each_kind_keeps_every_rule(kind):
    badge = said(CertificateFactory(kind=kind, role="Speaker", score=8750))

    assert broken(badge) == []


def test_a_badge_with_credits_keeps_every_rule(certificate):
    credit(certificate)

    assert broken(said(certificate)) == []


def test_the_rules_notice_what_is_wrong(certificate):
    good = said(certificate)

    for change in (
        {"@context": good["@context"][::-1]},
        {"type": ["OpenBadgeCredential"]},
        {"validFrom": "2026-05-06T10:00:00"},
        {"issuer": {"id": "ESICM", "type": ["Profile"], "name": "ESICM"}},
        {"credentialSubject": good["credentialSubject"] | {"nickname": "x"}},
        {
            "credentialSubject": good["credentialSubject"]
            | {"result": [{"type": ["Result"], "resultDescription": "urn:uuid:x"}]}
        },
        {"credentialStatus": good["credentialStatus"] | {"statusListIndex": 4}},
    ):
        assert broken(good | change) != []


def test_it_is_called_by_the_address_of_the_public_check(certificate, settings):
    settings.SITE_URL = "https://pathway.example.org"
    badge = said(certificate)

    assert badge["id"] == f"https://pathway.example.org/verify/{certificate.number}/"
    assert badge["issuer"]["id"] == "did:web:pathway.example.org"


def test_a_port_in_the_address_is_written_as_did_web_wants_it(certificate, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"

    assert said(certificate)["issuer"]["id"] == "did:web:127.0.0.1%3A8000"


def test_its_moment_is_in_whole_seconds_of_utc(participant):
    certificate = CertificateFactory(
        holder=participant, issued_at=datetime(2026, 5, 6, 12, 30, 15, 999999, tzinfo=UTC)
    )
    badge = credential.of(certificate)

    assert badge.to_vc()["validFrom"] == "2026-05-06T12:30:15Z"
    assert badge.to_jwt_payload()["nbf"] == 1778070615


def test_the_name_stands_in_it_and_the_address_only_as_a_hash(certificate):
    name, address = said(certificate)["credentialSubject"]["identifier"]
    email = certificate.holder.email.lower()

    assert (name["identityHash"], name["hashed"]) == ("Łukasz Żółć", False)
    assert address["identityHash"] == "sha256$" + sha256((email + address["salt"]).encode()).hexdigest()
    assert email not in json.dumps(said(certificate))


def test_each_badge_of_a_person_has_another_salt(participant):
    first, second = (said(CertificateFactory(holder=participant)) for _ in range(2))

    assert first["credentialSubject"]["identifier"][1] != second["credentialSubject"]["identifier"][1]


def test_a_name_that_is_written_from_right_to_left_stays_as_it_is():
    person = UserFactory(name="عبد الرحمن بن محمد")
    badge = said(CertificateFactory(holder=person))

    assert badge["credentialSubject"]["identifier"][0]["identityHash"] == "عبد الرحمن بن محمد"
    assert broken(badge) == []


@pytest.mark.parametrize("name", ["X" * 100, '<script>"]]>&amp;</script>', "*_#$ \\u0000 {}", "👩🏽‍⚕️ Ana"])
def test_whatever_a_name_holds_is_only_a_name(name):
    badge = said(CertificateFactory(holder_name=name))

    assert badge["credentialSubject"]["identifier"][0]["identityHash"] == name
    assert broken(badge) == []


def test_after_the_account_is_gone_only_the_name_is_left(certificate):
    before = said(certificate)
    certificate.holder = None

    after = said(certificate)

    assert [one["identityType"] for one in after["credentialSubject"]["identifier"]] == ["name"]
    assert after["credentialSubject"]["id"] == before["credentialSubject"]["id"]
    assert broken(after) == []


def test_credits_are_stated_with_their_unit_and_accreditor(certificate):
    credit(certificate)
    subject = said(certificate)["credentialSubject"]

    assert subject["creditsEarned"] == 5.75
    assert subject["result"][0]["value"] == "5.75"
    assert subject["achievement"]["resultDescription"][0]["name"] == "ECMEC® (EACCME of the UEMS, LEE-EACCME)"
    assert "Accredited by EACCME" in subject["achievement"]["criteria"]["narrative"]


def test_credits_of_two_accreditors_are_never_added_up(certificate):
    credit(certificate, "EACCME", 575)
    credit(certificate, "NIL", 600)
    subject = said(certificate)["credentialSubject"]

    assert "creditsEarned" not in subject
    assert [one["value"] for one in subject["result"]] == ["5.75", "6"]


def test_without_credits_or_score_nothing_is_said_of_them(certificate):
    subject = said(certificate)["credentialSubject"]

    assert not {"creditsEarned", "result", "role"} & set(subject)
    assert "resultDescription" not in subject["achievement"]


def test_the_same_achievement_has_the_same_name_for_all_and_another_one_another():
    first, second = (said(CertificateFactory()) for _ in range(2))
    other = said(CertificateFactory(title="Level 2"))
    names = [one["credentialSubject"]["achievement"]["id"] for one in (first, second, other)]

    assert names[0] == names[1] != names[2]
    assert first["credentialSubject"]["id"] != second["credentialSubject"]["id"]


def test_days_are_said_in_english_whatever_the_reader_speaks(certificate):

    certificate.first_day, certificate.last_day = date(2026, 5, 6), date(2026, 5, 8)
    with translation.override("pl"):
        badge = said(certificate)

    assert "6 May 2026 to 8 May 2026" in badge["description"]
    assert badge["description"].startswith("Certificate of attendance")
