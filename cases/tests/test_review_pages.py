"""The pages of reviewers, and of the editor who asks them: for whom they are, and what they say."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases.actions.reviewing import edition
from cases.models import Case, CaseState, Review, ReviewState, Revision, RevisionState, Stake, StakeKind
from cases.tests.factories import checker, editor, in_review, passed, reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened():
    return in_review(reviewers=[reviewer()], state=ReviewState.OPEN).reviews.get()


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(f"cases:{name}", args=args))


def send(client, user, name, *args, **data):
    client.force_login(user)
    headers = {"Accept": data.pop("accept", "text/html")}
    return client.post(reverse(f"cases:{name}", args=args), data, headers=headers)


def test_a_desk_is_for_reviewers_and_says_when_it_is_empty(client):
    assert page(client, UserFactory(country="PL"), "reviews").status_code == 404
    assert "Nothing to review now" in page(client, reviewer(), "reviews").content.decode()
    client.logout()
    assert client.get(reverse("cases:reviews")).status_code == 302


def test_the_desk_costs_as_many_queries_for_one_as_for_three(client, django_assert_num_queries):
    person = reviewer()
    client.force_login(person)
    in_review(reviewers=[person])
    client.get(reverse("cases:reviews"))
    with django_assert_num_queries(3):
        client.get(reverse("cases:reviews"))
    for _number in range(2):
        in_review(reviewers=[person], state=ReviewState.OPEN)
    with django_assert_num_queries(3):
        client.get(reverse("cases:reviews"))


@pytest.mark.parametrize("who", ["stranger", "author", "editor", "checker", "other reviewer", "staff"])
@pytest.mark.parametrize(
    ("name", "posts"),
    [
        ("review", False),
        ("declare", True),
        ("save_review", True),
        ("submit_review", True),
        ("give_back", True),
    ],
)
def test_a_review_is_its_reviewers_alone(client, opened, who, name, posts):
    person = {
        "stranger": UserFactory,
        "author": lambda: opened.revision.case.author,
        "editor": editor,
        "checker": checker,
        "other reviewer": reviewer,
        "staff": lambda: UserFactory(is_staff=True),
    }[who]()
    answer = (send if posts else page)(client, person, name, opened.pk)
    assert answer.status_code == 404


def test_before_the_answer_nothing_of_the_case_is_shown(client):
    review = in_review(reviewers=[reviewer()]).reviews.get()
    text = page(client, review.reviewer, "review", review.pk).content.decode()
    assert review.revision.case.code in text
    assert review.revision.title not in text
    assert "Lactate" not in text


@pytest.mark.parametrize(
    ("answer", "state"), [("none", "open"), ("stake", "recused"), ("later", "declined"), ("", "asked")]
)
def test_the_answer_at_the_gate(client, answer, state):
    review = in_review(reviewers=[reviewer()]).reviews.get()
    reply = send(client, review.reviewer, "declare", review.pk, answer=answer)
    assert reply.status_code == (302 if answer else 400)
    review.refresh_from_db()
    assert review.state == state


def test_each_place_of_the_text_has_a_field_and_markup_is_text(client):
    person = reviewer()
    revision = in_review(reviewers=[person], state=ReviewState.OPEN, title="<b>Fever</b><script>x</script>")
    answer = page(client, person, "review", revision.reviews.get().pk)
    text = answer.content.decode()
    places = ["title", "section.findings", "point.1", "question.q1", "question.q1.explanation", "reference.1"]
    assert [where for where in places if f'name="comment-{where}"' not in text] == []
    assert "&lt;script&gt;x" in text
    assert "<script>x" not in text
    assert "no-store" in answer["Cache-Control"]


def test_what_is_written_is_saved_while_it_is_written_and_a_second_window_is_told(client, opened):
    seen = edition(opened)
    words = {"for_author": "Clear.", "comment-title": "Short!", "seen": seen, "accept": "application/json"}
    first = send(client, opened.reviewer, "save_review", opened.pk, **words)
    second = send(client, opened.reviewer, "save_review", opened.pk, **words)
    opened.refresh_from_db()
    assert first.json() == {"seen": edition(opened)}
    assert second.status_code == 409
    assert "another window" in second.json()["error"]
    assert opened.comments.get().text == "Short!"


def test_what_cannot_be_handed_in_comes_back_as_it_was_typed(client, opened):
    answer = send(
        client, opened.reviewer, "submit_review", opened.pk, seen=edition(opened), for_author="Kept words."
    )
    assert answer.status_code == 409
    assert "Kept words." in answer.content.decode()
    long = {"comment-title": "x" * 2001, "seen": edition(opened), "advice": "minor"}
    answer = send(client, opened.reviewer, "submit_review", opened.pk, **long)
    assert "too long" in answer.content.decode()
    opened.refresh_from_db()
    assert opened.state == ReviewState.OPEN


def test_handed_in_it_can_be_read_again(client, opened):
    words = {
        "advice": "minor",
        "for_author": "Good work.",
        "comment-title": "Short!",
        "seen": edition(opened),
    }
    assert send(client, opened.reviewer, "submit_review", opened.pk, **words).status_code == 302
    text = page(client, opened.reviewer, "review", opened.pk).content.decode()
    assert "Good work." in text
    assert "Short!" in text
    assert "Lactate" in text


@pytest.mark.parametrize("state", [CaseState.HIDDEN, CaseState.WITHDRAWN, CaseState.RETRACTED])
def test_what_is_offline_is_closed_for_reviewers_too(client, opened, state):
    Review.objects.filter(pk=opened.pk).update(
        state=ReviewState.SUBMITTED, advice="minor", submitted_at=timezone.now()
    )
    Case.objects.filter(pk=opened.revision.case_id).update(state=CaseState.PUBLISHED)
    Case.objects.filter(pk=opened.revision.case_id).update(state=state)
    assert "Lactate" not in page(client, opened.reviewer, "review", opened.pk).content.decode()


def test_when_it_is_decided_meanwhile_the_reviewer_is_told(client, opened):
    Revision.objects.filter(pk=opened.revision_id).update(state=RevisionState.REJECTED)
    text = page(client, opened.reviewer, "review", opened.pk).content.decode()
    assert "decided meanwhile" in text
    assert "Lactate" not in text
    answer = send(client, opened.reviewer, "save_review", opened.pk, seen=edition(opened))
    assert answer.status_code == 302


def test_who_has_a_stake_does_not_get_in_any_more(client, opened):
    Stake.objects.create(case=opened.revision.case, person=opened.reviewer, kind=StakeKind.WORKPLACE)
    assert page(client, opened.reviewer, "review", opened.pk).status_code == 404


def test_giving_it_back(client, opened):
    assert send(client, opened.reviewer, "give_back", opened.pk, because="").status_code == 302
    opened.refresh_from_db()
    assert opened.state == ReviewState.OPEN
    send(client, opened.reviewer, "give_back", opened.pk, because="My brother.", has_stake="on")
    opened.refresh_from_db()
    assert opened.state == ReviewState.RECUSED


@pytest.mark.parametrize("who", ["stranger", "author", "checker", "reviewer", "editor with a stake"])
@pytest.mark.parametrize("name", ["reviewers", "take_back_review", "lift_stake"])
def test_reviewers_are_chosen_by_editors_without_a_stake(client, opened, who, name):
    case = opened.revision.case
    biased = editor()
    Stake.objects.create(case=case, person=biased, kind=StakeKind.DECLARED)
    person = {
        "stranger": UserFactory,
        "author": lambda: case.author,
        "checker": checker,
        "reviewer": lambda: opened.reviewer,
        "editor with a stake": lambda: biased,
    }[who]()
    assert send(client, person, name, case.code).status_code == 404


def test_an_editor_sees_who_could_and_asks(client):
    people = [reviewer(), reviewer()]
    revision = passed()
    case, decider = revision.case, editor()
    text = page(client, decider, "reviewers", case.code).content.decode()
    assert text.count("checked>") == 2
    send(client, decider, "reviewers", case.code, people=[one.pk for one in people], seen="0")
    assert Review.objects.count() == 2
    answer = send(client, decider, "reviewers", case.code, people=[people[0].pk], seen="0")
    assert "Somebody else has changed the reviewers" in client.get(answer.url).content.decode()


def test_choosing_reviewers_costs_as_many_queries_for_one_as_for_three(client, django_assert_num_queries):
    revision = in_review(reviewers=[reviewer()])
    client.force_login(editor())
    address = reverse("cases:reviewers", args=[revision.case.code])
    client.get(address)
    with django_assert_num_queries(20):
        client.get(address)
    for label in (2, 3):
        person = reviewer()
        Review.objects.create(revision=revision, reviewer=person, label=label, due_at=timezone.now())
        Stake.objects.create(case=revision.case, person=reviewer(), kind=StakeKind.WORKPLACE)
    with django_assert_num_queries(20):
        client.get(address)


def test_where_nobody_can_be_asked_the_editor_reads_what_to_do(client):
    revision = passed()
    text = page(client, editor(), "reviewers", revision.case.code).content.decode()
    assert "Nobody can be asked right now" in text


def test_an_editor_takes_back_and_lifts(client, opened):
    case, decider = opened.revision.case, editor()
    send(client, decider, "take_back_review", case.code, review=opened.pk, because="Late.")
    opened.refresh_from_db()
    assert opened.state == ReviewState.EXPIRED
    stake = Stake.objects.create(case=case, person=opened.reviewer, kind=StakeKind.WORKPLACE)
    assert "Is that right?" in page(client, decider, "reviewers", case.code).content.decode()
    send(client, decider, "lift_stake", case.code, stake=stake.pk, because="Another hospital.")
    stake.refresh_from_db()
    assert not stake.is_active
