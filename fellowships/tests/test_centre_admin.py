"""What the office does in the administration: make centres, and their places until a call opens."""

import pytest
from django.urls import reverse

from fellowships.tests.factories import (
    CentreFactory,
    CentreMemberFactory,
    InvitationFactory,
    OfferingFactory,
    open_call,
)

pytestmark = pytest.mark.django_db


def form_of(as_, person, row):
    address = reverse(f"admin:fellowships_{row._meta.model_name}_change", args=[row.pk])
    return as_(person).get(address).content.decode()


def test_places_are_typed_until_the_call_opens_and_read_afterwards(as_, staff):
    assert 'name="places"' in form_of(as_, staff, OfferingFactory())
    opened = form_of(as_, staff, open_call().offerings.first())

    assert 'name="places"' not in opened
    assert "On the page of the centre" in opened


def test_the_list_shows_where_nobody_speaks_for_a_centre(as_, staff):
    CentreMemberFactory(centre=CentreFactory(name="Spoken for"))
    CentreFactory(name="Left alone")

    address = reverse("admin:fellowships_centre_changelist")
    text = as_(staff).get(address, {"spoken_for": "no"}).content.decode()

    assert "Left alone" in text
    assert "Spoken for" not in text


def test_languages_have_names_and_invitations_are_only_read(as_, staff):
    centre = CentreFactory()
    text = form_of(as_, staff, centre)
    assert "Portuguese" in text

    assert 'name="_save"' not in form_of(as_, staff, InvitationFactory())
