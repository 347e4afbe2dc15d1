from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions, choosing, missing, selfcheck
from fellowships.models import (
    Application,
    ApplicationState,
    Call,
    CvEntry,
    EntryKind,
    OfferState,
    Preference,
    Referee,
    Stage,
)
from fellowships.tests.applying import TEXTS, complete_draft, letter
from fellowships.tests.deciding import approved
from fellowships.tests.factories import (
    ApplicationFactory,
    CentreMemberFactory,
    OfferingFactory,
    at_stage,
    open_call,
)
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return open_call(places=(2, 1, 1, 1))


@pytest.fixture
def draft(call, participant):
    return actions.begin_application(call=call, person=participant)


def save(application, **values):
    return actions.save_application(application=application, revision=application.revision, values=values)


def close(call):
    """The deadline is over, whether or not the call was closed yet."""
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


# ---- Drafts ----


def test_a_draft_begins_with_what_the_profile_says(call, participant):
    participant.profile.workplace = "Szpital Uniwersytecki"
    participant.profile.save()

    draft = actions.begin_application(call=call, person=participant)

    assert (draft.state, draft.home, draft.workplace) == ("draft", "PL", "Szpital Uniwersytecki")
    assert AuditEntry.objects.about(draft).get().action == "application.begun"


def test_beginning_twice_is_beginning_once(call, participant):
    first = actions.begin_application(call=call, person=participant)

    assert actions.begin_application(call=call, person=participant) == first
    assert AuditEntry.objects.filter(action="application.begun").count() == 1


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.REVIEWING, Stage.COMPLETED])
def test_nothing_begins_when_the_call_is_not_open(call, participant, stage):
    at_stage(call, stage)

    with pytest.raises(ValidationError, match="takes no applications"):
        actions.begin_application(call=call, person=participant)


def test_who_cannot_be_written_to_confirms_the_address_first(call, participant):
    EmailAddress.objects.update(verified=False)

    with pytest.raises(ValidationError) as refused:
        actions.begin_application(call=call, person=participant)

    assert refused.value.code == "unverified"


def test_saving_counts_revisions_and_only_news(draft):
    saved = save(draft, motivation="Because.")
    assert saved.revision == 1

    assert save(saved, motivation="Because.").revision == 1
    assert save(saved, motivation="Because!").revision == 2


def test_the_older_of_two_windows_is_told_and_overwrites_nothing(draft):
    save(draft, motivation="From the first window.")

    with pytest.raises(actions.ChangedMeanwhile) as told:
        save(draft, motivation="From the second window.")

    assert told.value.application.motivation == "From the first window."
    draft.refresh_from_db()
    assert draft.motivation == "From the first window."


def test_rows_are_replaced_as_a_whole_or_left_alone(draft):
    row = CvEntry(kind=EntryKind.POST, title="Consultant", from_year=2019)
    saved = actions.save_application(application=draft, revision=0, values={}, cv=[row])
    assert saved.revision == 1

    again = CvEntry(kind=EntryKind.POST, title="Consultant", from_year=2019)
    saved = actions.save_application(application=draft, revision=1, values={}, cv=[again])
    assert saved.revision == 1

    actions.save_application(application=draft, revision=1, values={}, cv=None)
    assert draft.cv.get().title == "Consultant"
    actions.save_application(application=draft, revision=1, values={}, cv=[])
    assert not draft.cv.exists()


def test_what_is_typed_while_the_deadline_passes_is_kept_and_cannot_be_handed_in(participant):
    draft = complete_draft(participant)
    close(draft.call)

    save(draft, motivation="The last words.")
    with pytest.raises(ValidationError, match="The call closed on") as refused:
        actions.submit(application=draft, has_confirmed=True)

    assert refused.value.code == "closed"
    draft.refresh_from_db()
    assert (draft.state, draft.motivation) == (ApplicationState.DRAFT, "The last words.")


def test_a_draft_that_is_given_up_goes_away_as_a_whole(participant, settings, tmp_path):
    draft = complete_draft(participant)

    actions.discard_draft(application=draft, by=participant)

    assert not Application.objects.exists()
    assert not Preference.objects.exists()


