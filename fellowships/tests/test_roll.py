"""The board's list of applications and its table."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from fellowships.models import (
    ApplicationState,
    Call,
    Conflict,
    ConflictKind,
    ConflictSource,
    Role,
)
from fellowships.tests.factories import (
    ApplicationFactory,
    CallRoleFactory,
    CoordinatorCommentFactory,
    ReviewFactory,
    open_call,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return open_call()


@pytest.fixture
def chair(call):
    return CallRoleFactory(call=call, role=Role.CHAIR).user


def listing(client, call, **asked):
    return client.get(reverse("fellowships:applications", args=[call.slug]), asked).content.decode()


def table(client, call, **asked):
    return client.get(reverse("fellowships:applications_table", args=[call.slug]), asked)


def apply(call, name, **fields):
    return ApplicationFactory(call=call, person__name=name, **fields)


def reviewed(application, *scores):
    for turn, score in enumerate(scores, 1):
        ReviewFactory(
            assignment__application=application,
            assignment__turn=turn,
            assignment__state="submitted",
            score=score,
            submitted_at=timezone.now(),
        )
    return application


def test_the_chair_sees_everybody_of_the_round_with_the_mean_of_the_reviews(as_, call, chair):
    reviewed(apply(call, "Åsa Öberg"), 7000, 8001)
    apply(open_call(), "Of another round")

    shown = listing(as_(chair), call)

    assert "Åsa Öberg" in shown
    assert "75.01" in shown
    assert "2 of 2" in shown
    assert "1 application<" in shown
    assert "Of another round" not in shown


def test_what_one_has_a_stake_in_stands_in_no_list_and_in_no_number(as_, call, chair):
    theirs = apply(call, "Has a tie")
    apply(call, "Has none")
    Conflict.objects.create(
        application=theirs, person=chair, source=ConflictSource.REVIEWER, kind=ConflictKind.DECLARED
    )
    ApplicationFactory(call=call, person=chair)

    shown = listing(as_(chair), call)

    assert "Has a tie" not in shown
    assert theirs.code not in shown
    assert "1 application<" in shown
    assert "(1)" in shown
    assert "(2)" not in shown
    assert theirs.code not in table(as_(chair), call).content.decode()


def test_drafts_are_counted_and_found_only_when_asked_for(as_, call, chair):
    apply(call, "Still writing", state=ApplicationState.DRAFT, submitted_at=None)

    assert "Still writing" not in listing(as_(chair), call)
    assert "Still writing" in listing(as_(chair), call, state="draft")
    assert "Still writing" in listing(as_(chair), call, state="")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"country": "RO"}, {"Rodica"}),
        ({"eligible": "no"}, {"Ines"}),
        ({"eligible": "yes"}, {"Łucja", "Rodica"}),
        ({"spread": "apart"}, {"Łucja"}),
        ({"comment": "yes"}, {"Rodica"}),
        ({"q": "lucja"}, {"Łucja"}),
        ({"country": "RO", "eligible": "no"}, set()),
        (
            {"country": "??", "eligible": "perhaps", "spread": "x", "order": "chaos"},
            {"Łucja", "Rodica", "Ines"},
        ),
    ],
)
def test_the_filters_find_what_they_say(as_, call, chair, asked, names):
    reviewed(apply(call, "Łucja"), 1000, 9000)
    CoordinatorCommentFactory(application=apply(call, "Rodica", home="RO"))
    apply(call, "Ines", home="PT", is_eligible=False)

    shown = listing(as_(chair), call, **asked)

    assert {name for name in ("Łucja", "Rodica", "Ines") if name in shown} == names
    if not names:
        assert "No application is found this way" in shown


def test_it_is_ordered_as_asked(as_, call, chair):
    reviewed(apply(call, "Anna"), 5000)
    reviewed(apply(call, "Beata"), 9000)
    apply(call, "Celina")
    client = as_(chair)

    def order(**asked):
        shown = listing(client, call, **asked)
        return sorted(("Anna", "Beata", "Celina"), key=shown.index)

    assert order() == ["Anna", "Beata", "Celina"]
    assert order(order="points") == ["Beata", "Anna", "Celina"]


def test_a_review_that_does_not_count_is_in_no_mean(as_, call, chair):
    application = reviewed(apply(call, "Anna"), 5000, 9000)
    application.assignments.get(turn=2).review.__class__.objects.filter(score=9000).update(
        void_because="A tie was found."
    )

    assert "50.00" in listing(as_(chair), call)


def test_only_the_board_sees_it(as_, call, staff, stranger, coordinator):
    reviewer = CallRoleFactory(call=call, role=Role.REVIEWER).user
    finance = CallRoleFactory(call=call, role=Role.FINANCE).user
    former = CallRoleFactory(call=call, role=Role.CHAIR, starts_on="2020-01-01", ends_on="2020-12-31").user
    elsewhere = CallRoleFactory(call=open_call(), role=Role.CHAIR).user
    url = reverse("fellowships:applications", args=[call.slug])

    assert as_(staff).get(url).status_code == 200
    for person in (reviewer, finance, former, elsewhere, stranger, coordinator):
        assert as_(person).get(url).status_code == 404
        assert table(as_(person), call).status_code == 404


def test_an_empty_round_says_so(as_, call, chair):
    assert "Nothing was handed in yet" in listing(as_(chair), call)


def test_the_table_runs_no_formula_holds_no_texts_and_is_on_record(as_, call, chair):
    application = apply(call, "=cmd|' /C calc'!A0", workplace="@SUM(1)", motivation="Unmistakable")
    reviewed(application, 8000, 9000)

    response = table(as_(chair), call)

    text = response.content.decode()
    assert text.startswith("\ufeff")
    assert "'=cmd" in text
    assert "'@SUM(1)" in text
    assert "85.00" in text
    assert "Unmistakable" not in text
    assert response["Content-Disposition"].startswith(f'attachment; filename="applications-{call.slug}')
    assert "no-store" in response["Cache-Control"]
    entry = AuditEntry.objects.get(action="applications.exported")
    assert (entry.actor_id, entry.facts) == (chair.pk, {"rows": 1})


def test_the_table_follows_the_filters(as_, call, chair):
    apply(call, "Ana", home="PT")
    apply(call, "Ewa")

    text = table(as_(chair), call, country="PT").content.decode()

    assert "Ana" in text
    assert "Ewa" not in text


def test_long_lists_come_in_pages(as_, call, chair):
    for number in range(51):
        apply(call, f"Person {number:02}")

    first = listing(as_(chair), call, country="PL")

    assert "1 to 50 of 51" in first
    assert "country=PL&amp;page=2" in first
    assert "Person 50" in listing(as_(chair), call, page=2)


def test_a_hundred_applications_ask_the_database_as_often_as_one(as_, call, chair, django_assert_num_queries):
    client = as_(chair)
    reviewed(apply(call, "Anna"), 5000)
    listing(client, call)
    with django_assert_num_queries(6):
        listing(client, call)
    for number in range(30):
        reviewed(apply(call, f"Person {number}"), 5000, 6000)
    assert Call.objects.get(pk=call.pk).applications.count() == 31
    with django_assert_num_queries(6):
        listing(client, call)
