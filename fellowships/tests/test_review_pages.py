from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import Assignment, AssignmentState, Conflict, Preference, Review, Role, Stage
from fellowships.tests.factories import ApplicationFactory, CallRoleFactory, at_stage
from fellowships.tests.reviewing import assignments, call_in_review, call_to_review, chair_of, hand_in
from mailing.models import Message

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"fellowships:{name}", args=args)


def read(page):
    return " ".join(page.content.decode().split())


@pytest.fixture
def call(staff):
    return call_in_review(staff, applications=2, reviewers=2)


@pytest.fixture
def assignment(call):
    return assignments(call)[0]


@pytest.fixture
def open_one(assignment):
    actions.answer_gate(assignment=assignment, by=assignment.reviewer, answer=actions.Stake.NONE)
    assignment.refresh_from_db()
    return assignment


def filled(assignment, value=4, **more):
    given = {f"criterion_{row.pk}": value for row in assignment.application.call.criteria.all()}
    return given | {"for_applicant": "A clear plan.", "for_board": "", "seen": ""} | more


# A reviewer's queue and form


def test_the_queue_says_how_much_is_done_and_where_to_go_on(as_, assignment):
    page = read(as_(assignment.reviewer).get(url("reviews")))

    assert "0 of 2 handed in." in page
    assert "Begin with" in page


def test_a_reviewer_without_work_is_told_so(as_, call):
    idle = CallRoleFactory(call=call).user

    assert "Nothing to review now" in read(as_(idle).get(url("reviews")))


def test_to_others_there_is_no_queue(as_, client, assignment, participant):
    assert as_(participant).get(url("reviews")).status_code == 404
    client.logout()
    assert client.get(url("reviews")).status_code == 302


@pytest.mark.parametrize("person", ["stranger", "staff", "coordinator"])
@pytest.mark.parametrize("name", ["review", "answer_gate", "save_review", "declare", "give_back"])
def test_nobody_else_opens_or_answers_it(as_, assignment, request, person, name):
    client = as_(request.getfixturevalue(person))

    answer = client.get if name == "review" else client.post
    assert answer(url(name, assignment.pk)).status_code == 404


def test_nor_does_another_reviewer_of_the_call(as_, call, assignment):
    other = call.roles.exclude(user=assignment.reviewer).first().user

    assert as_(other).get(url("review", assignment.pk)).status_code == 404


def test_before_the_gate_is_answered_nothing_is_shown_but_centres(as_, assignment):
    offering = assignment.application.call.offerings.first()
    Preference.objects.create(application=assignment.application, offering=offering, rank=1)

    page = read(as_(assignment.reviewer).get(url("review", assignment.pk)))

    assert offering.centre.name in page
    assert "drug monitoring" not in page
    assert "do you have a conflict of interest?" in page


def test_the_gate_opens_on_the_answer(as_, assignment):
    page = as_(assignment.reviewer).post(url("answer_gate", assignment.pk), {"answer": "none"}, follow=True)

    assert "drug monitoring" in read(page)


@pytest.mark.parametrize(
    ("sent", "words"),
    [({}, "Choose one of the three answers."), ({"answer": "unsure"}, "Tell the chair in a sentence")],
)
def test_an_answer_that_is_none_is_asked_for_again(as_, assignment, sent, words):
    page = as_(assignment.reviewer).post(url("answer_gate", assignment.pk), sent)

    assert page.status_code == 400
    assert words in read(page)


def test_a_gate_answered_twice_says_so(as_, open_one):
    page = as_(open_one.reviewer).post(
        url("answer_gate", open_one.pk), {"answer": "unsure", "note": "?"}, follow=True
    )

    assert "This has been settled meanwhile" in read(page)


def test_a_draft_is_kept_and_comes_back(as_, open_one):
    client = as_(open_one.reviewer)
    criterion = open_one.application.call.criteria.first()
    client.post(
        url("save_review", open_one.pk),
        {f"criterion_{criterion.pk}": 2, "for_applicant": "So far", "seen": ""},
    )

    page = read(client.get(url("review", open_one.pk)))

    assert "So far" in page
    assert f'name="criterion_{criterion.pk}" value="2" checked' in page
    assert Review.objects.get().score is None


def test_the_page_saves_by_itself_and_learns_the_newest_edition(as_, open_one):
    client = as_(open_one.reviewer)
    first = client.post(
        url("save_review", open_one.pk), filled(open_one), headers={"Accept": "application/json"}
    )
    second = client.post(
        url("save_review", open_one.pk),
        filled(open_one, seen=first.json()["seen"]),
        headers={"Accept": "application/json"},
    )

    assert (first.status_code, second.status_code) == (200, 200)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_of_two_windows_the_older_is_told_and_its_words_come_back(as_, open_one, accept):
    client = as_(open_one.reviewer)
    client.post(url("save_review", open_one.pk), filled(open_one, for_applicant="From the newer window"))

    page = client.post(
        url("save_review", open_one.pk),
        filled(open_one, for_applicant="From the older window"),
        headers={"Accept": accept},
    )

    assert page.status_code == 409
    assert "another window" in read(page)
    assert ("From the older window" in read(page)) is (accept == "text/html")
    assert Review.objects.get().for_applicant == "From the newer window"


