import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import (
    Application,
    ApplicationState,
    Call,
    CallRole,
    EligibilityRule,
    RuleKind,
    Stage,
)
from fellowships.tests.applying import complete_draft, posted
from fellowships.tests.deciding import approved
from fellowships.tests.factories import ApplicationFactory, CallFactory, at_stage, open_call, ready_call

pytestmark = pytest.mark.django_db
PAGES = ["apply", "choices", "application"]
DEEDS = ["autosave", "submit", "withdraw", "discard"]


def path(call, name):
    return reverse(f"fellowships:{name}", args=[call.slug])


@pytest.fixture
def draft(participant):
    return complete_draft(participant, open_call(places=(2, 1, 1)))


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


# ---- Before writing ----


def test_where_one_stands_is_shown_before_one_writes(as_, participant):
    call = ready_call()
    EligibilityRule.objects.create(call=call, kind=RuleKind.PROFESSION, professions=["nurse"])
    call = actions.open_call(call=call, by=UserFactory(is_staff=True))

    answer = as_(participant).get(path(call, "apply"))

    assert "Profession: Nurse" in text_of(answer)
    assert "Your profile says: Doctor." in text_of(answer)
    assert "Begin my application" in text_of(answer)
    assert not Application.objects.exists()


def test_beginning_leads_to_the_form(as_, participant):
    call = open_call()

    answer = as_(participant).post(path(call, "apply"), follow=True)

    assert "In your own words" in text_of(answer)
    assert Application.objects.get().person == participant


def test_an_announced_call_takes_nothing_and_a_closed_one_says_so(as_, participant):
    announced = CallFactory()
    assert as_(participant).get(path(announced, "apply")).status_code == 404
    closed = at_stage(open_call(), Stage.CLOSED)

    answer = as_(participant).post(path(closed, "apply"), follow=True)

    assert "takes no applications now" in text_of(answer)
    assert "Begin my application" not in text_of(as_(participant).get(path(closed, "apply")))


@pytest.mark.parametrize("name", PAGES)
def test_anonymous_people_log_in_first(client, draft, name):
    answer = client.get(path(draft.call, name))

    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url


@pytest.mark.parametrize("name", ["choices", "application"])
def test_nobody_else_sees_it(as_, draft, staff, coordinator, stranger, name):
    chair = CallRole.objects.create(call=draft.call, user=UserFactory(), role="chair").user

    for somebody in (staff, coordinator, stranger, chair):
        assert as_(somebody).get(path(draft.call, name)).status_code == 404


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_else_changes_it_and_nothing_changes_by_looking(
    as_, draft, staff, stranger, participant, name
):
    for somebody in (staff, stranger):
        assert as_(somebody).post(path(draft.call, name)).status_code == 404
    assert as_(participant).get(path(draft.call, name)).status_code == 405

    draft.refresh_from_db()
    assert (draft.state, draft.revision) == ("draft", 1)


# ---- The form ----


def test_the_form_is_saved_without_a_script(as_, draft, participant):
    answer = as_(participant).post(
        path(draft.call, "apply"), posted(draft, motivation="New words.", do="next"), follow=True
    )

    assert answer.redirect_chain[-1][0] == path(draft.call, "choices")
    draft.refresh_from_db()
    assert draft.motivation == "New words."
    assert draft.cv.get().title == "Consultant"
    assert draft.referees.get().email == "jan@example.org"


def test_what_is_sound_is_saved_and_what_is_not_says_why(as_, draft, participant):
    changes = {"motivation": "New.", "supervisor_email": "nobody", "cv-0-until_year": "1990"}

    answer = as_(participant).post(path(draft.call, "apply"), posted(draft, **changes))

    assert "Saved, but for what is marked below." in text_of(answer)
    assert "Enter a valid email address." in text_of(answer)
    assert "The last year is before the first." in text_of(answer)
    draft.refresh_from_db()
    assert (draft.motivation, draft.supervisor_email) == ("New.", "nowak@example.org")
    assert draft.cv.get().until_year is None


def test_a_row_that_is_emptied_goes_and_a_new_one_comes(as_, draft, participant):
    changes = {
        "cv-0-title": "",
        "cv-0-place": "",
        "cv-0-from_year": "",
        "cv-1-title": "Teaching",
        "cv-1-kind": "teaching",
        "cv-1-from_year": "2021",
    }

    as_(participant).post(path(draft.call, "apply"), posted(draft, **changes))

    assert [(row.kind, row.title) for row in draft.cv.all()] == [("teaching", "Teaching")]


