import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts import actions
from accounts.models import Consent, ConsentKind, User
from accounts.tests.factories import UserFactory

PEOPLE = "/admin/accounts/user/"


@pytest.fixture
def admin(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return as_(staff)


def found(response):
    return {person.email for person in response.context["cl"].result_list}


@pytest.mark.parametrize("words", ["lukasz", "ŁUKASZ", "zolc", "Żółć"])
def test_people_are_found_with_and_without_accents(admin, participant, words):
    assert found(admin.get(PEOPLE, {"q": words})) == {participant.email}


def test_people_are_found_by_address(admin, participant):
    assert found(admin.get(PEOPLE, {"q": participant.email})) == {participant.email}


def test_people_are_filtered(admin, participant, stranger):
    nobody_knows = UserFactory(verified=False, country="IN", country__profession="nurse")

    assert found(admin.get(PEOPLE, {"country": "PL"})) == {participant.email}
    assert found(admin.get(PEOPLE, {"verified": "no"})) == {nobody_knows.email}
    assert found(admin.get(PEOPLE, {"profile__profession__exact": "nurse"})) == {nobody_knows.email}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_queries_whatever_its_length(admin, count, django_assert_num_queries):
    UserFactory.create_batch(count, country="PL")
    admin.get(PEOPLE)

    with django_assert_num_queries(4):
        admin.get(PEOPLE)


def test_a_person_is_shown_with_profile_and_consents_that_cannot_be_changed(admin, participant):
    consent = actions.give_consent(participant, ConsentKind.NEWS)

    page = admin.get(f"{PEOPLE}{participant.pk}/change/")

    profile, consents = page.context["inline_admin_formsets"]
    assert profile.formset.instance.profile.country == "PL"
    assert list(consents.formset.queryset) == [consent]
    assert not consents.has_change_permission
    assert f"/admin/accounts/auditentry/?person_id={participant.pk}" in page.content.decode()
    assert admin.get(f"/admin/accounts/auditentry/?person_id={participant.pk}").status_code == 200


def test_people_are_not_deleted(admin, participant):
    assert admin.post(f"{PEOPLE}{participant.pk}/delete/", {"post": "yes"}).status_code == 403


def test_staff_invite_somebody_who_then_sets_a_password_by_mail(admin):
    admin.post(f"{PEOPLE}add/", FORM | {"email": "New@Example.org", "name": "Åsa  Öberg", "language": "sv"})

    person = User.objects.get(email="new@example.org")
    assert (person.name, person.has_usable_password()) == ("Åsa Öberg", False)
    assert not EmailAddress.objects.get(user=person).verified


def test_an_address_that_staff_change_is_not_confirmed(admin, participant):
    admin.post(
        f"{PEOPLE}{participant.pk}/change/",
        FORM
        | {"email": "other@example.org", "name": participant.name, "language": "en", "is_active": "on"}
        | {"profile-INITIAL_FORMS": "1", "profile-0-id": participant.profile.pk}
        | {"profile-0-user": participant.pk, "profile-0-country": "PL"}
        | {"profile-0-profession": "doctor", "profile-0-career_stage": "trainee", "profile-TOTAL_FORMS": "1"},
    )

    address = EmailAddress.objects.get(user=participant)
    assert (address.email, address.verified, address.primary) == ("other@example.org", False, True)


FORM = {
    f"{inline}-{number}": "0"
    for inline in ("profile", "consents")
    for number in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
}


@pytest.mark.parametrize("model", ["consent", "dataexport", "erasure", "auditentry", "user"])
def test_every_list_and_history_opens(admin, participant, model):
    actions.give_consent(participant, ConsentKind.NEWS)
    actions.ask_for_export(participant)
    actions.ask_for_erasure(participant)

    assert admin.get(f"/admin/accounts/{model}/").status_code == 200
    assert admin.get(f"{PEOPLE}{participant.pk}/history/").status_code == 200


@pytest.mark.parametrize("model", ["consent", "dataexport", "erasure"])
def test_what_people_said_is_read_only(admin, participant, model):
    actions.give_consent(participant, ConsentKind.NEWS)

    assert admin.get(f"/admin/accounts/{model}/add/").status_code == 403
    if model == "consent":
        row = Consent.objects.get()
        assert admin.post(f"/admin/accounts/consent/{row.pk}/change/", {"kind": "hub"}).status_code == 403
        assert admin.post(f"/admin/accounts/consent/{row.pk}/delete/").status_code == 403


@pytest.mark.parametrize("page", ["/admin/", PEOPLE, f"{PEOPLE}import/"])
def test_participants_and_visitors_stay_outside(as_, participant, client, page):
    assert client.get(page).status_code == 302
    assert as_(participant).get(page).status_code in {302, 403}
    assert as_(participant).get(page, follow=True).status_code == 403


@pytest.fixture
def guarded(settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    guard = "accounts.admin_access.SecondFactorMiddleware"
    settings.MIDDLEWARE = [*(name for name in settings.MIDDLEWARE if name != guard), guard]


def test_staff_without_a_second_factor_are_sent_to_set_one_up(guarded, as_, staff):
    response = as_(staff).get(PEOPLE)

    assert response.url == f"{reverse('mfa_index')}?next=%2Fadmin%2Faccounts%2Fuser%2F"


def test_staff_with_a_second_factor_go_in(guarded, as_, staff):
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={})

    assert as_(staff).get(PEOPLE).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(guarded, as_, staff):
    Authenticator.objects.create(user=staff, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert as_(staff).get(PEOPLE).status_code == 302


def test_staff_without_a_second_factor_can_still_log_out(guarded, as_, staff):
    assert as_(staff).post(reverse("admin:logout")).url == "/"


def test_a_lost_factor_is_seen_without_its_secret_and_can_be_taken_away(admin, participant):
    lost = Authenticator.objects.create(
        user=participant, type=Authenticator.Type.TOTP, data={"secret": "NOBODY-SEES"}
    )
    url = f"/admin/mfa/authenticator/{lost.pk}"

    assert "NOBODY-SEES" not in admin.get(f"{url}/change/").content.decode()
    admin.post(f"{url}/delete/", {"post": "yes"})

    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("page", ["add/", "import/", "export/", "{pk}/change/", "{pk}/history/", "?q=a"])
def test_pages_bring_no_inline_style_or_script(admin, participant, page):
    html = admin.get(f"{PEOPLE}{page.format(pk=participant.pk)}").content.decode()

    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=|<style|<script>", html)
