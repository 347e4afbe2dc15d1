"""Steps, terms, renewal and the end: what may happen to an ambassador, and what may not."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.personal_data import holdings
from hubs import actions, reminders
from hubs.models import Ambassador, Ending, Evidence, EvidenceKind, Rung, Step
from hubs.terms import last_day
from hubs.tests.factories import AmbassadorFactory, EvidenceFactory, InvitationFactory, MembershipFactory
from mailing.models import Message

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def ambassador(poland, participant):
    return AmbassadorFactory(hub=poland, user=participant)


def today():
    return timezone.localdate()


def ending_in(days, poland, **kwargs):
    starts_on = today() + days * DAY - 365 * DAY
    return AmbassadorFactory(hub=poland, starts_on=starts_on, ends_on=today() + days * DAY, **kwargs)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ((2026, 11, 22), 24, (2028, 11, 21)),
        ((2026, 3, 1), 24, (2028, 2, 29)),
        ((2027, 8, 31), 6, (2028, 2, 28)),
        ((2026, 12, 31), 12, (2027, 12, 30)),
        ((2026, 1, 1), 1, (2026, 1, 31)),
    ],
)
def test_a_term_is_so_many_months_long(first, months, last):
    assert last_day(datetime.date(*first), months) == datetime.date(*last)


def test_the_ladder_is_climbed_one_step_at_a_time_with_what_shows_it(ambassador, coordinator):
    for rung in (Rung.TRAINED, Rung.AMBASSADOR, Rung.TRAINER):
        actions.take_step(
            ambassador=ambassador,
            rung=rung,
            by=coordinator,
            evidence="FDD Warsaw",
            link="https://example.org/fdd",
        )

    ambassador.refresh_from_db()
    assert (ambassador.rung, ambassador.next_rung) == (Rung.TRAINER, None)
    last = ambassador.steps.last()
    assert (last.evidence, last.link, last.recorded_by) == (
        "FDD Warsaw",
        "https://example.org/fdd",
        coordinator,
    )
    assert (
        AuditEntry.objects.filter(action="ambassador.stepped_up", person_id=ambassador.user_id).count() == 3
    )
    assert Message.objects.filter(kind="hubs/stepped_up", user=ambassador.user).count() == 3


def test_no_step_is_left_out(ambassador, coordinator):
    with pytest.raises(ValidationError) as refused:
        actions.take_step(ambassador=ambassador, rung=Rung.AMBASSADOR, by=coordinator)

    assert refused.value.code == "transition"
    ambassador.refresh_from_db()
    assert ambassador.rung == Rung.NOMINATED


def test_the_second_of_two_coordinators_is_told_how_it_stands(ambassador, coordinator, staff):
    actions.take_step(ambassador=ambassador, rung=Rung.TRAINED, by=coordinator)

    with pytest.raises(actions.AlreadyChanged, match="Łukasz Żółć is recorded as “Trained” already"):
        actions.take_step(ambassador=ambassador, rung=Rung.TRAINED, by=staff)

    assert Message.objects.filter(kind="hubs/stepped_up").count() == 1


def test_nobody_decides_about_the_own_steps_and_term(poland, coordinator):
    own = ending_in(10, poland, user=coordinator)

    for deed in (
        lambda: actions.take_step(ambassador=own, rung=Rung.TRAINED, by=coordinator),
        lambda: actions.renew(ambassador=own, until=own.ends_on, by=coordinator),
    ):
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == "own"


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-40, "before_the_last")])
def test_a_step_is_not_taken_in_the_future_or_before_the_last(poland, coordinator, days, code):
    ambassador = AmbassadorFactory(hub=poland, step=Rung.TRAINED)

    with pytest.raises(ValidationError) as refused:
        actions.take_step(
            ambassador=ambassador, rung=Rung.AMBASSADOR, by=coordinator, on=today() + days * DAY
        )

    assert refused.value.error_dict["taken_on"][0].code in (code, None)
    assert ambassador.steps.count() == 2


def test_training_may_lie_before_the_nomination(ambassador, coordinator):
    actions.take_step(
        ambassador=ambassador, rung=Rung.TRAINED, by=coordinator, on=ambassador.starts_on - 90 * DAY
    )

    assert ambassador.steps.count() == 2


@pytest.mark.parametrize(("days", "live"), [(0, True), (-1, False)])
def test_a_term_ends_by_itself_and_stays_as_history(poland, days, live):
    ambassador = ending_in(days, poland)

    assert Ambassador.objects.live().contains(ambassador) is live
    assert Ambassador.objects.over().contains(ambassador) is not live
    assert ambassador.is_live is live


def test_after_the_term_nothing_more_can_be_decided(poland, coordinator):
    ambassador = ending_in(-1, poland)

    with pytest.raises(actions.AlreadyChanged, match="Nominate the person anew"):
        actions.take_step(ambassador=ambassador, rung=Rung.TRAINED, by=coordinator)


def test_renewing_adds_one_term_after_the_one_that_ends(poland, coordinator):
    ambassador = ending_in(10, poland)
    ends_on = ambassador.ends_on

    actions.renew(ambassador=ambassador, until=ends_on, by=coordinator)

    ambassador.refresh_from_db()
    assert ambassador.ends_on == last_day(ends_on + DAY, 24)
    entry = AuditEntry.objects.get(action="ambassador.renewed")
    assert entry.facts == {"before": ends_on.isoformat(), "ends_on": ambassador.ends_on.isoformat()}
    assert Message.objects.filter(kind="hubs/renewed", user=ambassador.user).count() == 1


def test_renewing_twice_with_one_look_at_the_page_renews_once(poland, coordinator, staff):
    ambassador = ending_in(10, poland)
    seen = ambassador.ends_on
    actions.renew(ambassador=ambassador, until=seen, by=coordinator)

    with pytest.raises(actions.AlreadyChanged, match="renewed already"):
        actions.renew(ambassador=ambassador, until=seen, by=staff)


def test_a_term_is_renewed_only_when_its_end_is_near_and_the_hub_sets_how_near(poland, coordinator):
    ambassador = ending_in(90, poland)
    with pytest.raises(ValidationError) as refused:
        actions.renew(ambassador=ambassador, until=ambassador.ends_on, by=coordinator)
    assert refused.value.code == "too_early"

    poland.ambassador_reminder_days, poland.ambassador_months = 100, 6
    poland.save()
    before = ambassador.ends_on
    actions.renew(ambassador=ambassador, until=before, by=coordinator)

    ambassador.refresh_from_db()
    assert ambassador.ends_on == last_day(before + DAY, 6)


def test_a_hub_ends_a_term_with_a_reason_that_the_person_reads(ambassador, coordinator):
    with pytest.raises(ValidationError):
        actions.end(ambassador=ambassador, reason="No.", by=coordinator)

    actions.end(ambassador=ambassador, reason="You asked us to give it to a colleague.", by=coordinator)

    ambassador.refresh_from_db()
    assert (ambassador.ending, ambassador.ended_by) == (Ending.WITHDRAWN, coordinator)
    message = Message.objects.get(kind="hubs/ended")
    assert (message.user, message.context["reason"]) == (
        ambassador.user,
        "You asked us to give it to a colleague.",
    )


def test_who_resigns_is_no_longer_named_and_the_coordinators_are_told(ambassador, coordinator):
    actions.show_in_public(ambassador=ambassador, shown=True)

    actions.resign(ambassador=ambassador, reason="I am moving.")

    ambassador.refresh_from_db()
    assert (ambassador.ending, ambassador.is_shown, ambassador.is_live) == (Ending.RESIGNED, False, False)
    assert list(Message.objects.filter(kind="hubs/resigned").values_list("user", flat=True)) == [
        coordinator.pk
    ]


def test_resigning_twice_is_told_once(ambassador, coordinator):
    actions.resign(ambassador=ambassador)

    with pytest.raises(actions.AlreadyChanged, match="has ended this term already"):
        actions.resign(ambassador=ambassador)


def test_after_the_end_a_new_term_may_begin(ambassador, coordinator):
    actions.resign(ambassador=ambassador)

    again = AmbassadorFactory(hub=ambassador.hub, user=ambassador.user)

    assert list(Ambassador.objects.live()) == [again]


def test_the_person_and_the_coordinators_are_reminded_once_for_each_end(poland, coordinator):
    soon, later = ending_in(60, poland), ending_in(61, poland)
    MembershipFactory(hub=poland, ends_on=today() - DAY)

    reminders.queue_due()
    reminders.queue_due()

    assert list(Message.objects.filter(kind="hubs/term_ending").values_list("user", flat=True)) == [
        soon.user_id
    ]
    assert list(Message.objects.filter(kind="hubs/term_ending_hub").values_list("user", flat=True)) == [
        coordinator.pk
    ]
    reminders.queue_due(today() + DAY)
    assert Message.objects.filter(kind="hubs/term_ending", user=later.user).exists()


def test_a_reminder_is_dropped_once_the_term_was_renewed(poland, coordinator):
    from mailing import kinds

    ambassador = ending_in(10, poland)
    reminders.queue_due()
    message = Message.objects.get(kind="hubs/term_ending")
    assert kinds.get(message.kind).still_true(message)

    actions.renew(ambassador=ambassador, until=ambassador.ends_on, by=coordinator)

    assert not kinds.get(message.kind).still_true(message)


@pytest.mark.parametrize("rows", [1, 3])
def test_reminding_takes_the_same_queries_for_any_number(
    poland, coordinator, rows, django_assert_num_queries
):
    for _number in range(rows):
        ending_in(10, poland)

    with django_assert_num_queries(4):
        reminders.queue_due()


def test_evidence_is_recorded_once_for_its_source_and_can_be_taken_back(participant):
    facts = {"user": participant, "kind": EvidenceKind.TRAINED, "title": "FDD", "on": today()}
    first = actions.record_evidence(**facts, source="attendance:1")

    assert actions.record_evidence(**facts, source="attendance:1") == first
    assert AuditEntry.objects.filter(action="evidence.recorded").count() == 1
    assert actions.withdraw_evidence(source="attendance:1") is True
    assert actions.withdraw_evidence(source="attendance:1") is False
    assert not Evidence.objects.exists()


# ---- What the database refuses ----


def test_the_database_refuses_two_live_terms_of_one_person_at_one_hub(ambassador):
    with pytest.raises(IntegrityError, match="hubs_ambassador_one_live"), transaction.atomic():
        Ambassador.objects.create(
            hub=ambassador.hub, user=ambassador.user, starts_on=today(), ends_on=today() + DAY
        )


def test_one_person_may_serve_two_hubs(ambassador, romania):
    AmbassadorFactory(hub=romania, user=ambassador.user)

    assert Ambassador.objects.live().filter(user=ambassador.user).count() == 2


@pytest.mark.parametrize("rung", [Rung.NOMINATED, Rung.AMBASSADOR, Rung.TRAINER])
def test_the_database_refuses_a_step_that_is_not_the_next(ambassador, rung):
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(ambassador=ambassador, rung=rung, recorded_by=ambassador.user)


def test_the_database_refuses_to_change_a_step(ambassador):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ambassador.steps.update(evidence="Something else")


def test_the_database_refuses_a_step_without_having_taken_it(ambassador):
    with pytest.raises(IntegrityError, match="without having taken it"), transaction.atomic():
        Ambassador.objects.filter(pk=ambassador.pk).update(rung=Rung.TRAINER)


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"ends_on": datetime.date(2020, 1, 1)}, "hubs_ambassador_ends_after_start"),
        ({"ending": Ending.RESIGNED}, "hubs_ambassador_ended_says_how"),
        ({"ended_at": timezone.now()}, "hubs_ambassador_ended_says_how"),
    ],
)
def test_the_database_refuses_impossible_terms(ambassador, broken, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Ambassador.objects.filter(pk=ambassador.pk).update(**broken)


@pytest.mark.parametrize(
    ("factory", "broken", "constraint"),
    [
        (EvidenceFactory, {"kind": "seen"}, "hubs_evidence_kind_known"),
        (InvitationFactory, {"email": "A@example.com"}, "hubs_invitation_email_lowercase"),
        (InvitationFactory, {"expires_at": timezone.now() - DAY}, "hubs_invitation_expires_later"),
    ],
)
def test_the_database_refuses_impossible_evidence_and_invitations(factory, broken, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**broken)


def test_the_database_refuses_a_second_invitation_and_a_second_source(poland):
    InvitationFactory(hub=poland, email="a@example.com")
    EvidenceFactory(source="attendance:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(hub=poland, email="a@example.com")
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFactory(source="attendance:1")


def test_a_term_its_steps_and_evidence_are_exported_and_gone_after_erasure(ambassador, coordinator):
    actions.take_step(ambassador=ambassador, rung=Rung.TRAINED, by=coordinator, evidence="FDD Warsaw")
    EvidenceFactory(user=ambassador.user)
    InvitationFactory(hub=ambassador.hub, email=ambassador.user.email, invited_by=coordinator)
    own = {one.model: one for one in holdings() if one.model.startswith("hubs.")}
    user = ambassador.user

    exported = {model: list(holding.export(user)) for model, holding in own.items()}
    assert [row["step"] for row in exported["hubs.Ambassador"]] == ["Trained"]
    assert [row["evidence"] for row in exported["hubs.Step"]] == ["", "FDD Warsaw"]
    assert len(exported["hubs.Evidence"]) == len(exported["hubs.Invitation"]) == 1
    assert next(iter(own["hubs.Step"].export(coordinator)))["evidence"] == ""

    for holding in own.values():
        holding.erase(user)
    assert not any(list(holding.export(user)) for holding in own.values())
