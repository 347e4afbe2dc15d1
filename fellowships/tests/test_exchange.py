"""Experts are invited to hubs and centres, and answer in their own time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.emails import exchange as emails
from fellowships.models import Bursary, Invitation, InvitationState, Placement
from fellowships.tests.factories import CentreFactory, CentreMemberFactory, InvitationFactory
from hubs.tests.factories import MembershipFactory
from mailing.models import Message

pytestmark = pytest.mark.django_db
EMAIL = "expert@example.net"


@pytest.fixture
def expert():
    return UserFactory(name="Prof. Élodie Ștefan", email=EMAIL)


@pytest.fixture
def centre():
    return CentreFactory(name="Hôpital Carémeau")


@pytest.fixture
def tutor(centre):
    return CentreMemberFactory(centre=centre, user__name="Claire Moreau").user


@pytest.fixture
def sent(centre, tutor, expert):
    return actions.invite_expert(email=EMAIL, centre=centre, by=tutor, purpose="Teach dosing.", days=14)


def typed(host, **changes):
    facts = {
        "host": f"{host._meta.model_name}-{host.pk}",
        "email": EMAIL,
        "purpose": "Teach dosing.",
        "days": 14,
    }
    return facts | changes


def invite(client, host, **changes):
    return client.post(reverse("fellowships:invite"), typed(host, **changes))


def answer(client, invitation, do, because=""):
    address = reverse("fellowships:answer_invitation", args=[invitation.pk])
    return client.post(address, {"do": do, "because": because}, follow=True)


def kinds():
    return [mail.kind.removeprefix("fellowships/") for mail in Message.objects.order_by("pk")]


# ---- Inviting ---------------------------------------------------------------------------------------------------------


def test_a_coordinator_invites_to_the_own_hub_and_a_tutor_to_the_own_centre(
    as_, coordinator, poland, tutor, centre
):
    invite(as_(coordinator), poland)
    invite(as_(tutor), centre)

    assert {(row.host, row.invited_by) for row in Invitation.objects.all()} == {
        (poland, coordinator),
        (centre, tutor),
    }


def test_nobody_invites_to_a_place_that_is_not_the_own(
    as_, coordinator, romania, centre, tutor, stranger, participant
):
    yesterday = timezone.localdate() - timedelta(days=1)
    former = MembershipFactory(hub=romania, starts_on=date(2026, 1, 1), ends_on=yesterday).user

    for person, host in [
        (coordinator, romania),
        (coordinator, centre),
        (tutor, CentreFactory()),
        (former, romania),
        (stranger, centre),
        (participant, romania),
    ]:
        assert invite(as_(person), host).status_code == 200
    assert not Invitation.objects.exists()


def test_who_runs_nothing_is_told_so(as_, participant):
    text = as_(participant).get(reverse("fellowships:invite")).content.decode()

    assert "nowhere you could invite" in text


def test_only_the_office_promises_money(as_, staff, tutor, centre):
    invite(as_(tutor), centre, bursary="500")
    invite(as_(staff), centre, bursary="500", email="other@example.net")

    assert [str(row.bursary) for row in Invitation.objects.order_by("pk")] == ["0.00", "500.00"]


@pytest.mark.parametrize("changes", [{"email": "nobody"}, {"purpose": ""}, {"days": 0}, {"days": 400}])
def test_what_cannot_be_meant_is_refused_with_the_text_kept(as_, tutor, centre, changes):
    text = invite(as_(tutor), centre, proposed_dates="In spring", **changes).content.decode()

    assert "Nothing was sent yet." in text
    assert "In spring" in text
    assert not Invitation.objects.exists()


def test_nobody_invites_oneself_by_any_own_address(as_, tutor, centre):
    text = invite(as_(tutor), centre, email=tutor.email.upper()).content.decode()

    assert "your own address" in text
    assert not Invitation.objects.exists()


def test_the_same_address_is_not_asked_twice_while_an_answer_is_awaited(as_, tutor, centre, sent):
    text = invite(as_(tutor), centre, email=EMAIL.upper()).content.decode()

    assert "waits for an answer" in text
    assert Invitation.objects.count() == 1


def test_who_invites_does_not_learn_whether_there_is_an_account(as_, tutor, centre, expert):
    pages = []
    for email in (EMAIL, "unknown@example.net"):
        address = invite(as_(tutor), centre, email=email).url
        client = as_(tutor)
        text = (
            client.get(address).content.decode()
            + client.get(reverse("fellowships:exchange")).content.decode()
        )
        assert expert.name not in text
        pages.append(client.get(address).content.decode().count(email))

    assert pages[0] == pages[1]
    assert kinds() == ["expert_invited", "expert_invited"]


# ---- Answering --------------------------------------------------------------------------------------------------------


def test_yes_begins_a_stay_with_its_travel_support_and_tells_who_invited(as_, staff, expert, centre):
    invitation = actions.invite_expert(
        email=EMAIL, centre=centre, by=staff, purpose="Teach dosing.", days=14, bursary=400
    )

    answer(as_(expert), invitation, "accept")

    stay = Placement.objects.get()
    assert (stay.person, stay.centre, stay.invitation) == (expert, centre, invitation)
    assert Bursary.objects.get().amount == 400
    assert Message.objects.get(kind="fellowships/expert_answered").context["invitee"] == expert.name


def test_no_may_come_with_a_word_that_the_host_reads(as_, expert, tutor, sent):
    answer(as_(expert), sent, "decline", "I am abroad that month.")

    assert not Placement.objects.exists()
    page = as_(tutor).get(reverse("fellowships:invitation", args=[sent.pk])).content.decode()
    assert "I am abroad that month." in page
    assert expert.name not in page


def test_a_second_answer_is_told_what_the_first_was(as_, expert, sent):
    answer(as_(expert), sent, "accept")

    page = answer(as_(expert), sent, "decline").content.decode()

    assert "settled meanwhile" in page
    sent.refresh_from_db()
    assert sent.state == InvitationState.ACCEPTED


def test_an_answer_after_the_time_is_refused_in_words(as_, expert, sent):
    Invitation.objects.update(expires_at=timezone.now())

    assert "The time to answer is over" in answer(as_(expert), sent, "accept").content.decode()
    assert not Placement.objects.exists()


def test_only_the_expert_answers(as_, client, tutor, staff, stranger, coordinator, sent):
    address = reverse("fellowships:answer_invitation", args=[sent.pk])
    assert client.post(address).url.startswith(reverse("account_login"))
    for person in (tutor, staff, stranger, coordinator):
        assert as_(person).post(address, {"do": "accept"}).status_code == 404
    assert as_(staff).get(address).status_code == 405


def test_an_invitation_is_seen_by_the_expert_the_host_and_the_office_only(
    as_, expert, tutor, staff, stranger, coordinator, sent
):
    address = reverse("fellowships:invitation", args=[sent.pk])
    for person in (expert, tutor, staff):
        assert as_(person).get(address).status_code == 200
    for person in (stranger, coordinator):
        assert as_(person).get(address).status_code == 404


def test_staff_who_are_invited_do_not_take_the_own_invitation_back(as_, staff, centre, tutor):
    own = actions.invite_expert(email=staff.email, centre=centre, by=tutor, purpose="Teach.", days=14)

    response = as_(staff).post(reverse("fellowships:revoke_invitation", args=[own.pk]), {"because": "No."})

    assert response.status_code == 404


# ---- The link in the mail ---------------------------------------------------------------------------------------------


def test_somebody_without_an_account_comes_by_the_link_and_answers(as_, client, centre, tutor):
    invitation = actions.invite_expert(
        email="new@example.net", centre=centre, by=tutor, purpose="Teach.", days=14
    )
    link = Message.objects.get().context["path"]
    assert client.get(link).url.startswith(reverse("account_login"))
    newcomer = UserFactory(name="Newcomer", email="private@example.net")

    assert "Is that the person" in as_(newcomer).get(link).content.decode()
    invitation.refresh_from_db()
    assert invitation.expert is None  # opening the page decides nothing

    as_(newcomer).post(link)
    answer(as_(newcomer), invitation, "accept")

    assert Placement.objects.get().person == newcomer


def test_a_link_that_was_used_is_closed_to_the_next(as_, centre, tutor, stranger):
    invitation = actions.invite_expert(
        email="new@example.net", centre=centre, by=tutor, purpose="Teach.", days=14
    )
    link = reverse("fellowships:claim_invitation", args=[emails.token_of(invitation)])
    as_(UserFactory()).post(link)

    assert as_(stranger).get(link).status_code == 410
    assert as_(stranger).post(link).status_code == 410
    assert as_(stranger).get(reverse("fellowships:claim_invitation", args=["forged"])).status_code == 410


def test_who_sent_an_invitation_does_not_claim_it(as_, centre, tutor):
    invitation = actions.invite_expert(
        email="new@example.net", centre=centre, by=tutor, purpose="Teach.", days=14
    )

    with pytest.raises(ValidationError):
        actions.claim_invitation(invitation=invitation, user=tutor)


# ---- Taken back, reminded, ended --------------------------------------------------------------------------------------


def test_the_host_takes_an_invitation_back_with_a_reason(as_, tutor, expert, sent):
    address = reverse("fellowships:revoke_invitation", args=[sent.pk])
    assert "at least one sentence" in as_(tutor).post(address, {"because": ""}).content.decode()

    as_(tutor).post(address, {"because": "The unit moves."})
    as_(tutor).post(address, {"because": "Twice."})

    mail = Message.objects.get(kind="fellowships/expert_not_invited")
    assert (mail.to, mail.context["because"]) == (expert.email, "The unit moves.")


def test_an_expert_is_reminded_once_and_the_invitation_ends_by_itself(sent, expert, tutor):
    for days in (5, 11.5, 12):
        emails.queue_reminders(timezone.now() + timedelta(days=days))
    assert kinds() == ["expert_invited", "expert_reminder"]

    assert actions.expire_invitations(timezone.now() + timedelta(days=13)) == 0
    assert actions.expire_invitations(timezone.now() + timedelta(days=15)) == 1
    assert actions.expire_invitations(timezone.now() + timedelta(days=15)) == 0

    sent.refresh_from_db()
    assert sent.state == InvitationState.EXPIRED
    assert kinds()[2:] == ["expert_too_late", "expert_silent"]


def test_a_short_time_to_answer_has_no_reminder(centre, tutor):
    actions.invite_expert(email=EMAIL, centre=centre, by=tutor, purpose="Teach.", days=5)

    emails.queue_reminders(timezone.now() + timedelta(days=3))

    assert kinds() == ["expert_invited"]


def test_an_address_that_never_answered_is_forgotten_after_a_month(centre, tutor):
    actions.invite_expert(email="new@example.net", centre=centre, by=tutor, purpose="Teach.", days=14)
    actions.expire_invitations(timezone.now() + timedelta(days=15))
    assert actions.forget_addresses(timezone.now() + timedelta(days=29)) == 0

    assert actions.forget_addresses(timezone.now() + timedelta(days=31)) == 1
    assert not Invitation.objects.exclude(email="").exists()
    assert not Invitation.history.exclude(email="").exists()


# ---- Lists, data, database --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_queries_whatever_its_length(
    as_, tutor, centre, django_assert_num_queries, number
):
    for each in range(number):
        InvitationFactory(centre=centre, email=f"expert{each}@example.net", expert=None)
        InvitationFactory(expert=tutor, email="")
    client = as_(tutor)

    with django_assert_num_queries(6):
        client.get(reverse("fellowships:exchange"))


def test_an_empty_list_says_how_invitations_come(as_, participant):
    assert (
        "Nobody has invited you yet" in as_(participant).get(reverse("fellowships:exchange")).content.decode()
    )


def test_erasing_an_expert_ends_the_invitation_and_leaves_no_address(expert, tutor, sent):
    accounts.erase(expert)

    sent.refresh_from_db()
    assert (sent.state, sent.email, sent.purpose) == (InvitationState.DECLINED, "", "")
    assert not Invitation.history.filter(email=EMAIL).exists()
    assert not Message.objects.filter(context__invitee=EMAIL).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"expert": None, "email": ""},
        {"centre": None},
        {"state": InvitationState.ACCEPTED},
        {"expert": None, "email": EMAIL, "state": InvitationState.ACCEPTED, "ended_at": timezone.now()},
    ],
)
def test_the_database_refuses_invitations_to_nobody_and_to_nowhere(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(**wrong)


def test_the_database_refuses_a_second_open_invitation_of_one_host(centre):
    InvitationFactory(centre=centre, email=EMAIL)

    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(centre=centre, email=EMAIL)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_who_answer_or_take_back_at_once_leave_one_answer(transactional_db):
    tutor = CentreMemberFactory().user
    expert = UserFactory(email=EMAIL)
    centre = CentreFactory()
    invitation = actions.invite_expert(email=EMAIL, centre=centre, by=tutor, purpose="Teach.", days=14)
    deeds = [
        lambda: actions.accept_invitation(invitation=invitation, by=expert),
        lambda: actions.decline_invitation(invitation=invitation, by=expert),
        lambda: actions.revoke_invitation(invitation=invitation, by=tutor, because="No."),
    ] * 3

    def run(deed):
        try:
            return deed()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        answers = list(pool.map(run, deeds))

    assert sum(isinstance(answer, ValidationError) for answer in answers) == len(deeds) - 1
    invitation.refresh_from_db()
    assert Placement.objects.exists() == (invitation.state == InvitationState.ACCEPTED)