def test_drafts_are_forgotten_when_their_time_is_over(participant):
    call = open_call()
    draft, kept = actions.begin_application(call=call, person=participant), ApplicationFactory(call=call)
    over = timezone.now() - timedelta(days=call.draft_kept_days)
    at_stage(call, Stage.REVIEWING)
    Call.objects.filter(pk=call.pk).update(closes_at=over + timedelta(hours=1))
    assert actions.forget_drafts() == 0

    Call.objects.filter(pk=call.pk).update(closes_at=over - timedelta(hours=1))
    assert actions.forget_drafts() == 1

    assert list(Application.objects.all()) == [kept]
    assert AuditEntry.objects.about(draft).filter(action="application.discarded").exists()


def test_a_draft_that_is_open_again_is_not_forgotten(participant):
    call = open_call()
    draft = actions.begin_application(call=call, person=participant)
    at_stage(call, Stage.CLOSED)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(days=100))
    Application.objects.filter(pk=draft.pk).update(
        reopened_until=timezone.now() + timedelta(days=1), reopened_because="Was ill."
    )

    assert actions.forget_drafts() == 0


# ---- Handing in ----


def test_a_complete_draft_is_handed_in_and_received_never_confirmed(participant):
    draft = complete_draft(participant)

    handed_in = actions.submit(application=draft, has_confirmed=True)

    assert handed_in.state == ApplicationState.SUBMITTED
    assert handed_in.is_eligible is None
    mail = Message.objects.get()
    assert mail.kind == "fellowships/application_received"
    assert AuditEntry.objects.about(draft).filter(action="application.submitted").exists()


def test_handing_in_twice_is_handing_in_once(participant):
    draft = complete_draft(participant)

    first = actions.submit(application=draft, has_confirmed=True)
    again = actions.submit(application=draft, has_confirmed=True)

    assert first.submitted_at == again.submitted_at
    assert Message.objects.count() == 1


def test_one_says_that_all_is_true(participant):
    draft = complete_draft(participant)

    with pytest.raises(ValidationError, match="Tick that all of this is true"):
        actions.submit(application=draft, has_confirmed=False)


@pytest.mark.parametrize("name", list(TEXTS))
def test_whatever_is_missing_is_named(participant, name):
    draft = complete_draft(participant)
    assert missing.of(draft) == []
    empty = [] if name == "languages" else None if name == "years_in_intensive_care" else ""
    draft = save(draft, **{name: empty})

    [lacking] = missing.of(draft)

    assert lacking.url.endswith(f"#id_{name}")
    with pytest.raises(ValidationError, match="Something is missing still"):
        actions.submit(application=draft, has_confirmed=True)


def test_texts_have_room_for_so_many_words(participant):
    draft = complete_draft(participant)
    most = draft.call.words_each
    assert missing.of(save(draft, plans="word " * most)) == []
    draft.refresh_from_db()

    [lacking] = missing.of(save(draft, plans="word " * (most + 1)))

    assert lacking.words == f"What you will change at home: {most + 1} words, and at most {most} are read"


def test_cv_referees_centres_and_documents_are_asked_for(draft):
    draft = save(draft, **TEXTS)

    assert [one.words for one in missing.of(draft)] == [
        "Your CV: not one line yet",
        "Referees: 1 more",
        "Centres: none chosen yet",
        "Letter of your supervisor: not uploaded yet",
    ]


def test_which_documents_are_asked_for_is_said_by_the_call(participant):
    draft = complete_draft(participant)
    Call.objects.update(asks_for_proof=True, asks_for_letter=False, referees_asked=0)
    draft.call.refresh_from_db()
    Referee.objects.all().delete()

    assert [one.words for one in missing.of(draft)] == ["Proof of your post: not uploaded yet"]
    letter(draft, "proof")
    assert missing.of(draft) == []


def test_a_list_of_centres_that_have_all_left_is_no_list(participant):
    draft = complete_draft(participant)
    draft.call.offerings.update(withdrawn_at=timezone.now(), withdrawn_because="Ward closed.")

    assert [one.words for one in missing.of(draft)] == ["Centres: none chosen yet"]


def test_what_is_handed_in_stays_complete(participant):
    application = actions.submit(application=complete_draft(participant), has_confirmed=True)

    changed = save(application, motivation="Better words.")
    with pytest.raises(ValidationError, match="Something is missing still"):
        save(changed, motivation="")

    application.refresh_from_db()
    assert application.motivation == "Better words."


def test_what_is_handed_in_is_frozen_by_the_deadline(participant):
    application = actions.submit(application=complete_draft(participant), has_confirmed=True)
    close(application.call)

    with pytest.raises(ValidationError, match="The call closed on"):
        save(application, motivation="Too late.")

    application.refresh_from_db()
    assert application.motivation == TEXTS["motivation"]


