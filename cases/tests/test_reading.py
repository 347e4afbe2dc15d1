"""A case unfolds step by step, answers are compared with those of peers, and what is read is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases import indexing, unfolding
from cases.actions import reading as actions
from cases.content import Choice, Content, Question, Reference
from cases.models import (
    Answer,
    Case,
    CaseState,
    Contribution,
    Part,
    Reading,
    Revision,
    RevisionState,
    Version,
)
from cases.peers import FEWEST
from cases.tests import factories
from cases.tests.factories import CONTENT

pytestmark = pytest.mark.django_db
NEXT = Question(
    "q2", "treatment", "And now?", (Choice("x", "Wait", True), Choice("y", "Change")), "It works."
)
TWO = Content(
    sections=CONTENT.sections,
    points=CONTENT.points,
    questions=(*CONTENT.questions, NEXT),
    references=CONTENT.references,
)


@pytest.fixture
def case():
    return factories.published(content=TWO).case


def address(case, deed=""):
    return f"/cases/{case.code}/{deed}"


def peers_answer(case, choice, number):
    """Others who have read on, as their answers stand in the database."""
    version = case.entry.version
    for _one in range(number):
        Answer.objects.create(version=version, person=UserFactory(), question="q1", choice=choice)


def correct(case, content):
    """Version 2, published."""
    one = case.versions.get().revision
    two = Revision.objects.create(
        case=case, number=2, title=one.title, content=content.as_json(), age_band=one.age_band
    )
    now = timezone.now()
    Revision.objects.filter(pk=two.pk).update(state=RevisionState.ACCEPTED, passed_at=now, submitted_at=now)
    two.refresh_from_db()
    version = Version.objects.create(
        case=case,
        number=2,
        revision=two,
        title=two.title,
        notice="A dose was wrong.",
        published_by=UserFactory(),
    )
    indexing.enter(version)
    return version


def test_a_case_is_told_up_to_each_question_and_ends_with_the_rest():
    told = unfolding.tell(factories.published(content=TWO))

    assert [[part.key for part in step.parts] for step in told.steps] == [
        ["summary", "presentation", "findings"],
        ["treatment"],
        ["outcome"],
    ]
    assert [step.question and step.question.key for step in told.steps] == ["q1", "q2", None]


def test_a_case_without_questions_still_has_learning_points_to_unfold():
    told = unfolding.tell(
        factories.published(content=Content(sections={"summary": "All."}, points=("One.",)))
    )

    assert [step.question for step in told.steps] == [None, None]


def test_a_question_after_a_part_that_was_not_written_comes_after_the_last():
    stray = Question("q1", "perspective", "Now?", (Choice("a", "Yes", True), Choice("b", "No")), "So.")
    told = unfolding.tell(
        factories.published(
            content=Content(sections={"summary": "All.", "findings": "x"}, questions=(stray,))
        )
    )

    assert [len(step.parts) for step in told.steps] == [2, 0]


def test_what_happened_is_not_on_the_page_before_one_has_answered_and_unfolded(as_, participant, case):
    client = as_(participant)
    page = client.get(address(case)).text
    assert "Lactate 4.1" in page
    assert "What would you do first?" in page
    for later in (
        "Ceftriaxone and amoxicillin",
        "Listeria grew",
        "Every hour counts",
        "Think of Listeria",
        "% ",
    ):
        assert later not in page
    assert "Show what happened next" not in page

    response = client.post(address(case, "answer/"), {"question": "q1", "choice": "a"})
    assert response["Location"] == f"/cases/{case.code}/#question-q1"
    page = client.get(address(case)).text
    assert "Every hour counts" in page
    assert "Your answer" in page
    assert "Ceftriaxone and amox" not in page

    response = client.post(address(case, "unfold/"), {"step": "1"})
    assert response["Location"] == f"/cases/{case.code}/#step-2"
    assert "Ceftriaxone and amoxicillin" in client.get(address(case)).text


def test_working_through_a_case_counts_once(as_, participant, case):
    client = as_(participant)
    for question, choice, step in (("q1", "b", 1), ("q2", "x", 2)):
        client.post(address(case, "answer/"), {"question": question, "choice": choice})
        client.post(address(case, "unfold/"), {"step": step})

    page = client.get(address(case)).text
    assert "Think of Listeria" in page
    assert "van de Beek" in page
    assert "Worked through on" in page
    assert Reading.objects.get().done_at
    assert Contribution.objects.filter(person=participant, part=Part.READ).count() == 1
    done_at = Reading.objects.get().done_at
    client.post(address(case, "unfold/"), {"step": "3"})
    assert Reading.objects.get().done_at == done_at


def test_a_double_click_unfolds_one_step(participant, case):
    actions.answer(case=case, person=participant, question="q1", choice="a")
    actions.unfold(case=case, person=participant, step=1)
    actions.unfold(case=case, person=participant, step=1)

    assert Reading.objects.get().step == 2


def test_nothing_unfolds_before_the_answer(as_, participant, case):
    page = as_(participant).post(address(case, "unfold/"), {"step": "1"}, follow=True)

    assert "Say first what you would do" in page.text
    assert Reading.objects.filter(step__gt=1).count() == 0


@pytest.mark.parametrize(
    "given", [{}, {"question": "q1"}, {"question": "q1", "choice": "z"}, {"question": "q9"}]
)
def test_an_answer_that_does_not_exist_is_refused_in_words(given, as_, participant, case):
    page = as_(participant).post(address(case, "answer/"), given, follow=True)

    assert "Choose one of the answers." in page.text
    assert not Answer.objects.exists()


def test_a_question_that_comes_later_is_not_answered_yet(participant, case):
    with pytest.raises(ValidationError, match="later"):
        actions.answer(case=case, person=participant, question="q2", choice="x")


def test_the_first_answer_stays(participant, case):
    actions.answer(case=case, person=participant, question="q1", choice="a")

    assert actions.answer(case=case, person=participant, question="q1", choice="b") == "a"
    assert Answer.objects.get().choice == "a"


def test_bars_appear_from_five_answers_on_and_only_after_the_own(as_, participant, case):
    client = as_(participant)
    peers_answer(case, "b", FEWEST - 2)
    actions.answer(case=case, person=participant, question="q1", choice="a")
    page = client.get(address(case)).text
    assert "Too few have answered yet" in page
    assert "bar-got" not in page

    peers_answer(case, "b", 1)
    page = client.get(address(case)).text
    assert "80% <span" in page
    assert "(4)" in page
    assert "20% <span" in page
    assert "5 readers have answered" in page

    somebody_else = as_(UserFactory()).get(address(case)).text
    assert "bar-got" not in somebody_else
    assert "80%" not in somebody_else


def test_a_visitor_reads_a_public_case_as_a_whole_with_answers_folded(client):
    case = factories.published(content=TWO, is_public=True).case
    page = client.get(address(case))

    assert "Listeria grew" in page.text
    assert "Show the best answer" in page.text
    assert "<form method=" not in page.text.split('id="main"')[1].split("site-foot")[0]
    assert page["Cache-Control"] == "no-cache"


def test_a_visitor_is_asked_to_log_in_for_a_case_that_is_not_public(client, case):
    assert client.get(address(case))["Location"].startswith("/accounts/login/?next=/cases/")
    for deed in ("answer/", "unfold/", "keep/", "ask/"):
        assert client.post(address(case, deed))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("state", [CaseState.HIDDEN, CaseState.WRITING, CaseState.ENDED])
def test_what_cannot_be_read_is_unknown_to_everybody(state, client, as_, participant):
    case = factories.published(content=TWO, is_public=True).case
    Case.objects.filter(pk=case.pk).update(state=state)

    assert client.get(address(case)).status_code == 404
    assert as_(participant).get(address(case)).status_code == 404
    for deed in ("answer/", "unfold/", "keep/", "ask/"):
        assert client.post(address(case, deed)).status_code == 404
    assert not Reading.objects.exists()


def test_a_case_hidden_since_the_page_was_opened_takes_no_answer(participant, case):
    Case.objects.filter(pk=case.pk).update(state=CaseState.HIDDEN)

    with pytest.raises(ValidationError, match="cannot be read at present"):
        actions.answer(case=case, person=participant, question="q1", choice="a")


def test_nobody_keeps_a_copy_of_a_case_that_is_not_public(as_, participant, case):
    assert as_(participant).get(address(case))["Cache-Control"] == "private, no-store"


def test_authors_read_their_case_as_a_whole_and_are_not_counted(as_, case):
    page = as_(case.author).get(address(case)).text
    assert "Listeria grew" in page
    assert "your answers are not counted" in page

    with pytest.raises(ValidationError, match="You wrote this case"):
        actions.answer(case=case, person=case.author, question="q1", choice="a")
    assert not Reading.objects.exists()
    assert not Answer.objects.exists()


def test_after_a_correction_the_reading_goes_on_and_equal_questions_stay_answered(as_, participant, case):
    actions.answer(case=case, person=participant, question="q1", choice="a")
    actions.unfold(case=case, person=participant, step=1)
    version = correct(
        case, Content(sections=TWO.sections | {"findings": "Lactate 4.2"}, questions=TWO.questions)
    )

    page = as_(participant).get(address(case)).text
    assert "has been corrected since you read it" in page
    assert "A dose was wrong." in page
    assert "Your answer" in page
    assert "Ceftriaxone and amoxicillin" in page
    actions.answer(case=case, person=participant, question="q2", choice="x")
    assert Reading.objects.get().version == version
    assert "has been corrected since" not in as_(participant).get(address(case)).text


def test_a_question_worded_anew_is_asked_anew_and_its_old_answers_are_not_compared(as_, participant, case):
    peers_answer(case, "b", FEWEST)
    actions.answer(case=case, person=participant, question="q1", choice="a")
    actions.unfold(case=case, person=participant, step=1)
    other = Question("q1", "findings", "Something else?", CONTENT.questions[0].choices, "Because.")
    correct(case, Content(sections=TWO.sections, questions=(other, NEXT)))

    page = as_(participant).get(address(case)).text
    assert 'name="choice" id="choice-q1-a"' in page
    assert "bar-got" not in page
    with pytest.raises(ValidationError, match="Say first"):
        actions.unfold(case=case, person=participant, step=2)
    actions.answer(case=case, person=participant, question="q1", choice="b")
    assert "Too few have answered" in as_(participant).get(address(case)).text


def test_bookmarks_are_kept_and_taken_out_also_of_what_cannot_be_read_any_more(as_, participant, case):
    client = as_(participant)
    assert "You have not read a case yet" in client.get("/cases/kept/").text
    client.post(address(case, "keep/"), {"keep": "1"})
    title = case.entry.title
    assert title in client.get("/cases/kept/").text

    Case.objects.filter(pk=case.pk).update(state=CaseState.HIDDEN)
    page = client.get("/cases/kept/").text
    assert title not in page
    assert "cannot be read at present" in page
    client.post(address(case, "keep/"), {"keep": "0", "from": "kept"})
    assert not Reading.objects.get().is_kept


def test_nobody_sees_what_others_read(as_, stranger, participant, case):
    as_(participant).post(address(case, "keep/"), {"keep": "1"})

    assert "You have not read a case yet" in as_(stranger).get("/cases/kept/").text


def test_the_page_says_how_old_the_patient_was(as_, participant, case):
    for path in (address(case), "/cases/"):
        assert "Age: 65 to 79" in as_(participant).get(path).text


def test_a_sample_is_marked_on_its_page(as_, participant, case):
    Case.objects.filter(pk=case.pk).update(is_sample=True)

    assert "Invented sample" in as_(participant).get(address(case)).text


def test_markup_in_a_case_stays_text(as_, participant):
    nasty = '<script>alert("x")</script>'
    question = Question("q1", "summary", nasty, (Choice("a", nasty, True), Choice("b", nasty)), nasty)
    content = Content(sections={"summary": nasty}, points=(nasty,), questions=(question,))
    case = factories.published(title=nasty, content=content, is_public=True).case
    client = as_(participant)

    assert nasty not in client.get(address(case)).text
    client.post(address(case, "answer/"), {"question": "q1", "choice": "a"})
    client.post(address(case, "unfold/"), {"step": "1"})
    page = client.get(address(case)).text
    assert nasty not in page
    assert page.count("&lt;script&gt;") >= 5
    client.logout()
    assert nasty not in client.get(address(case)).text


def test_a_reference_links_to_web_addresses_only(client):
    content = Content(
        sections={"summary": "x"},
        references=(Reference("Good", "https://doi.org/1"), Reference("Bad", "javascript:alert(1)")),
    )
    page = client.get(address(factories.published(content=content, is_public=True).case)).text

    assert 'href="https://doi.org/1"' in page
    assert "javascript:alert" not in page


def test_queries_of_the_pages_do_not_grow(as_, participant, django_assert_max_num_queries):
    client = as_(participant)
    for number in range(1, 4):
        questions = tuple(
            Question(f"q{n}", "findings", "?", (Choice("a", "A", True), Choice("b", "B")), "Why")
            for n in range(number)
        )
        case = factories.published(content=Content(sections=CONTENT.sections, questions=questions)).case
        Reading.objects.create(
            case=case, person=participant, version=case.entry.version, is_kept=True, step=9
        )
        with django_assert_max_num_queries(14):
            client.get(address(case))
        with django_assert_max_num_queries(10):
            client.get("/cases/kept/")


def test_a_deed_is_no_page(as_, participant, case):
    for deed in ("answer/", "unfold/", "keep/", "ask/"):
        assert as_(participant).get(address(case, deed)).status_code == 405


def test_the_last_reading_stands_first(as_, participant):
    old, new = (
        factories.published(title="The older one").case,
        factories.published(title="The newer one").case,
    )
    now = timezone.now()
    for one, at in ((old, now - timedelta(days=1)), (new, now)):
        Reading.objects.create(
            case=one, person=participant, version=one.entry.version, last_at=at, is_kept=True
        )

    page = as_(participant).get("/cases/kept/").text
    assert page.index("The newer one") < page.index("The older one")
