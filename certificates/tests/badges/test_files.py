"""Who gets a badge, in which form, and what is baked into its pictures."""

import io
import json
import xml.etree.ElementTree as ElementTree

import pytest
from django.urls import reverse
from openbadgeslib import baking
from PIL import Image

from accounts.tests.factories import UserFactory
from certificates import actions, limits
from certificates.badges import pictures
from certificates.models import Kind
from certificates.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db

FORMS = ["json", "jwt", "svg", "png"]
NAMESPACE = "{https://purl.imsglobal.org/ob/v3p0}credential"


def address(certificate, form="json"):
    return reverse("certificates:badge", args=[certificate.number, form])


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("json", "application/vc+ld+json"),
        ("jwt", "text/plain"),
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
    ],
)
def test_the_holder_takes_a_badge_along(certificate, take, form, kind):
    answer = take(certificate, form)

    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'attachment; filename="{certificate.number}.{form}"'
    assert "no-store" in answer["Cache-Control"]


def test_staff_may_take_it_too(certificate, as_, staff):
    assert as_(staff).get(address(certificate)).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_it_is_nobody_elses(certificate, as_, stranger, coordinator, romanian_coordinator, form):
    for person in (stranger, coordinator, romanian_coordinator):
        assert as_(person).get(address(certificate, form)).status_code == 404


def test_who_is_not_signed_in_is_asked_to(certificate, client):
    assert client.get(address(certificate)).status_code == 302


def test_it_is_only_looked_at_never_changed(certificate, as_, participant):
    assert as_(participant).post(address(certificate)).status_code == 405


@pytest.mark.parametrize("form", ["pdf", "JSON", "html", "exe"])
def test_there_are_four_forms_and_no_other(certificate, as_, participant, form):
    assert as_(participant).get(f"/me/certificates/{certificate.number}/badge.{form}").status_code == 404


def test_an_unknown_number_is_not_there(as_, participant):
    assert as_(participant).get("/me/certificates/SP-2222-2222-2/badge.json").status_code == 404


def test_a_revoked_certificate_has_no_badge_and_the_page_says_why(certificate, take, staff):
    actions.revoke(certificate=certificate, by=staff, reason="It was issued by mistake.")

    answer = take(certificate, "png")

    assert answer.status_code == 410
    assert "It was issued by mistake." in answer.content.decode()


def test_a_replaced_certificate_leads_to_the_badge_of_the_one_that_counts(certificate, take, staff):
    replacement = actions.replace(certificate=certificate, by=staff, reason="A typing error.")

    answer = take(certificate, "png")

    assert answer.status_code == 410
    assert address(replacement, "png") in answer.content.decode()


def test_without_a_key_the_page_says_that_badges_have_to_wait(certificate, take, keys_lost, as_, participant):
    for form in FORMS:
        answer = as_(participant).get(address(certificate, form))

        assert answer.status_code == 503
        assert "Badges cannot be made just now." in answer.content.decode()


def test_whoever_asks_without_end_is_asked_to_wait(certificate, as_, participant, monkeypatch):
    monkeypatch.setattr(limits, "BADGES_PER_MINUTE", 2)
    client = as_(participant)

    assert [client.get(address(certificate, "jwt")).status_code for _ in range(3)] == [200, 200, 429]


def test_each_form_takes_the_same_few_questions(certificate, as_, participant, django_assert_max_num_queries):
    client = as_(participant)
    for form in FORMS:
        with django_assert_max_num_queries(6):
            client.get(address(certificate, form))


def test_what_is_baked_into_the_png_is_the_badge(certificate, take):
    content = take(certificate, "png").content
    image = Image.open(io.BytesIO(content))

    assert image.text["openbadgecredential"] == take(certificate, "json").content.decode()
    assert baking.extract_png(content, keyword=baking.ITXT_KEYWORD_OB3) == image.text["openbadgecredential"]
    assert image.size == (512, 512)
    assert content.count(b"openbadgecredential\0") == 1


def test_it_is_baked_in_without_compression(certificate, take):
    content = take(certificate, "png").content
    chunk = content.index(b"iTXtopenbadgecredential\0") + len(b"iTXtopenbadgecredential\0")

    assert content[chunk : chunk + 4] == b"\0\0\0\0"


def test_what_is_baked_into_the_svg_is_the_badge(certificate, take):
    content = take(certificate, "svg").content.decode()
    root = ElementTree.fromstring(content)

    # Right after the opening tag, and nowhere else.
    assert root[0].tag == NAMESPACE
    assert len(list(root.iter(NAMESPACE))) == 1
    assert root[0].text == take(certificate, "json").content.decode()
    assert "verify" not in root[0].attrib
    assert "<openbadges:credential><![CDATA[{" in content
    assert content.index("xmlns:openbadges") < content.index(">")


def test_a_name_that_would_end_the_credential_early_stays_inside():
    certificate = CertificateFactory(holder_name="]]></openbadges:credential><script>alert(1)</script>")
    text = json.dumps({"name": certificate.holder_name}).replace(">", "\\u003e")
    root = ElementTree.fromstring(pictures.svg(certificate.kind, text))

    assert json.loads(root[0].text) == {"name": certificate.holder_name}
    assert list(root.iter("{http://www.w3.org/2000/svg}script")) == []


def test_such_a_name_comes_out_of_every_form_as_it_was(take):
    name = '"]]></openbadges:credential><script>\u2028 عبد 👩🏽‍⚕️'
    certificate = CertificateFactory(holder=UserFactory(), holder_name=name)
    root = ElementTree.fromstring(take(certificate, "svg").content.decode())
    image = Image.open(io.BytesIO(take(certificate, "png").content))

    for text in (root[0].text, image.text["openbadgecredential"], take(certificate, "json").content):
        assert json.loads(text)["credentialSubject"]["identifier"][0]["identityHash"] == name


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_picture_that_all_may_see(client, kind):
    answer = client.get(reverse("certificates:badge_picture", args=[kind]))

    assert answer["Content-Type"] == "image/png"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert Image.open(io.BytesIO(answer.content)).size == (512, 512)
    assert "openbadgecredential" not in Image.open(io.BytesIO(answer.content)).text


def test_the_pictures_of_two_kinds_differ():
    assert len({pictures.png(kind) for kind in Kind}) == len(Kind)
    assert len({pictures.svg(kind) for kind in Kind}) == len(Kind)


def test_a_kind_that_is_not_ours_has_no_picture(client):
    assert client.get("/credentials/pictures/medal.png").status_code == 404


@pytest.mark.parametrize("kind", Kind)
def test_drawings_hold_nothing_that_runs_or_loads(kind):
    for element in ElementTree.fromstring(pictures.svg(kind)).iter():
        assert element.tag.split("}")[1] not in {"script", "image", "foreignObject", "style", "use"}
        assert not [name for name in element.attrib if name.startswith("on") or name.endswith("href")]


def test_what_checkers_need_is_open_to_all_and_may_be_kept(client):
    for address in ("/.well-known/did.json", "/.well-known/jwks.json"):
        answer = client.get(address)

        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "public, max-age=300"
    assert client.get("/.well-known/did.json")["Content-Type"] == "application/did+json"