@pytest.mark.parametrize("part", ["cv", "referees"])
def test_one_more_row_can_be_asked_for(as_, draft, participant, part):
    answer = as_(participant).post(path(draft.call, "apply"), posted(draft, do=f"more-{part}"))

    assert f'name="{part}-2-' in answer.content.decode()
    draft.refresh_from_db()
    assert draft.revision == 1


def test_the_same_referee_is_named_once(as_, draft, participant):
    twice = {"referees-1-name": "Jan", "referees-1-post": "Prof.", "referees-1-email": "JAN@example.org"}

    answer = as_(participant).post(path(draft.call, "apply"), posted(draft, **twice))

    assert "You have named this person already." in text_of(answer)
    assert draft.referees.count() == 1


def test_the_older_window_gets_both_versions_and_may_then_put_its_own_in_place(as_, draft, participant):
    old = posted(draft, motivation="What stands here.")
    actions.save_application(application=draft, revision=1, values={"motivation": "What stands there."})

    answer = as_(participant).post(path(draft.call, "apply"), old)

    assert "You saved this application in another window meanwhile." in text_of(answer)
    assert "What stands here." in text_of(answer)
    assert "What stands there." in text_of(answer)
    draft.refresh_from_db()
    assert draft.motivation == "What stands there."

    as_(participant).post(path(draft.call, "apply"), old | {"revision": draft.revision})
    draft.refresh_from_db()
    assert draft.motivation == "What stands here."


def test_a_revision_that_is_no_number_overwrites_nothing(as_, draft, participant):
    answer = as_(participant).post(path(draft.call, "apply"), posted(draft, motivation="X", revision="?"))

    assert "in another window" in text_of(answer)
    draft.refresh_from_db()
    assert draft.motivation != "X"


def test_after_the_deadline_what_was_typed_is_kept_and_the_person_is_told(as_, draft, participant):
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))

    answer = as_(participant).post(
        path(draft.call, "apply"), posted(draft, motivation="Last words."), follow=True
    )

    assert "What you wrote is kept, but it is not handed in." in text_of(answer)
    assert "Last words." in text_of(answer)
    assert "the chair may open it again for you" in text_of(answer)
    draft.refresh_from_db()
    assert (draft.state, draft.motivation) == ("draft", "Last words.")


def test_a_late_handing_in_is_refused_politely(as_, draft, participant):
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))

    answer = as_(participant).post(path(draft.call, "submit"), {"has_confirmed": "on"}, follow=True)

    assert "Nothing can be handed in any more." in text_of(answer)
    assert "Your draft is kept until" in text_of(answer)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_is_handed_in_cannot_be_made_incomplete(as_, draft, participant):
    actions.submit(application=draft, has_confirmed=True)

    answer = as_(participant).post(path(draft.call, "apply"), posted(draft, motivation=""))

    assert "Not saved: what was handed in before still counts." in text_of(answer)
    assert "Why you apply: not filled in yet" in text_of(answer)
    draft.refresh_from_db()
    assert draft.motivation


# ---- Saving by itself ----


def autosave(as_, draft, **changes):
    return as_(draft.person).post(path(draft.call, "autosave"), posted(draft, **changes))


def test_autosave_tells_the_new_revision_and_what_is_not_sound(as_, draft):
    answer = autosave(as_, draft, motivation="New.", supervisor_email="nobody")

    assert answer.json() == {
        "revision": 2,
        "errors": {"id_supervisor_email": "Enter a valid email address."},
        "closed": "",
    }


def test_autosave_tells_the_older_window_and_overwrites_nothing(as_, draft):
    actions.save_application(application=draft, revision=1, values={"motivation": "There."})

    answer = autosave(as_, draft, motivation="Here.")

    assert (answer.status_code, answer.json()) == (
        409,
        {"words": "This application was saved in another window meanwhile."},
    )
    draft.refresh_from_db()
    assert draft.motivation == "There."


def test_autosave_keeps_what_is_typed_after_the_deadline_and_says_so(as_, draft):
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))

    answer = autosave(as_, draft, motivation="Last words.")

    assert "is kept, but it is not handed in" in answer.json()["closed"]
    draft.refresh_from_db()
    assert draft.motivation == "Last words."


def test_autosave_leaves_what_is_handed_in_alone(as_, draft):
    actions.submit(application=draft, has_confirmed=True)

    answer = autosave(as_, draft, motivation="Half a sent")

    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.motivation != "Half a sent"


# ---- Centres ----


