"""Files into the bank and out of it, as the office does it."""

import threading
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from assessments import drafts, pictures
from assessments.actions import importing
from assessments.actions import questions as actions
from assessments.drafts import DraftImage
from assessments.formats import csv, gift, moodle
from assessments.formats.reading import Filing
from assessments.models import Kind, Question, QuestionState, QuestionVersion, Topic
from assessments.tests.factories import DraftFactory, TopicFactory, published_question

pytestmark = pytest.mark.django_db
FILING = Filing(topics={"bundles": "bundles", "dosing": "dosing"})
GIFT = "::first::Q?{=a ~b}\n\n::second::R?{=c ~d}"


@pytest.fixture(autouse=True)
def topics(settings, db):
    """And the admin without its second factor, which is tested with the accounts."""
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return [TopicFactory(slug="bundles"), TopicFactory(slug="dosing")]


@pytest.fixture
def admin(as_, staff):
    return as_(staff)


def url(name):
    return reverse(f"admin:assessments_question_{name}")


def text(response):
    return " ".join(response.content.decode().split())


def upload(admin, content, name="questions.txt", **said):
    content = content.encode() if isinstance(content, str) else content
    data = {"tier": "apply", "difficulty": "easy", "format": "", "letters": "cp1252", "topic": ""} | said
    return admin.post(url("import"), data | {"file": SimpleUploadedFile(name, content)})


def confirm(admin, shown, **said):
    data = {name: value or "" for name, value in shown.context["form"].initial.items()}
    return admin.post(url("import_confirm"), data | said, follow=True)


def outcomes(response):
    return [step.outcome.value for step in response.context["steps"]]


@pytest.mark.parametrize("module", [gift, moodle, csv])
def test_the_whole_bank_out_and_in_again_changes_nothing(module):
    for kind in Kind.values:
        published_question(kind=kind)
    versions = [actions.newest_version(question) for question in Question.objects.all()]
    file = module.write([drafts.of_version(version) for version in versions])
    steps = importing.carry_out(reading=module.read(file, FILING), by=None)
    assert {step.outcome for step in steps} == {importing.Outcome.SAME}
    assert QuestionVersion.objects.count() == len(versions)


def test_a_changed_question_becomes_a_new_version_and_the_one_in_use_stays():
    question = published_question(code="lactate")
    changed = replace(drafts.of_version(question.current), prompt="Which value is raised?")
    reading = gift.read(gift.write([changed]), FILING)
    importing.carry_out(reading=reading, by=None)
    importing.carry_out(reading=reading, by=None)
    question.refresh_from_db()
    assert question.current.number == 1
    assert [version.prompt for version in question.versions.all()][1:] == ["Which value is raised?"]


def test_another_topic_alone_makes_no_version():
    question = published_question(code="lactate")
    moved = replace(drafts.of_version(question.current), topic="dosing")
    [step] = importing.carry_out(reading=gift.read(gift.write([moved]), FILING), by=None)
    question.refresh_from_db()
    assert (step.outcome, question.topic.slug) == (importing.Outcome.FILED, "dosing")
    assert question.versions.count() == 1


def test_a_format_without_pictures_takes_none_away():
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    image = DraftImage("A chart", content=pictures.clean(file.getvalue()))
    question = published_question(code="chart", image=image)
    words = drafts.of_version(question.current)
    for module in (gift, csv, moodle):
        steps = importing.plan(module.read(module.write([words]), FILING))
        assert [step.outcome for step in steps] == [importing.Outcome.SAME]
    changed = replace(words, prompt="What does it show?")
    importing.carry_out(reading=gift.read(gift.write([changed]), FILING), by=None)
    assert question.versions.get(number=2).image.name == question.current.image.name


def test_first_what_would_happen_then_it_happens(admin, staff):
    shown = upload(admin, GIFT, topic=TopicFactory().pk)
    assert outcomes(shown) == ["new", "new"]
    assert "Nothing has been changed yet." in text(shown)
    assert "There is no explanation" in text(shown)
    assert not Question.objects.exists()
    done = confirm(admin, shown)
    assert "2 questions imported." in text(done)
    assert set(Question.objects.values_list("code", "tier", "difficulty", "state")) == {
        ("first", "apply", "easy", "draft"),
        ("second", "apply", "easy", "draft"),
    }
    assert QuestionVersion.objects.first().author == staff
    imported = AuditEntry.objects.get(action="questions.imported")
    assert (imported.actor_id, imported.facts["new"]) == (staff.pk, 2)


def test_what_cannot_be_taken_keeps_everything_out_until_one_says_so(admin):
    shown = upload(admin, f"{GIFT}\n\n::third::No answer", topic=TopicFactory().pk)
    assert "Line 5 (third): It has no answer in braces" in text(shown)
    refused = confirm(admin, shown)
    assert "Nothing was imported" in text(refused)
    assert not Question.objects.exists()
    assert "2 questions imported." in text(confirm(admin, refused, leave_out="on"))


