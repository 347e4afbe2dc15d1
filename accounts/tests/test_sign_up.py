import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Consent, ConsentKind, Profile, User
from accounts.tests.factories import PASSWORD, UserFactory

SIGN_UP = "/accounts/signup/"
CONFIRM = "/accounts/confirm-email/"
ANSWERS = {
    "name": "Ștefan  Ștefănescu",
    "email": "Stefan@Example.org",
    "password1": PASSWORD,
    "terms": "on",
    "website": "",
}


@pytest.fixture
def visitor(client, db):
    return client


def code_for(client):
    """The code that was sent, from where the sign-in library keeps it."""
    found = re.search(r"'code': '([A-Z0-9-]+)'", str(dict(client.session)))
    return found.group(1)


def test_sign_up_confirm_fill_in_the_profile_and_arrive(visitor):
    response = visitor.post(f"{SIGN_UP}?next=/events/", ANSWERS | {"next": "/events/"})
    person = User.objects.get()
    assert response.url == CONFIRM
    assert (person.email, person.name) == ("stefan@example.org", "Ștefan Ștefănescu")
    assert not EmailAddress.objects.get().verified

    response = visitor.post(CONFIRM, {"code": code_for(visitor)})

    assert EmailAddress.objects.get().verified
    assert response.url == f"{reverse('accounts:profile')}?next=%2Fevents%2F"
    assert visitor.get(response.url).status_code == 200


def test_consents_are_noted_as_they_were_given(visitor):
    Client().post(SIGN_UP, ANSWERS)
    assert [consent.kind for consent in Consent.objects.all()] == [ConsentKind.TERMS]

    visitor.post(SIGN_UP, ANSWERS | {"email": "b@example.org", "news": "on"})
    assert set(Consent.objects.filter(user__email="b@example.org").values_list("kind", flat=True)) == {
        ConsentKind.TERMS,
        ConsentKind.NEWS,
    }


def test_the_language_of_the_page_becomes_that_of_the_mails(visitor):
    with translation.override(None):
        visitor.post(SIGN_UP, ANSWERS, headers={"accept-language": "pl"})

    assert User.objects.get().language == "pl"


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"terms": ""}, "terms"),
        ({"name": " "}, "name"),
        ({"name": "12345"}, "name"),
        ({"name": "ż" * 201}, "name"),
        ({"email": "nobody"}, "email"),
        ({"password1": "short"}, "password1"),
        ({"password1": "stefan@example.org"}, "password1"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nobody_is_made(visitor, answers, field):
    response = visitor.post(SIGN_UP, ANSWERS | answers)

    assert set(response.context["form"].errors) == {field}
    assert not User.objects.exists()


def test_a_robot_is_told_the_same_and_nobody_is_made(visitor):
    response = visitor.post(SIGN_UP, ANSWERS | {"website": "https://spam.example/"})

    assert response.url == CONFIRM
    assert not User.objects.exists()


def test_the_trap_is_out_of_the_way_of_people_without_inline_style(visitor):
    page = visitor.get(SIGN_UP).content.decode()

    trap = re.search(r'<div class="visually-hidden-honeypot" aria-hidden="true">(.*?)</div>', page).group(1)
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap
    assert "<label" in trap
    assert page.count('name="website"') == 1
    assert "style=" not in page


def test_a_known_address_is_answered_like_an_unknown_one(visitor):
    UserFactory(email="stefan@example.org")

    response = visitor.post(SIGN_UP, ANSWERS)

    assert response.url == CONFIRM
    assert visitor.get(CONFIRM).status_code == 200
    assert User.objects.count() == 1


def test_the_address_can_be_changed_before_it_is_confirmed(visitor):
    visitor.post(SIGN_UP, ANSWERS)

    visitor.post(CONFIRM, {"action": "change", "email": "right@example.org"})
    visitor.post(CONFIRM, {"code": code_for(visitor)})

    assert EmailAddress.objects.get(verified=True).email == "right@example.org"
    assert User.objects.get().email == "right@example.org"


def test_a_new_code_can_be_sent_and_a_wrong_one_is_refused(visitor):
    visitor.post(SIGN_UP, ANSWERS)
    first = code_for(visitor)

    visitor.post(CONFIRM, {"action": "resend"})
    second = code_for(visitor)
    response = visitor.post(CONFIRM, {"code": first})

    assert first != second
    assert set(response.context["form"].errors) == {"code"}
    assert not EmailAddress.objects.get().verified


def test_log_in_leads_to_the_page_that_was_wanted(visitor):
    person = UserFactory(password=PASSWORD, country="PL")
    Consent.objects.create(user=person, kind=ConsentKind.TERMS, wording="2026-11")

    response = visitor.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": "/events/"}
    )

    assert response.url == "/events/"


def test_who_never_saw_the_terms_is_asked_first(visitor):
    """Invited by us, with a profile that staff brought along."""
    person = UserFactory(password=PASSWORD, country="PL")

    response = visitor.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert response.url.startswith(reverse("accounts:profile"))
    assert "terms" in visitor.get(response.url).context["form"].fields


def test_staff_are_not_asked_for_a_profile(visitor):
    person = UserFactory(password=PASSWORD, is_staff=True)

    response = visitor.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert response.url == reverse("me")
    assert not Profile.objects.exists()


def test_an_address_that_is_not_confirmed_does_not_let_in(visitor):
    person = UserFactory(password=PASSWORD, country="PL", verified=False)

    response = visitor.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert response.url == CONFIRM
    assert "_auth_user_id" not in visitor.session


def test_wrong_passwords_and_unknown_addresses_sound_alike(visitor):
    person = UserFactory(password=PASSWORD)
    errors = [
        visitor.post(reverse("account_login"), {"login": login, "password": "wrong-password"})
        .context["form"]
        .non_field_errors()
        for login in (person.email, "nobody@example.org")
    ]

    assert errors[0]
    assert errors[0] == errors[1]


def test_too_many_tries_are_stopped(visitor, settings):
    cache.delete_pattern("allauth:rl:*")
    settings.ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "3/5m/key"}
    person = UserFactory(password=PASSWORD, email="tried-often@example.org")
    for _ in range(3):
        visitor.post(reverse("account_login"), {"login": person.email, "password": "wrong-password"})

    response = visitor.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert "Too many tries" in response.context["form"].non_field_errors()[0]
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("email", ["known@example.org", "unknown@example.org"])
def test_a_reset_says_the_same_to_known_and_unknown(visitor, email):
    UserFactory(email="known@example.org")

    response = visitor.post(reverse("account_reset_password"), {"email": email})

    assert response.url == reverse("account_reset_password_done")


def test_an_invited_person_sets_a_password_by_mail_and_confirms_the_address(visitor):
    person = UserFactory(verified=False, country="PL", password=None)
    key = default_token_generator.make_token(person)
    link = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])

    form = visitor.get(link, follow=True)
    visitor.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    response = visitor.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert response.url == CONFIRM
    response = visitor.post(CONFIRM, {"code": code_for(visitor)})

    assert EmailAddress.objects.get(user=person).verified
    assert response.url.startswith(reverse("accounts:profile"))


def test_the_same_address_twice_at_once_makes_one_account(visitor, monkeypatch):
    """The second gets past the first look, as two at the same moment do, and meets the database."""
    UserFactory(email="stefan@example.org")
    monkeypatch.setattr(
        "allauth.account.internal.flows.manage_email.email_already_exists", lambda value: (value, False)
    )

    response = visitor.post(SIGN_UP, ANSWERS)

    assert response.url == CONFIRM
    assert User.objects.count() == 1
