"""A hub proposes an event; the office approves it or sends it back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.models import Membership
from hubs.tests.factories import MembershipFactory
from levels.tests.factories import PathwayFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Event, Faculty, FacultyRole, Filling, Proposal, ProposalState
from registrations.proposing import thread_of
from registrations.tests.factories import EventFactory, ProposalFactory

pytestmark = pytest.mark.django_db
NEW = reverse("registrations:propose", args=["pl"])
LIST = reverse("registrations:hub_events", args=["pl"])


def url(proposal, name="proposal"):
    if name.startswith("office") or name.endswith("_proposal"):
        return reverse(f"registrations:{name}", args=[proposal.pk])
    return reverse(f"registrations:{name}", args=[proposal.hub.code, proposal.pk])


def filled(**changes):
    """The form as a coordinator fills it in; with two people who teach."""
    return {
        "kind": "national",
        "title": "Dzień sepsy",
        "summary": "Cases from Polish wards.",
        "description": "For everyone who treats sepsis.",
        "starts_at": "2027-05-06T09:00",
        "ends_at": "2027-05-06T17:00",
        "date_note": "",
        "place": "Kraków, Aula",
        "language": "pl",
        "host_conference": "Zjazd PTAiIT",
        "capacity": "40",
        "filling": "reviewed",
        "signatory_name": "Koordynatorka Żółć",
        "signatory_post": "Hub Poland",
        "comment": "We would like this very much.",
        "team-TOTAL_FORMS": "2",
        "team-INITIAL_FORMS": "0",
        "team-0-name": "Zbigniew Wykładowca",
        "team-0-role": "speaker",
        "team-1-name": "",
        "team-1-role": "instructor",
        "do": "propose",
    } | changes


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def proposed(poland, coordinator):
    """With the office since just now."""
    draft = ProposalFactory(hub=poland, written_by=coordinator)
    return actions.propose_event(proposal=draft, faculty=[], by=coordinator)


def test_a_coordinator_proposes_and_the_office_is_told(as_, coordinator):
    PathwayFactory(contact_email="education@example.org")

    response = as_(coordinator).post(NEW, filled())

    proposal = Proposal.objects.get()
    assert response.url == url(proposal)
    assert (proposal.state, proposal.proposed_by, str(proposal.hub.country)) == (
        "proposed",
        coordinator,
        "PL",
    )
    assert proposal.starts_at == datetime.datetime(2027, 5, 6, 7, 0, tzinfo=datetime.UTC)
    assert [row.name for row in proposal.faculty.all()] == ["Zbigniew Wykładowca"]
    message = Message.objects.get()
    assert (message.kind, message.to) == ("registrations/proposal_received", "education@example.org")
    assert message.context["path"] == url(proposal, "office_proposal")
    assert "With the office" in text(as_(coordinator).get(LIST))


def test_the_office_may_have_an_address_of_its_own(as_, coordinator):
    PathwayFactory(office_email="office@example.org")

    as_(coordinator).post(NEW, filled())

    assert Message.objects.get().to == "office@example.org"


def test_a_draft_needs_a_title_only_and_is_finished_later(as_, coordinator):
    client = as_(coordinator)
    nothing = dict.fromkeys(filled(), "") | {"team-TOTAL_FORMS": "1", "team-INITIAL_FORMS": "0"}

    client.post(NEW, nothing | {"title": "An idea", "filling": "first_come", "do": "keep"})

    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.kind, proposal.starts_at) == ("draft", "", None)
    assert 'value="An idea"' in text(client.get(url(proposal)))

    client.post(url(proposal), filled(edition=proposal.edition))

    proposal.refresh_from_db()
    assert (proposal.state, proposal.title) == ("proposed", "Dzień sepsy")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"kind": ""}, "Say what kind of event it is."),
        ({"summary": ""}, "Say in one sentence what it is"),
        ({"place": ""}, "Say where it takes place."),
        ({"language": ""}, "Say in which language it is."),
        ({"signatory_name": ""}, "Say who signs the certificates."),
        ({"starts_at": "", "ends_at": ""}, "Give the date, or say in words when it will be known."),
        ({"ends_at": ""}, "Give both, the start and the end."),
        ({"ends_at": "2027-05-05T09:00"}, "It ends before it starts."),
        ({"starts_at": "2020-05-05T09:00", "ends_at": "2020-05-05T10:00"}, "This is past."),
        ({"starts_at": "2027-03-28T02:30"}, "That hour does not exist in Warsaw"),
        ({"ends_at": "2027-10-31T02:30"}, "That hour comes twice in Warsaw"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"capacity": "99999"}, "less than or equal to 2000"),
        ({"kind": "webinar"}, "Select a valid choice."),
        ({"language": "xx"}, "Select a valid choice."),
        ({"team-0-email": "nobody@example.com"}, "Nobody from Poland has an account with this address."),
        ({"team-1-email": "nobody@example.com"}, "Write the name, as it shall stand"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(as_, coordinator, poland, changes, said):
    poland.time_zone = "Europe/Warsaw"
    poland.save()

    page = text(as_(coordinator).post(NEW, filled(**changes)))

    assert said in page
    assert "Nothing was saved yet." in page
    assert "For everyone who treats sepsis." in page
    assert "We would like this very much." in page
    assert "Zbigniew Wykładowca" in page
    assert not Proposal.objects.exists()


def test_a_date_may_be_open_if_it_is_said_in_words(as_, coordinator):
    as_(coordinator).post(NEW, filled(starts_at="", ends_at="", date_note="Spring 2027"))

    assert Proposal.objects.get().state == "proposed"


def test_more_rows_for_the_faculty_keep_what_was_typed(as_, coordinator):
    response = as_(coordinator).post(NEW, filled(do="more"))

    page = text(response)
    assert 'name="team-3-name"' in page
    assert "Zbigniew Wykładowca" in page
    assert not Proposal.objects.exists()


def test_people_at_home_in_the_country_are_linked_and_others_stay_unknown(as_, coordinator, stranger):
    teacher = UserFactory(country="PL")
    client = as_(coordinator)

    client.post(NEW, filled(**{"team-0-email": teacher.email.upper()}))
    assert Faculty.objects.get().user == teacher

    page = text(client.post(NEW, filled(**{"team-0-email": stranger.email})))
    assert "Nobody from Poland has an account with this address." in page


def test_who_runs_no_hub_has_no_such_pages(
    as_, proposed, participant, stranger, romanian_coordinator, client
):
    pages = [NEW, LIST, url(proposed), url(proposed, "withdraw")]
    for user in (participant, stranger, romanian_coordinator):
        assert [as_(user).post(page, filled()).status_code for page in pages] in (
            [404, 404, 404, 404],
            [404, 405, 404, 404],
        )
        assert as_(user).get(LIST).status_code == 404
        assert as_(user).get(url(proposed)).status_code == 404
    client.logout()
    assert "/accounts/login/" in client.get(NEW).url
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_a_proposal_is_reached_under_its_own_hub_only(as_, proposed, romania, coordinator):
    MembershipFactory(hub=romania, user=coordinator)

    assert (
        as_(coordinator).get(reverse("registrations:proposal", args=["ro", proposed.pk])).status_code == 404
    )


def test_a_coordinator_whose_term_ended_gets_back_what_was_typed(as_, coordinator, poland):
    draft = ProposalFactory(hub=poland, title="As it was")
    Membership.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    client = as_(coordinator)

    for address in (NEW, url(draft)):
        response = client.post(address, filled(edition=draft.edition))
        page = text(response)
        assert response.status_code == 403
        assert "Your term at Hub Poland ended on" in page
        assert "For everyone who treats sepsis." in page
        assert "Zbigniew Wykładowca" in page
        assert client.get(address).status_code == 404

    assert list(Proposal.objects.values_list("title", flat=True)) == ["As it was"]


def test_two_who_edit_at_once_the_second_is_told_and_may_insist(as_, coordinator, poland):
    draft = ProposalFactory(hub=poland)
    client = as_(coordinator)
    assert client.post(url(draft), filled(do="keep", title="First", edition=1)).status_code == 302

    page = text(client.post(url(draft), filled(do="keep", title="Second", edition=1)))

    assert "Somebody else has changed this proposal meanwhile" in page
    assert 'value="Second"' in page
    assert Proposal.objects.get().title == "First"
    client.post(url(draft), filled(do="keep", title="Second", edition=2))
    assert Proposal.objects.get().title == "Second"


def test_what_is_with_the_office_cannot_be_changed(as_, coordinator, proposed):
    page = text(as_(coordinator).post(url(proposed), filled(title="Other", edition=proposed.edition)))

    assert "This proposal is proposed already" in page
    assert Proposal.objects.get().title == "Sepsis day"


def test_the_office_sees_proposals_side_by_side_and_no_drafts(as_, staff, proposed, poland):
    ProposalFactory(hub=poland, title="Secret draft")

    page = text(as_(staff).get(reverse("registrations:office_proposals")))

    assert "1 proposal waits for a decision." in page
    assert "Sepsis day" in page
    assert "Secret draft" not in page
    draft = Proposal.objects.get(title="Secret draft")
    assert as_(staff).get(url(draft, "office_proposal")).status_code == 404
    assert "Secret draft" not in text(as_(staff).get(LIST))


@pytest.mark.parametrize("who", ["participant", "coordinator", "stranger"])
def test_only_the_office_decides(as_, proposed, request, who):
    client = as_(request.getfixturevalue(who))

    assert client.get(reverse("registrations:office_proposals")).status_code == 404
    assert client.get(url(proposed, "office_proposal")).status_code == 404
    for name in ("approve_proposal", "send_back_proposal"):
        assert client.post(url(proposed, name), {"comment": "A whole sentence."}).status_code == 404
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_approved_it_becomes_an_event_that_is_not_published(as_, staff, coordinator, poland):
    draft = ProposalFactory(hub=poland, title="Świat łączy: Żółć", capacity=12)
    teacher = UserFactory()
    team = [Faculty(name="A Teacher", role=FacultyRole.LEAD, user=teacher)]
    proposal = actions.propose_event(proposal=draft, faculty=team, by=coordinator)
    Message.objects.all().delete()

    response = as_(staff).post(url(proposal, "approve_proposal"), {"comment": ""})

    assert response.url == url(proposal, "office_proposal")
    event = Event.objects.get()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.event, proposal.decided_by) == ("approved", event, staff)
    assert (event.slug, event.hub, event.is_published) == ("swiat-laczy-zolc-pl", poland, False)
    assert (event.capacity, event.seats.count(), event.language) == (12, 12, "pl")
    assert (event.filling, event.asks_for_motivation) == (Filling.REVIEWED, True)
    assert event.sessions.get().starts_at == event.starts_at
    assert (event.faculty.get().name, event.faculty.get().user) == ("A Teacher", teacher)
    message = Message.objects.get()
    assert (message.kind, message.user) == ("registrations/proposal_approved", coordinator)
    assert AuditEntry.objects.filter(action="proposal.approved", actor_id=staff.pk).exists()


def test_two_events_of_one_title_have_addresses_of_their_own(poland, coordinator, staff):
    for _number in range(2):
        proposal = actions.propose_event(proposal=ProposalFactory(hub=poland), faculty=[], by=coordinator)
        actions.approve_proposal(proposal=proposal, by=staff)

    assert Event.objects.filter(slug__startswith="sepsis-day-pl").count() == 2


def test_a_workshop_of_two_days_has_a_session_for_each(poland, coordinator, staff):
    day = datetime.datetime(2027, 3, 27, 9, tzinfo=poland_zone())
    draft = ProposalFactory(hub=poland, starts_at=day, ends_at=day.replace(day=28, hour=16))

    actions.approve_proposal(
        proposal=actions.propose_event(proposal=draft, faculty=[], by=coordinator), by=staff
    )

    # The clocks go forward in between: nine o'clock is nine o'clock on both days.
    clock = [
        session.starts_at.astimezone(poland_zone()).hour for session in Event.objects.get().sessions.all()
    ]
    assert clock == [9, 9]


def poland_zone():
    return Proposal(hub=ProposalFactory.build().hub).zone


def test_sent_back_with_a_comment_changed_and_proposed_again(as_, staff, coordinator, proposed):
    Message.objects.all().delete()
    as_(staff).post(url(proposed, "send_back_proposal"), {"comment": "Please add a second speaker."})

    proposed.refresh_from_db()
    assert proposed.state == "sent_back"
    message = Message.objects.get()
    assert (message.kind, message.user) == ("registrations/proposal_sent_back", coordinator)
    assert message.context["comment"] == "Please add a second speaker."
    assert "Please add a second speaker." in text(as_(coordinator).get(url(proposed)))

    changed = filled(edition=proposed.edition, place="Warszawa", comment="Two speakers now.")
    assert as_(coordinator).post(url(proposed), changed).status_code == 302

    proposed.refresh_from_db()
    thread = thread_of(proposed)
    assert [step.state for step in thread] == ["proposed", "sent_back", "proposed"]
    where = next(line for line in thread[2].differences if line.label == "Where")
    assert (where.before, where.after) == ("Kraków, Aula", "Warszawa")
    page = text(as_(staff).get(url(proposed, "office_proposal")))
    assert "“Warszawa” instead of “Kraków, Aula”" in page
    assert "Two speakers now." in page


@pytest.mark.parametrize("comment", ["", "   ", "No."])
def test_nothing_is_sent_back_without_saying_what_to_change(as_, staff, proposed, comment):
    page = text(as_(staff).post(url(proposed, "send_back_proposal"), {"comment": comment}))

    assert "Write at least one sentence: the hub has to know what to change." in page
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_the_second_to_decide_is_told(as_, staff, proposed):
    director = UserFactory(name="Director", is_staff=True)
    actions.approve_proposal(proposal=proposed, by=director)

    data = {"comment": "A whole sentence."}
    page = text(as_(staff).post(url(proposed, "send_back_proposal"), data, follow=True))

    assert "This proposal is approved already, by Director on" in page
    assert Event.objects.count() == 1


def test_nobody_decides_about_the_own_proposal(as_, coordinator, poland):
    coordinator.is_staff = True
    coordinator.save()
    proposal = actions.propose_event(proposal=ProposalFactory(hub=poland), faculty=[], by=coordinator)

    page = text(as_(coordinator).get(url(proposal, "office_proposal")))
    assert "somebody else of the office decides about it" in page
    with pytest.raises(ValidationError, match="You proposed this yourself"):
        actions.approve_proposal(proposal=proposal, by=coordinator)


def test_withdrawn_it_is_over(as_, coordinator, staff, proposed):
    as_(coordinator).post(url(proposed, "withdraw"))

    proposed.refresh_from_db()
    assert proposed.state == "withdrawn"
    with pytest.raises(actions.ProposalMoved):
        actions.approve_proposal(proposal=proposed, by=staff)
    page = text(as_(coordinator).post(url(proposed, "withdraw"), follow=True))
    assert "This proposal is withdrawn already" in page


def test_what_else_is_on_that_day_is_said(as_, coordinator, staff, poland, romania):
    draft = ProposalFactory(hub=poland)
    hours = {"starts_at": draft.starts_at, "ends_at": draft.ends_at}
    EventFactory(title="Central webinar", **hours)
    EventFactory(title="Own event", hub=poland, is_published=False, **hours)
    EventFactory(title="Romanian event", hub=romania, **hours)
    EventFactory(title="Hidden plan", is_published=False, **hours)

    page = text(as_(coordinator).get(url(draft)))

    assert "Something else takes place on these days." in page
    assert "Central webinar" in page
    assert "Own event" in page
    assert "Romanian event" not in page
    assert "Hidden plan" not in page
    proposal = actions.propose_event(proposal=draft, faculty=[], by=coordinator)
    assert "Hidden plan" in text(as_(staff).get(url(proposal, "office_proposal")))


def test_where_nobody_runs_the_hub_its_own_address_is_told(staff, poland, proposed):
    Membership.objects.all().delete()
    poland.contact_email = "hub@example.org"
    poland.save()
    Message.objects.all().delete()

    actions.send_back_proposal(proposal=proposed, by=staff, comment="Please say where it is.")

    assert Message.objects.get().to == "hub@example.org"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_office_asks_the_same_queries_for_any_number(
    as_, staff, coordinator, poland, rows, django_assert_num_queries
):
    for _number in range(rows):
        actions.propose_event(
            proposal=ProposalFactory(hub=poland),
            faculty=[Faculty(name="A"), Faculty(name="B")],
            by=coordinator,
        )
    client = as_(staff)
    address = reverse("registrations:office_proposals")
    client.get(address)

    with django_assert_num_queries(7):
        client.get(address)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_hub_asks_the_same_queries_for_any_number(
    as_, coordinator, poland, rows, django_assert_num_queries
):
    for _number in range(rows):
        ProposalFactory(hub=poland)
        EventFactory(hub=poland)
    client = as_(coordinator)
    client.get(LIST)

    with django_assert_num_queries(6):
        client.get(LIST)


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"kind": "webinar"}, "choices_known"),
        ({"language": "xx"}, "choices_known"),
        ({"state": "approved"}, "complete|approved_is_an_event|decided_by_another"),
        ({"state": "proposed", "kind": ""}, "complete"),
        ({"starts_at": None, "ends_at": timezone.now()}, "ends_after_start"),
    ],
)
def test_the_database_refuses_broken_proposals(poland, broken, constraint):
    with pytest.raises(IntegrityError, match=f"registrations_proposal_({constraint})"), transaction.atomic():
        ProposalFactory(hub=poland, **broken)


def test_the_database_refuses_a_decision_by_the_proposer(proposed):
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
        Proposal.objects.update(
            state=ProposalState.SENT_BACK, decided_by=proposed.proposed_by, decided_at=timezone.now()
        )


def test_the_database_refuses_to_send_back_without_a_word(proposed, staff):
    with pytest.raises(IntegrityError, match="sent_back_with_comment"), transaction.atomic():
        proposed.steps.create(state=ProposalState.SENT_BACK, by=staff)
    with pytest.raises(IntegrityError, match="step_state_known"), transaction.atomic():
        proposed.steps.create(state="eaten", by=staff)


def test_the_database_refuses_faculty_of_none_or_two(proposed):
    for owners in ({}, {"proposal": proposed, "event": EventFactory()}):
        with pytest.raises(IntegrityError, match="faculty_of_one"), transaction.atomic():
            Faculty.objects.create(name="A", **owners)
    with pytest.raises(IntegrityError, match="faculty_named"), transaction.atomic():
        Faculty.objects.create(name="", proposal=proposed)