def test_complete_questions_are_published_at_once_where_that_is_asked(admin):
    whole, bare = DraftFactory(code="whole"), DraftFactory(code="bare", reference="")
    confirm(admin, upload(admin, csv.write([whole, bare]), "bank.csv"), publish="on")
    assert dict(Question.objects.values_list("code", "state")) == {
        "whole": QuestionState.LIVE,
        "bare": QuestionState.DRAFT,
    }


def test_one_failure_undoes_the_whole_import():
    file = gift.write([DraftFactory(topic="bundles"), DraftFactory(topic="dosing")])
    Topic.objects.filter(slug="dosing").delete()
    with pytest.raises(ValidationError, match="no topic “dosing”"):
        importing.carry_out(reading=gift.read(file, FILING), by=None)
    assert not Question.objects.exists()


def test_what_somebody_changed_meanwhile_is_shown_again_first(admin):
    shown = upload(admin, GIFT, topic=TopicFactory().pk)
    TopicFactory()
    actions.create(draft=DraftFactory(code="first"), by=None)
    again = confirm(admin, shown)
    assert "Somebody has changed these questions meanwhile." in text(again)
    assert Question.objects.count() == 1
    assert outcomes(again) == ["version", "new"]
    assert "2 questions imported." in text(confirm(admin, again))


def test_a_file_that_is_gone_is_asked_for_again(admin):
    shown = upload(admin, GIFT, topic=TopicFactory().pk)
    confirm(admin, shown)
    assert "Please upload it again." in text(confirm(admin, shown))
    assert Question.objects.count() == 2


def test_nobody_else_can_confirm_my_file(admin, as_):
    shown = upload(admin, GIFT, topic=TopicFactory().pk)
    other = as_(UserFactory(is_staff=True, is_superuser=True))
    assert "Please upload it again." in text(confirm(other, shown))
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "x.txt", "The file is empty."),
        (b"PK\x03\x04", "x.xlsx", "no text file"),
        (b"x" * (2 * 1024 * 1024 + 1), "x.txt", "larger than 2 MB"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><quiz/>', "x.xml", "declares entities"),
        (b"<quiz>", "x.xml", "no whole XML file"),
        (b"a,b\n1,2", "x.csv", "the columns; these are missing"),
        (b"q{=a ~b}\n\n" * 1001, "x.txt", "more than 1000 questions"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(admin, content, name, words):
    assert words in text(upload(admin, content, name, topic=TopicFactory().pk))


def test_the_format_is_found_out(admin):
    TopicFactory()
    draft = DraftFactory()
    for module, name in [(gift, "a"), (moodle, "b"), (csv, "c"), (csv, "d.csv"), (moodle, "e.xml")]:
        assert outcomes(upload(admin, module.write([draft]), name)) == ["new"]


def test_letters_of_old_files_are_read_as_said(admin):
    content = "::x::Czy to sepsa, Łukasz?{=tak ~nie}".encode("cp1250")
    shown = upload(admin, content, topic=TopicFactory().pk, letters="cp1250")
    assert "Czy to sepsa, Łukasz?" in text(shown)


def test_a_file_without_questions_says_so(admin):
    assert "No question was found in this file." in text(upload(admin, "// nothing"))


def test_chosen_questions_leave_as_a_file_after_saying_what_is_lost(admin):
    questions = [published_question(kind=kind) for kind in ("single", "true_false")]
    shown = admin.post(
        url("changelist"), {"action": "export_questions", "_selected_action": [one.pk for one in questions]}
    )
    assert "2 questions, each in its newest version." in text(shown)
    assert f"{questions[1].code}: GIFT has no such kind" in text(shown)
    for name, start in [("gift", b"$CATEGORY"), ("moodle", b"<?xml"), ("csv", b"\xef\xbb\xbfcode,")]:
        response = admin.post(url("export"), {"format": name, "pks": shown.context["pks"]})
        assert response.content.startswith(start)
        assert "attachment" in response["Content-Disposition"]
        again = upload(admin, response.content, response["Content-Disposition"].split('"')[1])
        assert outcomes(again) == ["same", "same"]


@pytest.mark.parametrize("name", ["import", "import_confirm", "export"])
def test_only_the_office_imports_and_exports(client, as_, participant, coordinator, name):
    for visitor in (client, as_(participant), as_(coordinator)):
        assert visitor.post(url(name)).status_code in {302, 403}
    assert as_(UserFactory(is_staff=True)).post(url(name)).status_code == 403
    assert not Question.objects.exists()


def test_the_dry_run_asks_the_same_number_of_queries_for_one_and_three(django_assert_num_queries):
    words = [drafts.of_version(published_question().current) for _n in range(3)]
    for some in (words[:1], words):
        with django_assert_num_queries(3):
            importing.plan(gift.read(gift.write(some), FILING))


@pytest.mark.django_db(transaction=True)
def test_two_people_importing_the_same_file_at_once_make_each_question_once():
    TopicFactory()
    file = gift.write(DraftFactory.create_batch(5))
    results, start = [], threading.Barrier(2)

    def run():
        start.wait()
        try:
            results.append(importing.carry_out(reading=gift.read(file, FILING), by=None))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Question.objects.count() == 5
    assert QuestionVersion.objects.count() == 5
    assert all(isinstance(one, list | ValidationError) for one in results)