def test_one_that_was_opened_again_can_be_handed_in_late_and_is_judged_at_once(participant):
    draft = complete_draft(participant)
    at_stage(draft.call, Stage.CLOSED)
    Application.objects.update(
        reopened_until=timezone.now() + timedelta(days=1), reopened_because="The network of the hospital."
    )

    handed_in = actions.submit(application=draft, has_confirmed=True)

    handed_in.refresh_from_db()
    assert handed_in.is_eligible is True
    assert "until" not in Message.objects.get().context["closes_at"]


def test_an_opening_that_is_over_opens_nothing(participant):
    draft = complete_draft(participant)
    at_stage(draft.call, Stage.CLOSED)
    Application.objects.update(
        reopened_until=timezone.now() - timedelta(seconds=1), reopened_because="The network."
    )
    draft.refresh_from_db()

    with pytest.raises(ValidationError, match="The call closed on"):
        actions.submit(application=draft, has_confirmed=True)


# ---- Withdrawing ----


@pytest.mark.parametrize(
    "stage", [stage for stage in Stage if stage not in (Stage.ANNOUNCED, Stage.COMPLETED)]
)
def test_one_can_withdraw_at_every_stage(participant, stage):
    application = ApplicationFactory(person=participant)
    at_stage(application.call, stage)

    actions.withdraw(application=application, by=participant)

    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert Message.objects.get().kind == "fellowships/application_withdrawn"
    assert not Application.objects.in_the_running().exists()


def test_who_withdraws_twice_is_told(participant):
    application = ApplicationFactory(person=participant)
    actions.withdraw(application=application, by=participant)

    with pytest.raises(ValidationError, match="settled meanwhile"):
        actions.withdraw(application=application, by=participant)


def test_from_a_completed_round_nobody_withdraws(participant):
    application = ApplicationFactory(person=participant)
    at_stage(application.call, Stage.COMPLETED)

    with pytest.raises(ValidationError, match="completed"):
        actions.withdraw(application=application, by=participant)


def an_offer_to(participant):
    application = ApplicationFactory(person=participant)
    approved(application.call, placed=[(application, application.call.offerings.first())])
    [offer] = actions.send_offers(call=application.call, by=UserFactory(is_staff=True))
    return offer


def test_who_withdraws_leaves_an_offered_fellowship_to_the_next(participant):
    offer = an_offer_to(participant)

    actions.withdraw(application=offer.application, by=participant)

    offer.refresh_from_db()
    assert offer.state == OfferState.DECLINED
    assert offer.application.state == ApplicationState.WITHDRAWN


def test_who_has_a_stay_cancels_that_first(participant):
    offer = actions.accept_offer(offer=an_offer_to(participant), by=participant)

    assert not actions.may_withdraw(offer.application)
    with pytest.raises(ValidationError, match="You have a stay at a centre"):
        actions.withdraw(application=offer.application, by=participant)

    offer.refresh_from_db()
    assert offer.state == OfferState.ACCEPTED


# ---- Centres ----


def ranks(application):
    return list(application.preferences.order_by("rank").values_list("offering", flat=True))


def test_centres_are_ranked_moved_and_taken_off(draft):
    one, two, three, _four = draft.call.offerings.values_list("pk", flat=True).order_by("pk")
    actions.rank_centres(application=draft, shown=[], wanted=[one, two, three])
    actions.rank_centres(application=draft, shown=[one, two, three], wanted=[three, one, two])
    assert ranks(draft) == [three, one, two]

    actions.rank_centres(application=draft, shown=[three, one, two], wanted=[three, two])
    assert ranks(draft) == [three, two]
    assert list(draft.preferences.values_list("rank", flat=True)) == [1, 2]


def test_of_two_windows_the_older_one_does_not_change_the_list(draft):
    one, two, *_rest = draft.call.offerings.values_list("pk", flat=True)
    actions.rank_centres(application=draft, shown=[], wanted=[one])

    with pytest.raises(ValidationError, match="another window"):
        actions.rank_centres(application=draft, shown=[], wanted=[two])

    assert ranks(draft) == [one]


def test_centres_of_another_call_cannot_be_chosen(draft):
    other = OfferingFactory(call=open_call())

    with pytest.raises(ValidationError, match="takes no part"):
        actions.rank_centres(application=draft, shown=[], wanted=[other.pk])


