"""Versions of the template: written by staff, for what is issued from then on."""

import io
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, PngImagePlugin
from pypdf import PdfReader

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from certificates.actions import issue_now, templating
from certificates.document import templates, wording
from certificates.forms.templates import WordsForm, contrast_with_white
from certificates.models import Certificate, Kind, Language, Rendition, Template
from certificates.tests.factories import AwardFactory, CertificateFactory
from mailing.models import Message

pytestmark = pytest.mark.django_db
LIST = "admin:certificates_template_changelist"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False


@pytest.fixture
def draft(staff):
    return templating.new_version(by=staff)


def at(name, template, *more):
    return reverse(f"admin:certificates_template_{name}", args=[template.pk, *more])


def png(size=(300, 100), **options):
    picture = io.BytesIO()
    Image.new("RGBA", size, "navy").save(picture, "PNG", **options)
    return picture.getvalue()


def words_of(template, language="en", **changes):
    form = WordsForm(template, language)
    posted = {key: form.initial[key] for key in form.keys} | {"seen": form.initial["seen"]}
    return posted | {key.replace("__", "."): text for key, text in changes.items()}


def test_the_first_version_comes_with_its_words():
    first = templates.current()

    assert first.words == wording.bundled()
    assert templates.current() == first
    assert Template.objects.count() == 1


def test_the_next_version_is_a_copy_of_the_one_in_use_and_there_is_one_draft(staff):
    first = templates.current()

    draft = templating.new_version(by=staff)

    assert (draft.number, draft.words, draft.accent) == (2, first.words, first.accent)
    assert templating.new_version(by=staff) == draft
    assert templates.current() == first
    assert AuditEntry.objects.filter(action="template.begun").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_who_begin_the_next_version_at_once_write_the_same():
    templates.current()
    people = [UserFactory(is_staff=True) for _ in range(2)]
    barrier, drafts = threading.Barrier(2), []

    def work(person):
        barrier.wait()
        drafts.append(templating.new_version(by=person).pk)
        connections.close_all()

    threads = [threading.Thread(target=work, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(drafts) == 2
    assert len(set(drafts)) == 1


def test_publishing_issues_nothing_again_and_mails_nobody(as_, staff, django_capture_on_commit_callbacks):
    """What other systems do wrong: a new template that reaches what is out."""
    out = CertificateFactory()
    draft = templating.new_version(by=staff)
    client = as_(staff)
    assert "Nobody gets a mail" in client.get(at("publish", draft)).content.decode()

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        client.post(at("publish", draft))

    draft.refresh_from_db()
    assert draft.published_by == staff
    assert not callbacks
    assert list(Certificate.objects.values_list("pk", "template")) == [(out.pk, out.template_id)]
    assert not Message.objects.exists()
    assert not Rendition.objects.exists()
    assert AuditEntry.objects.get(action="template.published").facts == {"version": 2}
    assert issue_now(award=AwardFactory()).template == draft


def test_of_two_who_publish_the_second_is_told(as_, staff, draft):
    templating.publish(template=draft, by=staff)

    with pytest.raises(ValidationError, match="has been published"):
        templating.publish(template=draft, by=staff)
    response = as_(staff).post(at("publish", draft), follow=True)

    assert "has been published" in response.content.decode()


def test_a_published_version_is_only_looked_at(as_, staff, draft):
    posted = words_of(draft, attendance__heading="Other")
    templating.publish(template=draft, by=staff)

    response = as_(staff).post(at("words", draft, "en"), posted)

    assert "begin a new one" in response.content.decode()
    for act in (templating.discard, templating.publish):
        with pytest.raises(ValidationError):
            act(template=draft, by=staff)
    page = as_(staff).get(at("words", draft, "en")).content.decode()
    assert 'value="Save"' not in page
    assert "disabled" in page


def test_a_draft_is_thrown_away(as_, staff, draft):
    as_(staff).post(at("discard", draft))

    assert not Template.objects.filter(pk=draft.pk).exists()
    assert AuditEntry.objects.filter(action="template.discarded").exists()


def test_words_are_changed_in_one_language_and_the_others_stay(as_, staff, draft):
    as_(staff).post(at("words", draft, "pl"), words_of(draft, "pl", attendance__heading="Dyplom"))

    draft.refresh_from_db()
    assert draft.words["pl"]["attendance.heading"] == "Dyplom"
    assert draft.words["en"] == wording.bundled()["en"]
    assert AuditEntry.objects.get(action="template.reworded").facts == {"version": 2, "language": "pl"}


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("page.issued", "Issued", "Keep {date} in it"),
        ("page.issued", "Issued on {date} in {place}", "Nothing can be filled in here but: {date}"),
        ("page.issued", "Issued on {date} {", "Nothing can be filled in"),
        ("attendance.heading", "", "This field is required"),
        ("attendance.heading", "x" * 161, "at most 160"),
        ("hours.other", "hours", "Keep {number} in it"),
    ],
)
def test_words_that_would_lose_something_are_refused(as_, staff, draft, key, text, said):
    response = as_(staff).post(at("words", draft, "en"), words_of(draft) | {key: text})

    assert said in response.content.decode()
    draft.refresh_from_db()
    assert draft.words == wording.bundled()