def test_handing_in_leads_to_the_next(as_, open_one):
    other = Assignment.objects.filter(reviewer=open_one.reviewer).exclude(pk=open_one.pk).get()

    page = as_(open_one.reviewer).post(url("save_review", open_one.pk), filled(open_one, hand_in="1"))

    assert page.url == url("review", other.pk)
    assert Review.objects.get().score == 7_500


def test_an_incomplete_review_is_not_handed_in_and_nothing_is_lost(as_, open_one):
    criterion = open_one.application.call.criteria.last()
    sent = filled(open_one, hand_in="1", for_board="Keep me.")
    del sent[f"criterion_{criterion.pk}"]

    page = as_(open_one.reviewer).post(url("save_review", open_one.pk), sent)

    assert "has no value yet" in read(page)
    assert "Keep me." in read(page)
    open_one.refresh_from_db()
    assert open_one.state == AssignmentState.OPEN


def test_a_value_without_an_anchor_is_refused(as_, open_one):
    page = as_(open_one.reviewer).post(
        url("save_review", open_one.pk), filled(open_one, value=9, hand_in="1")
    )

    assert "cannot be saved as it is" in read(page)
    assert not Review.objects.exists()


def test_what_was_handed_in_is_shown_and_stands(as_, open_one):
    hand_in(open_one)
    client = as_(open_one.reviewer)

    page = read(client.get(url("review", open_one.pk)))
    again = client.post(url("save_review", open_one.pk), filled(open_one, value=1, hand_in="1"), follow=True)

    assert "75.00 of 100" in page
    assert "settled meanwhile" in read(again)
    assert Review.objects.get().score == 7_500


def test_giving_back_and_stepping_back_ask_for_a_reason(as_, open_one):
    client = as_(open_one.reviewer)

    assert "Please say why" in read(client.post(url("give_back", open_one.pk), follow=True))
    assert "Please say why" in read(client.post(url("declare", open_one.pk), follow=True))
    page = client.post(url("declare", open_one.pk), {"because": "My cousin."}, follow=True)
    assert "Thank you for saying so." in read(page)


def test_a_reviewer_never_reads_what_another_gave(as_, call, staff):
    first, second = assignments(call, application=call.applications.first())
    hand_in(
        first,
        value=2,
        words={"for_board": "Secret words of another.", "for_applicant": "", "certainty": None},
    )

    page = read(as_(second.reviewer).get(url("review", second.pk), follow=True))

    assert "Secret words" not in page
    assert "25.00" not in page


