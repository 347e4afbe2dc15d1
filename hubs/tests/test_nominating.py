"""Coming onto the roster: nominated or invited, and nobody learns from it who has an account."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import ConsentKind
from accounts.tests.factories import UserFactory
from hubs import actions
from hubs.emails import token_of
from hubs.models import Ambassador, Invitation, Rung
from hubs.tests.factories import AmbassadorFactory, InvitationFactory
from mailing import rendering
from mailing.models import Message

pytestmark = pytest.mark.django_db
ROSTER = "/hubs/pl/manage/ambassadors/"


@pytest.fixture
def sharing(participant):
    """A Polish doctor who shares the profile with the hub."""
    give_consent(participant, ConsentKind.HUB)
    return participant


@pytest.fixture
def invitation(poland, coordinator):
    return actions.nominate(
        hub=poland, email="New.Colleague@example.com", note="She teaches.", by=coordinator
    )


def test_who_shares_the_profile_stands_on_the_roster_at_once_and_is_told(poland, coordinator, sharing):
    actions.nominate(hub=poland, email=sharing.email.upper(), note="Leads our rounds.", by=coordinator)

    ambassador = Ambassador.objects.live().get()
    assert (ambassador.user, ambassador.rung) == (sharing, Rung.NOMINATED)
    assert ambassador.steps.get().evidence == "Leads our rounds."
    message = Message.objects.get()
    assert (message.kind, message.user) == ("hubs/nominated", sharing)
    rendering.render(message)
    assert "Hub Poland" in message.text


@pytest.mark.parametrize("who", ["participant", "stranger", "nobody"])
def test_everybody_else_gets_the_same_invitation(poland, coordinator, request, who):
    email = "nobody@example.com" if who == "nobody" else request.getfixturevalue(who).email

    actions.nominate(hub=poland, email=email, by=coordinator)

    assert not Ambassador.objects.exists()
    message = Message.objects.get()
    assert (message.kind, message.to, message.user, message.secret) == ("hubs/invited", email, None, True)


def test_sharing_with_the_hub_of_another_country_is_no_consent_for_this_one(
    romania, romanian_coordinator, sharing
):
    actions.nominate(hub=romania, email=sharing.email, by=romanian_coordinator)

    assert not Ambassador.objects.exists()


def test_the_page_answers_the_same_whoever_is_nominated(as_, coordinator, participant, stranger):
    client = as_(coordinator)
    answers = []
    for email in (participant.email, stranger.email, "nobody@example.com"):
        page = client.post(ROSTER, {"email": email}, follow=True)
        answers.append([str(message) for message in page.context["messages"]])
        assert email in page.content.decode()

    assert answers[0] == answers[1] == answers[2]


def test_a_second_invitation_to_one_address_is_none(poland, coordinator, invitation):
    again = actions.nominate(hub=poland, email="new.colleague@example.com", by=coordinator)

    assert again == invitation
    assert Message.objects.count() == 1


def test_one_that_is_too_old_makes_room_for_another(poland, coordinator, invitation):
    past = timezone.now() - datetime.timedelta(days=40)
    Invitation.objects.update(invited_at=past, expires_at=past + Invitation.KEPT)

    actions.nominate(hub=poland, email="new.colleague@example.com", by=coordinator)

    assert Invitation.objects.open().count() == 1
    assert Message.objects.count() == 2


def test_nominating_somebody_on_the_roster_changes_nothing(poland, coordinator, sharing):
    AmbassadorFactory(hub=poland, user=sharing, step=Rung.TRAINED)

    actions.nominate(hub=poland, email=sharing.email, by=coordinator)

    assert Ambassador.objects.get().rung == Rung.TRAINED
    assert not Message.objects.exists()


def test_the_invitation_opens_a_page_and_its_button_accepts(as_, stranger, coordinator, invitation):
    url = reverse("hubs:accept", args=[token_of(invitation)])
    client = as_(stranger)

    assert "I accept" in client.get(url).content.decode()
    assert not Ambassador.objects.exists()
    client.post(url)

    ambassador = Ambassador.objects.live().get()
    assert (ambassador.user, ambassador.steps.get().recorded_by) == (stranger, coordinator)
    assert not Invitation.objects.exists()
    told = Message.objects.get(kind="hubs/invitation_accepted")
    assert (told.user, told.context["person"]) == (coordinator, stranger.name)
    assert client.get(url).status_code == 410
    assert client.post(url).status_code == 410


def test_the_mail_carries_the_link_and_the_reason(invitation):
    message = Message.objects.get()
    rendering.render(message)

    assert reverse("hubs:accept", args=[token_of(invitation)]) in message.text
    assert "She teaches." in message.text
    assert "gave us your address" in message.html


def test_who_is_not_signed_in_is_sent_to_log_in_and_comes_back(client, invitation):
    url = reverse("hubs:accept", args=[token_of(invitation)])

    response = client.get(url)

    assert response.status_code == 302
    assert "next=/invitations/" in response.url


def test_a_link_that_was_made_up_or_taken_back_opens_nothing(as_, stranger, coordinator, invitation):
    url = reverse("hubs:accept", args=[token_of(invitation)])
    actions.withdraw_invitation(invitation=invitation, by=coordinator)
    client = as_(stranger)

    assert client.post(url).status_code == 410
    assert client.get(reverse("hubs:accept", args=["1:made:up"])).status_code == 410
    assert not Ambassador.objects.exists()


def test_an_invitation_used_meanwhile_is_refused(stranger, participant, invitation):
    actions.accept(invitation=invitation, user=stranger)

    with pytest.raises(ValidationError) as refused:
        actions.accept(invitation=invitation, user=participant)

    assert refused.value.code == "gone"
    assert Ambassador.objects.count() == 1


def test_an_invitation_taken_back_is_not_sent_any_more(coordinator, invitation):
    from mailing import kinds

    message = Message.objects.get()
    assert kinds.get(message.kind).still_true(message)

    assert actions.withdraw_invitation(invitation=invitation, by=coordinator) is True
    assert actions.withdraw_invitation(invitation=invitation, by=coordinator) is False

    assert not kinds.get(message.kind).still_true(message)


def test_addresses_of_those_who_never_answered_are_forgotten(poland):
    past = timezone.now() - datetime.timedelta(days=40)
    InvitationFactory(hub=poland, invited_at=past)
    fresh = InvitationFactory(hub=poland)

    actions.forget_expired_invitations()

    assert list(Invitation.objects.all()) == [fresh]


def test_an_address_that_is_none_is_refused_beside_its_field(as_, coordinator):
    page = as_(coordinator).post(ROSTER, {"email": "no address"})

    assert list(page.context["form"].errors) == ["email"]
    assert not Invitation.objects.exists()


def test_a_coordinator_of_another_country_invites_nobody_here(as_, poland, romanian_coordinator, invitation):
    client = as_(romanian_coordinator)

    assert client.post(ROSTER, {"email": "x@example.com"}).status_code == 404
    assert client.post(reverse("hubs:invitation_withdraw", args=["pl", invitation.pk])).status_code == 404
    assert UserFactory._meta.model.objects.count() == 2
    assert Invitation.objects.count() == 1
