"""The bank in the administration: found, written, previewed, compared, published, retired."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.tests.factories import UserFactory
from assessments import drafts
from assessments.actions import questions as actions
from assessments.models import Kind, Question, QuestionState
from assessments.tests.factories import (
    DraftFactory,
    TopicFactory,
    draft_question,
    published_question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    """That the admin asks for one is tested with the accounts."""
    settings.ADMIN_NEEDS_SECOND_FACTOR = False


@pytest.fixture
def admin(as_, staff):
    return as_(staff)


def url(name, *args):
    return reverse(f"admin:assessments_question_{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def sent(draft, **changes):
    """What the form sends for this draft."""
    data = {name: getattr(draft, name) for name in ["code", "tier", "difficulty", "vignette", "prompt"]}
    data |= {name: getattr(draft, name) for name in ["unit", "guidance", "explanation", "reference"]}
    data |= {"target": draft.target or "", "tolerance": draft.tolerance or 0, "image_alt": ""}
    data["topic"] = TopicFactory(slug=draft.topic).pk
    data |= {"options-TOTAL_FORMS": len(draft.options), "options-INITIAL_FORMS": 0}
    data |= {"items-TOTAL_FORMS": len(draft.items), "items-INITIAL_FORMS": 0}
    places = {option.text: place for place, option in enumerate(draft.options, 1)}
    for row, option in enumerate(draft.options):
        data |= {f"options-{row}-place": row + 1, f"options-{row}-text": option.text}
        data |= {f"options-{row}-is_correct": "on"} if option.is_correct else {}
    for row, item in enumerate(draft.items):
        data |= {f"items-{row}-text": item.text, f"items-{row}-answer": places[item.answer]}
    return data | changes


def png(size=(20, 10)):
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Bed 7, Mrs Kowalska"
    Image.new("RGB", size, "white").save(file, "PNG", exif=exif)
    return file.getvalue()


@pytest.mark.parametrize("kind", Kind.values)
def test_a_question_of_each_kind_is_written_without_a_script(admin, kind):
    draft = DraftFactory(kind=kind)
    shown = admin.get(url("add"), {"kind": kind})
    assert shown.status_code == 200
    response = admin.post(url("add") + f"?kind={kind}", sent(draft), follow=True)
    assert "Saved. Nobody is given it before you publish it." in text(response)
    question = Question.objects.get(code=draft.code)
    assert drafts.of_version(actions.newest_version(question)) == draft
    assert response.redirect_chain[-1][0] == url("change", question.pk)


def test_the_kind_is_chosen_first(admin):
    response = admin.get(url("add"))
    for kind in Kind.values:
        assert f'href="?kind={kind}"' in text(response)


@pytest.mark.parametrize(
    ("kind", "has", "has_not"),
    [
        ("single", "options-0-is_correct", "items-0-text"),
        ("matching", "items-0-answer", "options-0-is_correct"),
        ("numeric", 'name="tolerance"', "options-0-text"),
        ("short_text", 'name="guidance"', 'name="target"'),
        ("ordering", "options-0-place", "options-0-is_correct"),
    ],
)
def test_a_form_shows_only_what_its_kind_needs(admin, kind, has, has_not):
    shown = text(admin.get(url("add"), {"kind": kind}))
    assert has in shown
    assert has_not not in shown


def test_flaws_are_told_after_saving_in_words_that_say_what_to_do(admin):
    draft = DraftFactory(prompt="Which is NOT a sign of shock?")
    response = admin.post(url("add") + "?kind=single", sent(draft), follow=True)
    assert "The question asks for what is not so (“NOT”): ask for what is." in text(response)


def test_rows_are_put_in_the_order_of_their_places_and_empty_ones_left_out(admin):
    draft = DraftFactory(kind="ordering")
    data = sent(draft) | {"options-0-place": 9, "options-1-text": " "}
    admin.post(url("add") + "?kind=ordering", data)
    written = drafts.of_version(actions.newest_version(Question.objects.get()))
    assert [option.text for option in written.options] == [draft.options[n].text for n in (2, 3, 0)]


def test_what_the_bank_refuses_stands_in_the_form_and_nothing_is_saved(admin):
    draft = DraftFactory()
    data = sent(draft) | {"options-1-text": draft.options[0].text}
    response = admin.post(url("add") + "?kind=single", data)
    assert "Two options say the same" in text(response)
    assert draft.options[2].text in text(response)
    assert not Question.objects.exists()


def test_a_story_that_fits_an_empty_row_is_refused(admin):
    response = admin.post(
        url("add") + "?kind=matching", sent(DraftFactory(kind="matching")) | {"items-0-answer": 9}
    )
    assert "Choose the number of an option." in text(response)


def test_a_code_that_is_taken_is_refused(admin):
    draft_question(code="taken")
    response = admin.post(url("add") + "?kind=single", sent(DraftFactory(code="taken")))
    assert response.status_code == 200
    assert "already exists" in text(response)


def test_a_picture_is_drawn_anew_and_needs_words(admin):
    draft = DraftFactory()
    picture = SimpleUploadedFile("mrs-kowalska.png", png(), "image/png")
    refused = admin.post(url("add") + "?kind=single", sent(draft) | {"picture": picture})
    assert "Say what the image shows" in text(refused)
    picture.seek(0)
    admin.post(url("add") + "?kind=single", sent(draft, image_alt="Chest radiograph.") | {"picture": picture})
    version = Question.objects.get().versions.get()
    kept = version.image.read()
    assert b"Kowalska" in png()
    assert b"Kowalska" not in kept
    assert "kowalska" not in version.image.name
    shown = admin.get(reverse("assessments:picture", args=[version.pk]))
    assert (shown["Content-Type"], b"".join(shown.streaming_content)) == ("image/png", kept)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg onload=alert(1)>", "Use a PNG, JPEG or WebP picture."),
        (b"\x89PNG\r\n\x1a\nand then nonsense", "damaged"),
        (b"GIF89a", "Use a PNG"),
        (b"\xff\xd8\xff" + b"0" * (5 * 1024 * 1024), "larger than 5 MB"),
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name_says(admin, content, words):
    picture = SimpleUploadedFile("picture.png", content, "image/png")
    response = admin.post(
        url("add") + "?kind=single", sent(DraftFactory(), image_alt="x") | {"picture": picture}
    )
    assert words in text(response)


def test_a_picture_stays_with_a_revision_until_it_is_taken_away(admin):
    picture = SimpleUploadedFile("x.png", png(), "image/png")
    draft = DraftFactory()
    admin.post(url("add") + "?kind=single", sent(draft, image_alt="A chart.") | {"picture": picture})
    question = Question.objects.get()
    actions.publish(version=question.versions.get(), by=None)
    admin.post(url("revise", question.pk))
    assert question.versions.get(number=2).image.name == question.versions.get(number=1).image.name
    admin.post(url("write", question.pk), sent(draft, no_picture="on"))
    assert not question.versions.get(number=2).image
    assert question.versions.get(number=1).image


def test_a_published_version_is_revised_not_edited(admin):
    question = published_question()
    response = admin.get(url("write", question.pk), follow=True)
    assert "Version 1 is published. Revise it first." in text(response)
    response = admin.post(url("revise", question.pk), follow=True)
    assert response.redirect_chain[-1][0] == url("write", question.pk)
    draft = drafts.of_version(question.current)
    admin.post(url("write", question.pk), sent(draft, prompt="Which comes first?", changed="Shorter"))
    second = question.versions.get(number=2)
    assert (second.prompt, second.changed) == ("Which comes first?", "Shorter")
    compared = text(admin.get(url("changes", question.pk, 2)))
    assert "<del>" in compared
    assert "<ins>" in compared


def test_the_second_of_two_writers_is_told_and_keeps_the_own_words(admin):
    question = draft_question()
    draft = drafts.of_version(actions.newest_version(question))
    seen = drafts.digest(draft)
    admin.post(url("write", question.pk), sent(draft, seen=seen, prompt="Mine first?"))
    response = admin.post(url("write", question.pk), sent(draft, seen=seen, prompt="Mine second?"))
    assert "Somebody else has changed this draft since you opened it." in text(response)
    assert "Mine second?" in text(response)
    assert question.versions.get().prompt == "Mine first?"
    again = response.context["desk"].form["seen"].value()
    admin.post(url("write", question.pk), sent(draft, seen=again, prompt="Mine second?"))
    assert question.versions.get().prompt == "Mine second?"


def test_publishing_reviewing_retiring_and_taking_back_by_button(admin):
    question = draft_question()

    def press(name, *args, **data):
        response = admin.post(url(name, question.pk, *args), data, follow=True)
        question.refresh_from_db()
        return text(response)

    assert "new attempts are given this version" in press("publish", 1)
    assert "Marked for review" in press("review", because="Guideline changed")
    assert question.state == QuestionState.REVIEW
    assert "Guideline changed" in text(admin.get(url("change", question.pk)))
    assert "Back in use" in press("back")
    assert "Say why" in press("retire", because="")
    assert "no new attempt is given it" in press("retire", because="Out of date")
    assert question.state == QuestionState.RETIRED
    assert "retired now; nothing was changed" in press("retire", because="Again")


def test_publishing_by_button_says_what_is_missing(admin):
    question = draft_question(explanation="", reference="")
    shown = text(admin.get(url("change", question.pk)))
    assert "There is no reference" in shown
    response = admin.post(url("publish", question.pk, 1), follow=True)
    assert "There is no explanation" in text(response)
    question.refresh_from_db()
    assert question.state == QuestionState.DRAFT


def test_a_draft_is_thrown_away(admin):
    question = draft_question()
    response = admin.post(url("discard", question.pk, 1), follow=True)
    assert response.redirect_chain[-1][0] == url("changelist")
    assert not Question.objects.exists()


def test_a_question_is_filed_elsewhere(admin):
    question = published_question()
    elsewhere = TopicFactory(slug="dosing")
    admin.post(url("file", question.pk), {"topic": elsewhere.pk, "tier": "evaluate", "difficulty": "hard"})
    question.refresh_from_db()
    assert (question.topic, question.tier, question.difficulty) == (elsewhere, "evaluate", "hard")
    assert question.versions.count() == 1


@pytest.mark.parametrize("kind", Kind.values)
def test_the_preview_shows_the_question_and_what_comes_afterwards(admin, kind):
    question = published_question(kind=kind)
    shown = text(admin.get(url("preview", question.pk, 1)))
    assert question.current.prompt in shown
    assert question.current.explanation in shown


def test_the_list_finds_by_words_kind_and_flaw(admin):
    published_question(code="good-one")
    draft_question(code="flawed", prompt="Which is NOT so?", kind="multiple")
    for query, found in [
        ({}, {"good-one", "flawed"}),
        ({"q": "noradrenaline"}, {"good-one", "flawed"}),
        ({"q": "is NOT so"}, {"flawed"}),
        ({"kind": "multiple"}, {"flawed"}),
        ({"flaw": "any"}, {"flawed"}),
        ({"flaw": "none"}, {"good-one"}),
        ({"flaw": "negative"}, {"flawed"}),
        ({"newest": "draft"}, {"flawed"}),
        ({"o": "-6"}, {"good-one", "flawed"}),
    ]:
        response = admin.get(url("changelist"), query)
        assert {row.code for row in response.context["cl"].result_list} == found, query
    assert "1: asks for what is not so" in text(response)


def test_the_list_asks_the_same_number_of_queries_for_one_and_three(admin, django_assert_num_queries):
    published_question()
    with CaptureQueriesContext(connection) as one:
        admin.get(url("changelist"))
    published_question()
    published_question(kind="matching")
    with django_assert_num_queries(len(one)):
        admin.get(url("changelist"))


def test_flaws_are_looked_for_again(admin):
    question = draft_question(reference="")
    Question.objects.update(flaws=[])
    admin.post(url("changelist"), {"action": "look_again", "_selected_action": [question.pk]})
    question.refresh_from_db()
    assert question.flaws == ["no_reference"]


PAGES = [("add",), ("change", 1), ("write", 1), ("preview", 1, 1), ("changes", 1, 1)]
DEEDS = [
    ("file", 1),
    ("revise", 1),
    ("publish", 1, 1),
    ("discard", 1, 1),
    ("review", 1),
    ("retire", 1),
    ("back", 1),
]


@pytest.mark.parametrize("page", PAGES + DEEDS)
def test_only_the_office_comes_in(client, as_, participant, coordinator, page):
    for visitor in (client, as_(participant), as_(coordinator)):
        response = visitor.post(url(*page)) if page in DEEDS else visitor.get(url(*page))
        assert response.status_code in {302, 403, 404}
        assert "/admin/assessments" not in response.get("Location", "").split("?")[0]


@pytest.mark.parametrize("page", PAGES + DEEDS)
def test_the_office_needs_the_right_to_questions(as_, page):
    clerk = as_(UserFactory(is_staff=True))
    response = clerk.post(url(*page)) if page in DEEDS else clerk.get(url(*page))
    assert response.status_code == 403


def test_who_may_only_look_sees_no_button(as_):
    viewer = UserFactory(is_staff=True)
    viewer.user_permissions.add(
        Permission.objects.get(codename="view_question", content_type__app_label="assessments")
    )
    shown = text(as_(viewer).get(url("change", published_question().pk)))
    assert "<button" not in shown.split("bank-desk")[1]


@pytest.mark.parametrize("deed", DEEDS)
def test_deeds_are_done_by_post_alone(admin, deed):
    assert admin.get(url(*deed)).status_code == 405
