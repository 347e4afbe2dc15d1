from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions, personal_data, tasks
from accounts.models import AuditEntry, ConsentKind, DataExport, Erasure, Profile, User
from accounts.tests.factories import PASSWORD, UserFactory

URL = "/me/privacy/erase/"


@pytest.fixture
def leaver(db):
    return UserFactory(name="Łukasz Żółć", country="PL", password=PASSWORD)


@pytest.fixture
def leaving(as_, leaver):
    """The client of somebody who has just entered the password again."""
    client = as_(leaver)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_the_password_is_asked_for_first(as_, leaver):
    response = as_(leaver).post(URL)

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not Erasure.objects.exists()


def test_the_page_says_what_goes_and_what_stays_and_why(leaving):
    page = leaving.get(URL).content.decode()

    assert "Your profile, with its earlier versions" in page
    assert "It holds an account number, no name." in page


def test_it_is_noted_for_the_end_of_the_pause(leaving, leaver, settings):
    page = leaving.post(URL, follow=True)

    erasure = Erasure.objects.get()
    assert erasure.user == leaver
    assert erasure.due_at - erasure.requested_at == timedelta(days=settings.ERASURE_PAUSE_DAYS)
    assert page.context["erasure"] == erasure
    assert "Keep my account" in page.content.decode()


def test_in_the_pause_log_in_still_works_and_the_wish_can_be_taken_back(leaver, client):
    actions.ask_for_erasure(leaver)
    client.post(reverse("account_login"), {"login": leaver.email, "password": PASSWORD})

    client.post(reverse("accounts:erasure_withdraw"))

    assert Erasure.objects.get().withdrawn_at
    assert actions.ask_for_erasure(leaver).withdrawn_at is None
    assert Erasure.objects.count() == 2


def test_asking_twice_is_one_wish_and_the_first_day_counts(leaver):
    assert actions.ask_for_erasure(leaver) == actions.ask_for_erasure(leaver)


def test_one_wish_moves_nobody_else(leaver, stranger, as_):
    actions.ask_for_erasure(leaver)

    as_(stranger).post(reverse("accounts:erasure_withdraw"))

    assert Erasure.objects.under_way().get().user == leaver


def test_only_what_is_due_is_carried_out(leaver, stranger, participant, tasks_at_once):
    for person in (leaver, stranger, participant):
        actions.ask_for_erasure(person)
    actions.keep_account(participant)
    past = timezone.now() - timedelta(days=15)
    Erasure.objects.exclude(user=stranger).update(requested_at=past, due_at=past)

    tasks.erase_due()

    assert User.objects.get(pk=leaver.pk).is_erased
    assert not User.objects.filter(pk__in=[stranger.pk, participant.pk], is_active=False).exists()
    assert Erasure.objects.get(user=leaver).done_at


def test_one_that_fails_keeps_nobody_else_waiting(leaver, staff, tasks_at_once):
    """The last administrator was one of two when asking."""
    other = UserFactory(is_superuser=True, is_staff=True)
    actions.ask_for_erasure(staff)
    actions.ask_for_erasure(leaver)
    User.objects.filter(pk=other.pk).update(is_superuser=False)
    past = timezone.now() - timedelta(days=15)
    Erasure.objects.update(requested_at=past, due_at=past)

    tasks.erase_due()

    assert User.objects.get(pk=leaver.pk).is_erased
    assert not User.objects.get(pk=staff.pk).is_erased


def test_an_empty_account_stays_behind(leaver, django_capture_on_commit_callbacks, own_files):
    client = Client()
    client.force_login(leaver)
    Authenticator.objects.create(user=leaver, type=Authenticator.Type.TOTP, data={})
    actions.give_consent(leaver, ConsentKind.TERMS)
    export = DataExport.objects.create(user=leaver)
    tasks.make_export(export.pk)
    export.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(leaver)

    shell = User.objects.get(pk=leaver.pk)
    assert (shell.email, shell.name, shell.is_active, shell.has_usable_password(), shell.last_login) == (
        f"erased-{leaver.pk}@erased.invalid",
        "",
        False,
        False,
        None,
    )
    assert client.get("/me/profile/").status_code == 302
    for model in (Profile, EmailAddress, Authenticator, UserSession, DataExport):
        assert not model.objects.filter(user=shell).exists()
    assert not shell.consents.exists()
    assert not User.history.filter(id=leaver.pk).exists()
    assert not Profile.history.filter(user_id=leaver.pk).exists()
    assert not own_files.exists(export.file.name)


def test_the_trail_stays_whole_and_names_nobody(leaver):
    before = set(AuditEntry.objects.values_list("pk", flat=True))

    actions.erase(leaver)

    assert before < set(AuditEntry.objects.values_list("pk", flat=True))
    line = AuditEntry.objects.get(action="person.erased")
    assert (line.person_id, line.facts) == (leaver.pk, {})


def test_names_leave_the_log_of_the_administration(leaver, stranger, staff):
    def log(person, text):
        return LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(User),
            object_id=person.pk,
            object_repr=text,
            action_flag=CHANGE,
            change_message=f"Changed {text}",
        )

    about_leaver = [log(leaver, "an earlier name"), log(stranger, f"{leaver.name}, Level 1")]
    about_other = log(stranger, "Łukasz Żółćmierz")

    actions.erase(leaver)

    assert not LogEntry.objects.filter(pk__in=[line.pk for line in about_leaver]).exclude(object_repr="")
    about_other.refresh_from_db()
    assert about_other.object_repr == "Łukasz Żółćmierz"


def test_nobody_is_erased_twice(leaver):
    actions.erase(leaver)

    with pytest.raises(ValidationError) as caught:
        actions.erase(leaver)

    assert caught.value.code == "erased"


def test_the_address_is_free_again(leaver):
    email = leaver.email
    actions.erase(leaver)

    assert UserFactory(email=email).pk != leaver.pk


def test_the_last_administrator_must_hand_over_first(staff, leaver):
    with pytest.raises(ValidationError) as caught:
        actions.ask_for_erasure(staff)
    assert caught.value.code == "last_superuser"

    UserFactory(is_superuser=True, is_staff=True)
    assert actions.ask_for_erasure(staff)


def test_if_one_app_fails_nothing_is_erased(leaver, monkeypatch):
    def fail(user):
        raise RuntimeError

    last = personal_data.holdings()[-1]
    assert last.model == "accounts.User"
    monkeypatch.setitem(
        personal_data._holdings, last.model, personal_data.Holding(last.model, last.title, last.export, fail)
    )

    with pytest.raises(RuntimeError):
        actions.erase(leaver)

    assert Profile.objects.filter(user=leaver).exists()


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ([{}, {}], "accounts_erasure_one_under_way"),
        ([{"due_at": timezone.now() - timedelta(days=1)}], "accounts_erasure_due_after_request"),
        (
            [{"withdrawn_at": timezone.now(), "done_at": timezone.now()}],
            "accounts_erasure_withdrawn_or_done",
        ),
    ],
)
def test_the_database_refuses_impossible_erasures(leaver, broken, constraint):
    later = timezone.now() + timedelta(days=14)

    with pytest.raises(IntegrityError, match=constraint):
        Erasure.objects.bulk_create(Erasure(**{"user": leaver, "due_at": later} | row) for row in broken)