def test_the_queue_takes_as_many_queries_for_three_as_for_one(as_, staff, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        call = call_in_review(staff, applications=number, reviewers=2)
        client = as_(assignments(call)[0].reviewer)
        with django_assert_max_num_queries(12) as taken:
            client.get(url("reviews"))
        counts.append(len(taken))

    assert counts[0] == counts[1]


# The board


@pytest.fixture
def chair(call):
    return chair_of(call)


def test_the_board_sees_the_plan_before_anybody_is_told(as_, staff):
    call = call_to_review(applications=2, reviewers=2)

    page = read(as_(staff).get(url("assign", call.slug)))

    assert "Start the review and tell the reviewers" in page
    assert "+ 2" in page
    first, second = (role.user.name for role in call.roles.order_by("user_id"))
    assert page.count(f"{first} · {second}") == 2
    assert not Assignment.objects.exists()


def test_and_starts_it(as_, staff):
    call = call_to_review(applications=2, reviewers=2)
    client = as_(staff)
    seen = client.get(url("assign", call.slug)).context["seen"]

    page = client.post(url("assign", call.slug), {"seen": seen}, follow=True)

    assert "2 reviewers are told." in read(page)
    assert "0 of 4 reviews are handed in." in read(page)


def test_who_starts_it_second_is_told(as_, staff):
    call = call_to_review(applications=2, reviewers=2)
    client = as_(staff)
    seen = client.get(url("assign", call.slug)).context["seen"]
    client.post(url("assign", call.slug), {"seen": seen})

    assert "Something has changed" in read(client.post(url("assign", call.slug), {"seen": seen}, follow=True))


def test_before_the_call_closes_there_is_nothing_to_give_out(as_, staff):
    call = call_to_review(stage=Stage.OPEN)

    assert "Reviews begin after the call has closed" in read(as_(staff).get(url("assign", call.slug)))


def test_the_board_reads_means_and_how_far_apart_they_are(as_, call, chair):
    first, second = assignments(call, application=call.applications.first())
    hand_in(first, value=5)
    hand_in(second, value=2)

    page = read(as_(chair).get(url("assign", call.slug)))

    assert "100.00 · 25.00" in page
    assert "75.00" in page
    assert "62.50" in page


@pytest.mark.parametrize("name", ["assign", "conflicts"])
@pytest.mark.parametrize("person", ["participant", "coordinator", "stranger"])
def test_the_board_is_closed_to_others(as_, call, request, name, person):
    assert as_(request.getfixturevalue(person)).get(url(name, call.slug)).status_code == 404


def test_and_to_chairs_of_other_calls_and_of_yesterday(as_, call):
    yesterday = timezone.localdate() - timedelta(days=1)
    gone = chair_of(call, starts_on=yesterday, ends_on=yesterday)
    elsewhere = CallRoleFactory(role=Role.CHAIR).user

    assert as_(gone).get(url("assign", call.slug)).status_code == 404
    assert as_(elsewhere).get(url("assign", call.slug)).status_code == 404


def test_a_chair_with_a_stake_meets_the_application_nowhere(as_, call, chair):
    hidden, shown = call.applications.order_by("pk")
    Conflict.objects.create(application=hidden, person=chair, source="reviewer", kind="declared")
    for assignment in assignments(call, application=hidden):
        hand_in(assignment, value=5)
    client = as_(chair)

    pages = [read(client.get(url(name, call.slug))) for name in ("assign", "conflicts")]

    assert hidden.code not in str(pages)
    assert "0 of 2 reviews are handed in." in pages[0]
    assert "0 of 1 application has all it needs." in pages[0]
    assert shown.code in pages[0]
    for name in ("reviewers_of", "take_back"):
        answer = client.get if name == "reviewers_of" else client.post
        assert answer(url(name, call.slug, hidden.code)).status_code == 404


def test_asking_who_could_review_changes_nothing(as_, call, staff):
    CallRoleFactory(call=call, user__name="Free Reviewer", user__country="PL")
    blocked = CallRoleFactory(call=call, user__name="Blocked Reviewer").user
    application = call.applications.first()
    Conflict.objects.create(application=application, person=blocked, source="computed", kind="workplace")
    mails = Message.objects.count()

    page = read(as_(staff).get(url("reviewers_of", call.slug, application.code)))

    assert "No: conflict of interest (the same workplace)" in page
    assert "Yes: has 0 of at most 15, but is from the same country" in page
    assert "Has it, or has had it" in page
    assert Message.objects.count() == mails


def test_the_board_takes_an_application_back(as_, call, staff, assignment):
    address = url("take_back", call.slug, assignment.application.code)
    client = as_(staff)

    assert "Please say why" in read(client.post(address, {"assignment": assignment.pk}, follow=True))
    page = client.post(address, {"assignment": assignment.pk, "because": "You are ill."}, follow=True)
    assert "Taken back" in read(page)
    again = client.post(address, {"assignment": assignment.pk, "because": "You are ill."}, follow=True)
    assert "settled meanwhile" in read(again)


def test_the_board_closes_the_reviews(as_, call, staff):
    for assignment in assignments(call):
        hand_in(assignment)
    client = as_(staff)

    assert "The reviews are closed." in read(client.post(url("close_reviews", call.slug), follow=True))
    assert "cannot be done now" in read(client.post(url("close_reviews", call.slug), follow=True))


def test_the_chair_judges_for_an_unsure_reviewer(as_, call, chair, assignment):
    actions.answer_gate(
        assignment=assignment, by=assignment.reviewer, answer=actions.Stake.UNSURE, note="We met once."
    )
    conflict = Conflict.objects.get()
    client = as_(chair)

    assert "1 reviewer is not sure" in read(client.get(url("assign", call.slug)))
    assert "We met once." in read(client.get(url("conflicts", call.slug)))
    address = url("judge_conflict", call.slug, conflict.pk)
    assert "Say why" in read(client.post(address, {"lift": "1"}, follow=True))
    assert "no conflict of interest" in read(
        client.post(address, {"lift": "1", "because": "Once."}, follow=True)
    )
    assert "settled meanwhile" in read(client.post(address, {"confirm": "1"}, follow=True))


def test_the_records_can_be_compared_at_once(as_, call, staff):
    page = as_(staff).post(url("look_for_stakes", call.slug), follow=True)

    assert "nothing new" in read(page)


def test_the_pages_of_the_board_take_as_many_queries_for_three_as_for_one(
    as_, staff, django_assert_max_num_queries
):
    counts = []
    for number in (1, 3):
        call = call_in_review(staff, applications=number, reviewers=3)
        for assignment in assignments(call):
            hand_in(assignment, value=4)
        extra = ApplicationFactory.create_batch(number - 1, call=call)
        for application in [*extra, call.applications.first()]:
            Conflict.objects.create(
                application=application, person=UserFactory(), source="reviewer", kind="declared"
            )
        at_stage(call, Stage.REVIEWING)
        client = as_(staff)
        for name in ("assign", "conflicts"):
            with django_assert_max_num_queries(15) as taken:
                client.get(url(name, call.slug))
            counts.append(len(taken))

    assert counts[:2] == counts[2:]