def test_centres_are_added_and_moved_without_a_script(as_, draft, participant):
    one, two, three = draft.call.offerings.order_by("pk").values_list("pk", flat=True)
    client, where = as_(participant), path(draft.call, "choices")

    client.post(where, {"shown": [one], "move": f"add:{two}"})
    client.post(where, {"shown": [one, two], "move": f"add:{three}"})
    answer = client.post(where, {"shown": [one, two, three], "move": f"up:{three}"})
    assert answer.url == f"{where}#up-{three}"
    answer = client.post(where, {"shown": [one, three, two], "move": f"up:{three}"})
    assert answer.url == f"{where}#down-{three}"
    client.post(where, {"shown": [three, one, two], f"place-{two}": "1", f"place-{one}": "x"})
    client.post(where, {"shown": [two, three, one], "move": f"drop:{one}"})

    assert list(draft.preferences.values_list("offering", flat=True)) == [two, three]


@pytest.mark.parametrize(
    "data", [{}, {"move": "up:x"}, {"move": "sideways:1"}, {"shown": "x", "move": "add:"}]
)
def test_odd_input_changes_no_list(as_, draft, participant, data):
    before = list(draft.preferences.values_list("offering", flat=True))

    assert as_(participant).post(path(draft.call, "choices"), data).status_code == 302

    assert list(draft.preferences.values_list("offering", flat=True)) == before


def test_short_lists_are_warned_of_and_centres_that_left_are_flagged(as_, draft, participant):
    draft.call.offerings.update(withdrawn_at=timezone.now(), withdrawn_because="The ward is closed.")

    page = text_of(as_(participant).get(path(draft.call, "choices")))

    assert "A short list is a risk" in page
    assert "Cannot be given any more." in page
    assert "The ward is closed." in page


# ---- One's own page ----


def test_the_page_says_what_is_missing_and_where(as_, participant):
    draft = actions.begin_application(call=open_call(), person=participant)

    page = text_of(as_(participant).get(path(draft.call, "application")))

    assert "Why you apply: not filled in yet" in page
    assert f"{path(draft.call, 'apply')}#id_motivation" in page
    assert "things are missing" in page


def test_handing_in_and_withdrawing_by_the_page(as_, draft, participant):
    client = as_(participant)

    page = text_of(client.post(path(draft.call, "submit"), {"has_confirmed": "on"}, follow=True))
    assert "We have your application" in page
    assert "You can change it until" in page

    page = text_of(client.post(path(draft.call, "withdraw"), follow=True))
    assert "You have withdrawn" in page
    draft.refresh_from_db()
    assert draft.state == ApplicationState.WITHDRAWN
    for name in ("apply", "choices"):
        assert client.get(path(draft.call, name)).url == path(draft.call, "application")


def test_words_that_give_one_away_are_shown_before_handing_in(as_, draft, participant):
    draft.motivation = "I am Łukasz."
    draft.save()

    page = text_of(as_(participant).get(path(draft.call, "application")))

    assert "These words may tell reviewers who you are." in page
    assert "Why you apply: “Łukasz” (your name)" in page


@pytest.mark.parametrize(
    ("is_eligible", "says"), [(True, "You are eligible"), (False, "You are not eligible")]
)
def test_after_the_decision_it_says_whether_one_is_eligible(as_, participant, is_eligible, says):
    application = ApplicationFactory(person=participant, is_eligible=is_eligible)
    at_stage(application.call, Stage.CLOSED)

    assert says in text_of(as_(participant).get(path(application.call, "application")))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.ANNOUNCED])
def test_the_page_stands_at_every_stage(as_, participant, stage):
    application = ApplicationFactory(person=participant)
    at_stage(application.call, stage)

    assert as_(participant).get(path(application.call, "application")).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("apply", 13), ("choices", 8), ("application", 14)])
def test_pages_take_as_many_queries_for_three_centres_as_for_one(
    as_, participant, django_assert_max_num_queries, name, queries, number
):
    draft = complete_draft(participant, open_call(places=(1,) * number))
    client = as_(participant)

    with django_assert_max_num_queries(queries):
        client.get(path(draft.call, name))


def test_a_draft_is_deleted_by_its_person(as_, draft, participant):
    as_(participant).post(path(draft.call, "discard"))

    assert not Application.objects.exists()


def test_when_there_is_a_result_the_page_begins_with_it(as_, participant):
    application = ApplicationFactory(person=participant)
    approved(application.call, placed=[(application, application.call.offerings.first())])
    actions.send_offers(call=application.call, by=UserFactory(is_staff=True))

    page = text_of(as_(participant).get(path(application.call, "application")))

    assert "Yes, I accept" in page
    assert "What you handed in" in page
    assert page.count("<h1") == 1


def test_what_was_withdrawn_has_no_result(as_, participant):
    application = ApplicationFactory(person=participant, is_eligible=False)
    actions.withdraw(application=application, by=participant)
    at_stage(application.call, Stage.OFFERING)

    assert "You have withdrawn" in text_of(as_(participant).get(path(application.call, "application")))