def test_of_two_who_change_the_same_words_the_second_is_told(as_, staff, draft):
    theirs, mine = words_of(draft, level__verb="finished"), words_of(draft, level__verb="passed")
    as_(staff).post(at("words", draft, "en"), theirs)

    response = as_(staff).post(at("words", draft, "en"), mine)

    assert "Somebody else has changed these words" in response.content.decode()
    draft.refresh_from_db()
    assert draft.words["en"]["level.verb"] == "finished"


@pytest.mark.parametrize("language", Language.values)
def test_the_form_groups_the_words_and_shows_the_english(as_, staff, draft, language):
    page = as_(staff).get(at("words", draft, language)).content.decode()

    for title in ("Around the name", "Certificate of attendance", "Fellowship certificate", "Months"):
        assert title in page
    assert "This is to certify that" in page
    if language == "pl":
        assert "{number} hours (2, 3, 4, 22)" in page


def test_a_logo_is_sniffed_and_made_anew(as_, staff, draft):
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "where it was taken")
    upload = SimpleUploadedFile("logo.png", png((2000, 500), pnginfo=hidden))

    as_(staff).post(at("look", draft), {"accent": "#0B6B57", "note": "Green", "logo": upload})

    draft.refresh_from_db()
    assert (draft.accent, draft.note) == ("#0b6b57", "Green")
    logo = Image.open(io.BytesIO(draft.logo))
    assert (logo.format, logo.size, logo.info) == ("PNG", (960, 240), {})
    as_(staff).post(at("look", draft), {"accent": "#0b6b57", "without_logo": "on"})
    draft.refresh_from_db()
    assert not draft.logo


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload='alert(1)'/>", "not a PNG"),
        (b"\x89PNG\r\n\x1a\n broken", "not a PNG"),
        (b"\xff\xd8\xff\xe0 jpeg", "not a PNG"),
        (png() + b"0" * (2 * 1024 * 1024), "too large"),
        (png((5000, 5000)), "not a PNG"),
    ],
)
def test_what_is_no_png_or_too_large_is_refused(as_, staff, draft, content, said):
    upload = SimpleUploadedFile("logo.png", content, content_type="image/png")

    response = as_(staff).post(at("look", draft), {"accent": "#5a2b8a", "logo": upload})

    assert said in response.content.decode()


@pytest.mark.parametrize(
    ("accent", "said"), [("#ffee00", "too light"), ("red", "looks like"), ("#12345", "looks like")]
)
def test_a_colour_that_cannot_be_read_is_refused(as_, staff, draft, accent, said):
    assert said in as_(staff).post(at("look", draft), {"accent": accent}).content.decode()


def test_contrast_is_reckoned_as_wcag_says():
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("language", Language.values)
def test_every_kind_is_previewed_in_every_language(as_, staff, draft, kind, language, caplog):
    response = as_(staff).get(at("preview", draft, kind, language))

    [page] = PdfReader(io.BytesIO(response.content)).pages
    text = page.extract_text()
    assert "PREVIEW" in text
    assert wording.bundled()[language][f"{kind}.heading"] in " ".join(text.split())
    assert "SP-" not in text
    assert caplog.records == []


def test_there_is_no_preview_of_what_there_is_not(as_, staff, draft):
    client = as_(staff)

    assert client.get(at("preview", draft, "diploma", "en")).status_code == 404
    assert client.get(at("preview", draft, "level", "de")).status_code == 404
    assert client.get(at("words", draft, "de")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_queries_whatever_its_length(as_, staff, count):
    for number in range(1, count + 1):
        Template.objects.create(
            number=number, words=wording.bundled(), published_at="2026-01-01T00:00Z", published_by=staff
        )
    client = as_(staff)
    client.get(reverse(LIST))

    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse(LIST)).content.decode()

    assert page.count("in use") == 1
    assert len(queries) <= 9


def test_the_page_of_a_version_leads_to_words_and_previews(as_, staff, draft):
    page = as_(staff).get(at("change", draft)).content.decode()

    for name in ("look", "publish", "discard"):
        assert at(name, draft) in page
    assert at("words", draft, "ro") in page
    assert at("preview", draft, "fellowship", "sv") in page


def test_the_next_version_is_begun_by_a_button(as_, staff):
    client = as_(staff)
    assert client.get(reverse("admin:certificates_template_new")).status_code == 302
    assert not Template.objects.exists()

    response = client.post(reverse("admin:certificates_template_new"))

    assert response.url == at("change", Template.objects.get(number=2))


PAGES = [("look",), ("words", "en"), ("preview", "level", "en"), ("publish",), ("discard",), ("change",)]


@pytest.mark.parametrize("where", PAGES)
def test_nobody_else_gets_in(as_, client, draft, participant, coordinator, where):
    name, *more = where
    address = at(name, draft, *more)

    assert client.get(address).status_code == 302
    for person in (participant, coordinator):
        assert as_(person).get(address).status_code in (302, 403, 404)
        assert as_(person).post(address).status_code in (302, 403, 404)
    assert Template.objects.get(pk=draft.pk).published_at is None


@pytest.mark.parametrize("where", [("look",), ("words", "en"), ("publish",), ("discard",)])
def test_who_may_only_look_changes_nothing(as_, draft, where):
    from django.contrib.auth.models import Permission

    viewer = UserFactory(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_template"))
    name, *more = where

    assert as_(viewer).post(at(name, draft, *more)).status_code == 403
    assert as_(viewer).get(at("preview", draft, "level", "en")).status_code == 200
    assert as_(viewer).get(at("words", draft, "en")).status_code == 200
