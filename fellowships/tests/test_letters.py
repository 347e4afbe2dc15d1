"""The papers of a stay: who gets them, what stands in them, and that everybody can read them."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import Bursary
from fellowships.tests.factories import placement_of_expert, placement_of_fellow
from fellowships.tests.test_placements import arranged, confirmed, host_of
from hubs.tests.factories import HubFactory, MembershipFactory

pytestmark = pytest.mark.django_db
NAME = "Łukasz Żółć-Ștefănescu"


def paper(client, placement, kind, language="en"):
    response = client.get(f"{placement.get_absolute_url()}{kind}.pdf", headers={"accept-language": language})
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def words(document):
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


@pytest.fixture
def stay():
    placement = placement_of_fellow(application__person__name=NAME)
    actions.plan_bursary(placement=placement, amount=1000)
    return confirmed(placement)


def test_the_invitation_says_who_where_and_when(as_, stay):
    text = words(paper(as_(stay.person), stay, "invitation"))

    assert f"Dear {NAME}," in text
    assert stay.centre.name in text
    assert "Dr Moreau looks after you" in text
    assert "You receive € 1,000 from the programme" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Passport" not in text


def test_the_letter_for_the_visa_leaves_room_for_what_the_portal_does_not_keep(as_, stay):
    text = words(paper(as_(stay.person), stay, "visa"))

    assert "To whom it may concern" in text
    assert f"{NAME} (Consultant in intensive care, University Hospital, Kraków, Poland)" in text
    assert "no employment" in text
    assert "Passport number (by hand)" in text


def test_a_bursary_that_was_cancelled_is_not_promised(as_, stay):
    Bursary.objects.update(state="cancelled")

    assert "1,000" not in words(paper(as_(stay.person), stay, "invitation"))


def test_an_expert_at_a_hub_has_letters_too(as_):
    hub = HubFactory(name="Hub Poland")
    stay = placement_of_expert(centre=None, hub=hub)
    arranged(stay, by=MembershipFactory(hub=hub).user)

    text = words(paper(as_(stay.person), stay, "invitation"))

    assert "expert exchange" in text
    assert "Hub Poland" in text


def test_the_contact_sheet_is_in_the_language_of_its_reader_and_says_where_to_come(as_, stay):
    document = paper(as_(host_of(stay)), stay, "contacts", language="pl")

    assert document.trailer["/Root"]["/Lang"] == "pl"
    text = words(document)
    assert "Main gate, 8:00." in text
    assert stay.person.email in text
    assert "112" in text


@pytest.mark.parametrize("kind", ["invitation", "visa", "contacts"])
def test_papers_are_tagged_for_screen_readers(as_, stay, kind):
    root = paper(as_(stay.person), stay, kind).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


@pytest.mark.parametrize("name", ["Mrs 𓀀𓀁", "مريم الخطيب"])
def test_any_name_is_printed(as_, name):
    stay = confirmed(placement_of_fellow(application__person__name=name))

    assert paper(as_(stay.person), stay, "invitation").pages


def test_there_are_no_papers_before_the_days_are_named(as_):
    stay = placement_of_fellow()

    for kind in ("invitation", "visa", "contacts"):
        page = as_(stay.person).get(f"{stay.get_absolute_url()}{kind}.pdf", follow=True)
        assert "as soon as your host has named the days" in page.content.decode()


def test_strangers_get_no_papers_and_other_kinds_are_not_found(as_, stay):
    for kind in ("invitation", "visa", "contacts"):
        assert as_(UserFactory()).get(f"{stay.get_absolute_url()}{kind}.pdf").status_code == 404
    other = reverse("fellowships:letter", args=[stay.token, "passport"])
    assert as_(stay.person).get(other).status_code == 404


def test_who_had_a_letter_made_is_on_record(as_, staff, stay):
    paper(as_(staff), stay, "visa")

    entry = AuditEntry.objects.get(action="placement.letter")
    assert (entry.actor_id, entry.facts["kind"]) == (staff.pk, "visa")
