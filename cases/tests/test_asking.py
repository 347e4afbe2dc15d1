"""Readers ask, an editor without a stake lets it through or not, the author answers; everybody concerned is told."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.tests.factories import UserFactory
from cases.actions import asking, reading
from cases.models import AskedQuestion, AskedState, Case, CaseState, Stake, StakeKind
from cases.tests import factories
from cases.tests.racing import at_once
from mailing.models import Message

pytestmark = pytest.mark.django_db
TEXT = "Why dexamethasone before the culture?"


@pytest.fixture
def case():
    return factories.published().case


@pytest.fixture
def question(case, participant):
    return asking.ask(case=case, person=participant, text=TEXT)


def mails_to(person):
    return [mail.kind for mail in Message.objects.filter(user=person)]


def page_of(client, case):
    """As it is read to the end: questions stand there."""
    return client.get(f"/cases/{case.code}/").text


def read(person, case):
    reading.answer(case=case, person=person, question="q1", choice="b")
    reading.unfold(case=case, person=person, step=1)


def test_a_question_is_shown_without_a_name_when_an_editor_has_let_it_through(
    as_, case, participant, stranger
):
    editor = factories.editor()
    read(participant, case)
    read(stranger, case)
    as_(participant).post(f"/cases/{case.code}/ask/", {"text": TEXT})
    assert "Only you see it so far." in page_of(as_(participant), case)
    assert TEXT not in page_of(as_(stranger), case)

    assert TEXT in as_(editor).get("/cases/desk/questions/").text
    question = AskedQuestion.objects.get()
    as_(editor).post(f"/cases/desk/questions/{question.pk}/decide/", {"verdict": "show"})

    page = page_of(as_(stranger), case)
    assert TEXT in page
    assert participant.name not in page
    assert mails_to(case.author) == ["cases/question_shown"]


def test_the_author_answers_and_who_asked_is_told(as_, case, question, participant):
    asking.show(question=question, by=factories.editor())
    assert "Your answer" in page_of(as_(case.author), case)
    as_(case.author).post(f"/cases/questions/{question.pk}/reply/", {"text": "It lowers mortality."})

    read(participant, case)
    assert "It lowers mortality." in page_of(as_(participant), case)
    assert mails_to(participant) == ["cases/question_replied"]
    with pytest.raises(ValidationError, match="answered meanwhile"):
        asking.reply(question=question, by=case.author, text="Again.")


def test_a_question_that_is_not_shown_has_a_reason_for_who_asked(as_, case, question, participant, stranger):
    editor = as_(factories.editor())
    editor.post(f"/cases/desk/questions/{question.pk}/decide/", {"verdict": "decline", "because": " "})
    assert AskedQuestion.objects.get().state == AskedState.WAITING
    editor.post(
        f"/cases/desk/questions/{question.pk}/decide/", {"verdict": "decline", "because": "Another patient."}
    )

    mail = Message.objects.get(user=participant)
    assert mail.kind == "cases/question_declined"
    assert mail.context["because"] == "Another patient."
    read(participant, case)
    assert "Another patient." in page_of(as_(participant), case)
    read(stranger, case)
    assert TEXT not in page_of(as_(stranger), case)


def test_what_is_shown_can_be_taken_off_again(case, question):
    editor = factories.editor()
    asking.show(question=question, by=editor)
    asking.decline(question=question, by=editor, because="It tells too much.")

    with pytest.raises(ValidationError, match="taken this question off"):
        asking.reply(question=question, by=case.author, text="Late.")


def test_no_mail_tells_what_was_asked_or_answered(case, question):
    asking.show(question=question, by=factories.editor())
    asking.reply(question=question, by=case.author, text="A secret answer.")

    for mail in Message.objects.all():
        assert TEXT not in str(mail.context)
        assert "A secret answer." not in str(mail.context)


def test_only_editors_without_a_stake_and_the_office_decide(
    as_, case, question, participant, stranger, coordinator, staff
):
    stakes = factories.editor()
    Stake.objects.create(case=case, person=stakes, kind=StakeKind.WORKPLACE)
    address = f"/cases/desk/questions/{question.pk}/decide/"
    for person in (participant, stranger, coordinator, factories.reviewer(), factories.checker()):
        assert as_(person).get("/cases/desk/questions/").status_code == 404
        assert as_(person).post(address, {"verdict": "show"}).status_code == 404
    for person in (stakes, factories.RoleFactory(user=case.author, role="editor").user):
        assert TEXT not in as_(person).get("/cases/desk/questions/").text
        assert as_(person).post(address, {"verdict": "show"}).status_code == 404
    assert TEXT in as_(staff).get("/cases/desk/questions/").text
    assert AskedQuestion.objects.get().state == AskedState.WAITING


def test_a_stake_found_after_the_page_was_opened_still_counts(case, question):
    editor = factories.editor()
    Stake.objects.create(case=case, person=editor, kind=StakeKind.WORKPLACE)

    with pytest.raises(ValidationError, match="stake in this case"):
        asking.show(question=question, by=editor)


def test_only_authors_answer(as_, question, participant, staff):
    asking.show(question=question, by=factories.editor())

    for person in (participant, staff, factories.editor()):
        response = as_(person).post(f"/cases/questions/{question.pk}/reply/", {"text": "No."})
        assert response.status_code == 404


def test_the_same_words_again_ask_once(case, question, participant):
    assert asking.ask(case=case, person=participant, text=f" {TEXT} ") == question


def test_an_empty_or_endless_question_is_refused_in_words(as_, case, participant):
    for text in ("", "  ", "x" * 1001):
        page = as_(participant).post(f"/cases/{case.code}/ask/", {"text": text}, follow=True)
        assert 'class="notice' in page.text
    assert not AskedQuestion.objects.exists()


def test_ten_questions_a_day_are_enough(as_, case, participant):
    client = as_(participant)
    for number in range(11):
        page = client.post(f"/cases/{case.code}/ask/", {"text": f"Question {number}"}, follow=True)

    assert AskedQuestion.objects.count() == 10
    assert "many questions today" in page.text


def test_nothing_is_asked_about_what_cannot_be_read(case, participant):
    Case.objects.filter(pk=case.pk).update(state=CaseState.HIDDEN)

    with pytest.raises(ValidationError, match="cannot be read"):
        asking.ask(case=case, person=participant, text=TEXT)


def test_markup_in_a_question_stays_text(as_, case, participant):
    asking.ask(case=case, person=participant, text="<script>alert(1)</script>")
    read(participant, case)

    assert "<script>alert" not in page_of(as_(participant), case)
    assert "<script>alert" not in as_(factories.editor()).get("/cases/desk/questions/").text


def test_an_answer_without_its_moment_is_refused_by_the_database(question):
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedQuestion.objects.filter(pk=question.pk).update(reply="Yes.")


def test_queries_of_the_desk_do_not_grow(as_, django_assert_max_num_queries):
    client = as_(factories.editor())
    for number in range(3):
        case = factories.published().case
        asking.ask(case=case, person=UserFactory(), text=f"Question {number}")
        with django_assert_max_num_queries(10):
            client.get("/cases/desk/questions/")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_the_second_is_told():
    case = factories.published().case
    question = asking.ask(case=case, person=UserFactory(), text=TEXT)
    one, two = factories.editor(), factories.editor()

    answers = at_once(
        [
            lambda: asking.show(question=question, by=one),
            lambda: asking.show(question=question, by=two),
        ]
    )

    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) == 1
    assert refused[0].code == "transition"
    assert Message.objects.filter(kind="cases/question_shown").count() == 1
