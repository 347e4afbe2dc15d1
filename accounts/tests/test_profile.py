import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from accounts import actions
from accounts.decorators import profile_required
from accounts.models import AuditEntry, Consent, ConsentKind, Profile
from accounts.tests.factories import UserFactory

ANSWERS = {
    "name": "  Łukasz   Żółć ",
    "language": "pl",
    "country": "PL",
    "profession": "doctor",
    "career_stage": "trainee",
    "specialty": "Anestezjologia",
    "workplace": "Szpital, Łódź",
    "terms": "on",
}
URL = "/me/profile/"


@pytest.fixture
def newcomer(db):
    return UserFactory(name="Nowy", country=None)


def test_a_newcomer_fills_it_in_and_goes_where_the_way_led(newcomer, as_):
    response = as_(newcomer).post(URL, ANSWERS | {"next": "/events/", "share_with_hub": "on"})

    newcomer.refresh_from_db()
    assert response.url == "/events/"
    assert (newcomer.name, newcomer.language) == ("Łukasz Żółć", "pl")
    assert (str(newcomer.profile.country), newcomer.profile.workplace) == ("PL", "Szpital, Łódź")
    assert Consent.objects.has_consent(newcomer, ConsentKind.HUB)
    assert Consent.objects.has_consent(newcomer, ConsentKind.TERMS)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_never_leads_away_from_the_portal(newcomer, as_, elsewhere):
    assert as_(newcomer).post(URL, ANSWERS | {"next": elsewhere}).url == reverse("me")


@pytest.mark.parametrize("missing", ["name", "country", "profession", "career_stage", "terms"])
def test_what_is_missing_is_said_beside_its_field(newcomer, as_, missing):
    response = as_(newcomer).post(URL, ANSWERS | {missing: ""})

    assert set(response.context["form"].errors) == {missing}
    assert not Profile.objects.filter(user=newcomer).exists()


def test_a_new_country_is_noted_and_the_old_homes_are_left_alone(participant, as_):
    page = as_(participant).get(URL)
    as_(participant).post(URL, ANSWERS | {"country": "SE"})

    assert "keep the country they were made with" in page.content.decode()
    participant.profile.refresh_from_db()
    assert str(participant.profile.country) == "SE"
    line = AuditEntry.objects.filter(action="profile.saved").get()
    assert (line.facts, line.person_id) == ({"country": "SE", "country_before": "PL"}, participant.pk)


def test_terms_are_asked_for_once(participant, as_):
    actions.give_consent(participant, ConsentKind.TERMS)

    form = as_(participant).get(URL).context["form"]

    assert "terms" not in form.fields
    assert "share_with_hub" not in form.fields


@pytest.mark.parametrize(("language", "first"), [("en", "Poland"), ("pl", "Polska"), ("sv", "Polen")])
def test_countries_are_named_in_the_readers_language_and_pilot_countries_come_first(
    newcomer, as_, language, first
):
    client = as_(newcomer)
    client.cookies["django_language"] = language

    with translation.override(language):
        blank, (_, pilot), (_, others) = client.get(URL).context["form"].fields["country"].choices

    assert blank[0] == ""
    assert [code for code, name in pilot] == ["PL", "PT", "RO", "SE", "GB"]
    assert pilot[0][1] == first
    assert {"IN", "DE", "US"} < {code for code, name in others}
    assert "PL" not in {code for code, name in others}


def test_only_the_own_profile_is_shown_and_changed(participant, stranger, as_):
    as_(stranger).post(URL, ANSWERS | {"country": "IN"})

    participant.profile.refresh_from_db()
    assert str(participant.profile.country) == "PL"


def test_visitors_are_asked_to_log_in(client, db):
    assert client.get(URL).url == f"{reverse('account_login')}?next={URL}"


def test_the_decorator_sends_people_without_a_profile_to_it_and_back(newcomer, participant, rf, as_):
    view = profile_required(lambda request: HttpResponse("in"))
    request = rf.get("/levels/1/?x=1")
    request.user, request._messages = participant, as_(participant).get(URL).wsgi_request._messages

    assert view(request).content == b"in"

    request.user = newcomer
    assert view(request).url == "/me/profile/?next=%2Flevels%2F1%2F%3Fx%3D1"


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"country": ""}, "accounts_profile_has_country"),
        ({"profession": "astronaut"}, "accounts_profile_profession_known"),
        ({"career_stage": "eternal"}, "accounts_profile_career_stage_known"),
    ],
)
def test_the_database_refuses_impossible_profiles(participant, broken, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Profile.objects.filter(user=participant).update(**broken)