def test_a_centre_that_left_stays_on_the_list_and_is_not_added_anew(draft):
    one, two, *_rest = draft.call.offerings.order_by("pk")
    actions.rank_centres(application=draft, shown=[], wanted=[one.pk])
    draft.call.offerings.update(withdrawn_at=timezone.now(), withdrawn_because="The ward is closed.")

    with pytest.raises(ValidationError, match="The ward is closed"):
        actions.rank_centres(application=draft, shown=[one.pk], wanted=[one.pk, two.pk])

    [choice] = choosing.of(draft).ranked
    assert choice.because == "It has taken its places back: The ward is closed."
    assert choosing.of(draft).available == 0


def test_nobody_chooses_the_own_centre(draft, participant):
    member, place, *_rest = draft.call.offerings.order_by("pk")
    CentreMemberFactory(centre=member.centre, user=participant)
    save(draft, workplace=place.centre.name.upper())
    draft.refresh_from_db()

    excluded = {one.offering: one.because for one in choosing.of(draft).excluded}

    assert excluded == {member: "You belong to this centre yourself.", place: "You work there."}
    for offering in (member, place):
        with pytest.raises(ValidationError):
            actions.rank_centres(application=draft, shown=[], wanted=[offering.pk])


def test_what_is_handed_in_keeps_a_centre(participant):
    application = actions.submit(application=complete_draft(participant), has_confirmed=True)
    shown = ranks(application)

    with pytest.raises(ValidationError, match="at least one centre"):
        actions.rank_centres(application=application, shown=shown, wanted=[])

    assert ranks(application) == shown


def test_after_the_deadline_the_list_stands(participant):
    draft = complete_draft(participant)
    close(draft.call)

    with pytest.raises(ValidationError, match="The call closed on"):
        actions.rank_centres(application=draft, shown=ranks(draft), wanted=[])


@pytest.mark.parametrize(
    ("deed", "number", "order"),
    [
        ("up", 3, [1, 3, 2]),
        ("up", 1, [1, 2, 3]),
        ("down", 1, [2, 1, 3]),
        ("down", 3, [1, 2, 3]),
        ("drop", 2, [1, 3]),
        ("drop", 9, [1, 2, 3]),
        ("up", 9, [1, 2, 3]),
        ("add", 9, [1, 2, 3, 9]),
        ("add", 2, [1, 2, 3]),
    ],
)
def test_a_button_moves_one_centre(deed, number, order):
    assert choosing.moved([1, 2, 3], deed, number) == order


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ({}, [7, 8, 9]),
        ({7: 3, 8: 2, 9: 1}, [9, 8, 7]),
        ({9: 1}, [9, 7, 8]),
        ({7: 3}, [8, 9, 7]),
        ({7: 99}, [8, 9, 7]),
        ({9: 2}, [7, 9, 8]),
    ],
)
def test_typed_places_are_an_order(typed, order):
    assert choosing.placed([7, 8, 9], typed) == order


@pytest.mark.parametrize("number", [1, 3])
def test_the_centres_take_as_many_queries_for_three_as_for_one(
    participant, number, django_assert_num_queries
):
    draft = actions.begin_application(call=open_call(places=(1,) * number), person=participant)

    with django_assert_num_queries(4):
        choosing.of(draft)


# ---- Looking through ----


def test_words_that_give_somebody_away_are_pointed_out(draft):
    draft.person.name = "Łukasz Żółć-Nowak"
    draft.workplace = "Szpital Uniwersytecki w Krakowie"
    draft.motivation = "As LUKASZ of Krakowie, write to me@example.org. Our hospital, our szpital."
    draft.plans = "Ask Zolc."

    flags = selfcheck.of(draft)

    assert {(flag.what, flag.because) for flag in flags} == {
        ("me@example.org", "an e-mail address"),
        ("LUKASZ", "your name"),
        ("Krakowie", "where you work"),
        ("Zolc", "your name"),
    }
    assert {flag.where for flag in flags} == {"Why you apply", "What you will change at home"}


def test_where_reviewers_see_the_name_nothing_is_pointed_out(draft):
    draft.motivation = f"I am {draft.person.name}."
    draft.call.is_blind = False

    assert selfcheck.of(draft) == []


def test_the_database_keeps_one_application_for_one_person_and_call(draft, participant):
    duplicate = Application(call=draft.call, person=participant)

    with pytest.raises(ValidationError, match="already"):
        duplicate.validate_constraints()
