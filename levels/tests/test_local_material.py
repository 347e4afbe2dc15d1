"""What a hub sets beside the central content: written by those who run it, read by everybody."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from hubs.models import Hub
from hubs.tests.factories import MembershipFactory
from levels.actions import local_material as actions
from levels.models import LocalKind, LocalMaterial, LocalState
from levels.tests.factories import LevelFactory, LocalMaterialFactory, ModuleFactory
from levels.tests.films import pdf

pytestmark = pytest.mark.django_db
LIST = "/hubs/pl/manage/material/"
NEW = f"{LIST}new/"
DAY = datetime.timedelta(days=1)


def text(response):
    return " ".join(response.content.decode().split())


def url(name, material):
    return reverse(f"levels:{name}", args=["pl", material.pk])


def filled(**other):
    return {
        "kind": "language",
        "title": "Sepsa: karta pierwszej godziny",
        "language": "pl",
        "body": "## Pierwsza godzina",
    } | other


def handout(data=None, name="karta.pdf"):
    return SimpleUploadedFile(name, data or pdf(), content_type="application/pdf")


@pytest.fixture
def draft(poland):
    return LocalMaterialFactory(hub=poland, draft=True, title="Szkic karty")


@pytest.fixture
def published(poland):
    return LocalMaterialFactory(hub=poland, title="Karta pierwszej godziny")


# ---- Who ----


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_for_anybody_else_there_is_no_desk(as_, draft, published, who, request):
    client = as_(request.getfixturevalue(who))

    pages = [LIST, NEW, url("local_material_one", draft), url("local_material_edit", published)]
    assert [client.get(path).status_code for path in pages] == [404] * 4
    assert client.post(NEW, filled()).status_code == 404
    for name in ("publish", "withdraw", "discard"):
        assert client.post(url(f"local_material_{name}", published), {"because": "No"}).status_code == 404
    assert set(LocalMaterial.objects.values_list("state", flat=True)) == {"draft", "published"}


def test_when_the_term_is_over_the_desk_is_gone(as_, poland, draft):
    client = as_(MembershipFactory(hub=poland, ends_on=timezone.localdate() - DAY).user)

    assert client.get(LIST).status_code == 404
    assert client.post(url("local_material_publish", draft)).status_code == 404


def test_nobody_signed_in_is_sent_to_log_in(client, draft):
    assert client.get(LIST).status_code == 302
    assert client.post(url("local_material_publish", draft)).status_code == 302


def test_under_the_address_of_another_hub_there_is_none(as_, staff, romania, published):
    for name in ("local_material_one", "hub_material"):
        assert as_(staff).get(reverse(f"levels:{name}", args=["ro", published.pk])).status_code == 404


def test_staff_write_for_every_hub(as_, staff, romania):
    as_(staff).post("/hubs/ro/manage/material/new/", filled(language="ro"))

    assert LocalMaterial.objects.get().hub == romania


# ---- Writing ----


def test_an_empty_desk_says_how_to_begin(as_, coordinator):
    page = text(as_(coordinator).get(LIST))

    assert "Nothing yet" in page
    assert NEW in page


def test_it_begins_as_a_draft_and_is_read_when_it_is_published(as_, client, coordinator, poland):
    as_(coordinator)
    page = client.post(NEW, filled(), follow=True)
    material = LocalMaterial.objects.get()

    assert (material.state, material.made_by) == (LocalState.DRAFT, coordinator)
    assert "A draft that only your hub sees" in text(page)
    assert '<div class="lesson" lang="pl">' in text(page)
    assert material.title not in text(client.get("/hubs/pl/"))

    page = client.post(url("local_material_publish", material), follow=True)
    client.logout()

    assert "Published: it stands on the page of your hub." in text(page)
    assert f'lang="pl">{material.title}</a>' in text(client.get("/hubs/pl/"))
    assert "<h2>Pierwsza godzina</h2>" in text(client.get(url("hub_material", material)))
    actions_of_it = AuditEntry.objects.filter(object_type="levels.localmaterial").order_by("pk")
    assert list(actions_of_it.values_list("action", flat=True)) == [
        "local_material.kept",
        "local_material.published",
    ]


def test_a_draft_may_be_empty_and_says_what_is_missing(as_, coordinator, poland):
    page = as_(coordinator).post(NEW, filled(kind="resistance", body=""), follow=True)
    material = LocalMaterial.objects.get()

    for words in ("Write a text, give a link", "Say where the data come from", "Say how old the data are"):
        assert words in text(page)
    assert url("local_material_publish", material) not in text(page)
    page = as_(coordinator).post(url("local_material_publish", material), follow=True)
    assert "Say by when somebody looks at them again." in text(page)
    assert LocalMaterial.objects.get().state == LocalState.DRAFT


def test_a_published_table_of_resistance_keeps_its_age(as_, coordinator, poland):
    material = LocalMaterialFactory(hub=poland, resistance=True)
    data = filled(kind="resistance", edition=1, source="EARS-Net", as_of="", review_by="")

    page = as_(coordinator).post(url("local_material_edit", material), data)

    assert "Say how old the data are" in text(page)
    assert LocalMaterial.objects.get().as_of is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "gossip"}, "kind"),
        ({"language": "xx"}, "language"),
        ({"url": "http://example.org/"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"place": "module-99999"}, "place"),
        ({"as_of": "2026-06-01", "review_by": "2026-05-01"}, "__all__"),
        ({"body": "x" * 40_001}, "body"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(as_, coordinator, poland, wrong, field):
    page = as_(coordinator).post(NEW, filled(summary="Jedna strona na oddział.") | wrong)

    assert set(page.context["form"].errors) == {field}
    assert "Jedna strona na oddział." in text(page)
    assert not LocalMaterial.objects.exists()


def test_a_link_that_is_not_encrypted_is_refused_in_words(as_, coordinator, poland):
    page = as_(coordinator).post(NEW, filled(url="http://example.org/"))

    assert page.context["form"].errors["url"] == ["Only a link that begins with https://."]


def test_the_text_runs_no_script(as_, client, coordinator, poland):
    body = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/y.png) **bold**"
    material = LocalMaterialFactory(hub=poland, body=body, title="<b>T</b>")

    for page in (client.get(url("hub_material", material)), client.get("/hubs/pl/")):
        words = text(page)
        assert "<script>alert" not in words
        assert 'href="javascript' not in words
        assert "evil.example" not in words
        assert "<b>T</b>" not in words


def test_it_belongs_to_a_module_and_so_to_its_level(as_, coordinator, poland):
    module = ModuleFactory(level=LevelFactory())
    ModuleFactory(level=module.level, publish_on=None, title="Unannounced")
    client = as_(coordinator)

    assert "Unannounced" not in text(client.get(NEW))
    client.post(NEW, filled(place=f"module-{module.pk}"))

    material = LocalMaterial.objects.get()
    assert (material.level, material.module) == (module.level, module)
    client.post(url("local_material_edit", material), filled(place="level-1", edition=1))
    material.refresh_from_db()
    assert (material.level, material.module) == (module.level, None)


def test_two_who_write_at_once_never_overwrite_each_other_unseen(as_, coordinator, staff, draft):
    edit = url("local_material_edit", draft)
    as_(coordinator).post(edit, filled(title="Pierwsza", edition=1))

    page = as_(staff).post(edit, filled(title="Druga", edition=1))

    assert "Somebody else has changed this" in text(page)
    assert LocalMaterial.objects.get().title == "Pierwsza"
    again = {"edition": page.context["form"]["edition"].value()}
    as_(staff).post(edit, filled(title="Druga") | again)
    assert LocalMaterial.objects.get().title == "Druga"
    assert LocalMaterial.history.filter(id=draft.pk).count() == 3


def test_the_slower_of_two_is_told(as_, coordinator, staff, draft, published):
    as_(coordinator).post(url("local_material_publish", draft))
    as_(coordinator).post(url("local_material_withdraw", published), {"because": "The guideline changed."})
    client = as_(staff)

    twice = client.post(url("local_material_publish", draft), follow=True)
    assert "Somebody else was faster: “Szkic karty” is published." in text(twice)
    gone = client.post(url("local_material_withdraw", published), {"because": "Old."}, follow=True)
    assert "is withdrawn. Nothing was changed." in text(gone)
    thrown = client.post(url("local_material_discard", draft), follow=True)
    assert "Somebody else has published this" in text(thrown)
    published.refresh_from_db()
    assert published.withdrawn_because == "The guideline changed."


def test_what_is_withdrawn_nobody_reads_until_it_is_published_again(as_, client, coordinator, published):
    as_(coordinator)
    assert client.post(url("local_material_withdraw", published), {}).context["form"].errors
    client.post(url("local_material_withdraw", published), {"because": "The guideline changed."})
    client.logout()

    assert client.get(url("hub_material", published)).status_code == 404
    assert published.title not in text(client.get("/hubs/pl/"))

    as_(coordinator)
    assert "The guideline changed." in text(client.get(LIST))
    client.post(url("local_material_publish", published))
    client.logout()
    assert client.get(url("hub_material", published)).status_code == 200


def test_a_draft_is_thrown_away_once(as_, coordinator, draft):
    client = as_(coordinator)
    client.post(url("local_material_discard", draft))

    assert not LocalMaterial.objects.exists()
    again = client.post(url("local_material_discard", draft), follow=True)
    assert "Somebody else has thrown this draft away." in text(again)


def test_the_file_of_a_draft_goes_with_it(as_, coordinator, poland, django_capture_on_commit_callbacks):
    client = as_(coordinator)
    client.post(NEW, filled(file=handout()))
    file = LocalMaterial.objects.get().file

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("local_material_discard", LocalMaterial.objects.get()))

    assert not file.storage.exists(file.name)


def test_a_draft_that_is_gone_is_not_saved(coordinator, draft):
    LocalMaterial.objects.all().delete()

    with pytest.raises(ValidationError, match="thrown this draft away"):
        actions.keep(material=draft, by=coordinator)


# ---- Files ----


def test_a_pdf_is_kept_under_a_name_that_cannot_be_guessed_and_everybody_opens_it(
    as_, client, coordinator, poland
):
    as_(coordinator).post(NEW, filled(body="", file=handout(pdf(3), "moja karta.PDF")))
    material = LocalMaterial.objects.get()
    client.logout()
    assert client.get(url("hub_material_file", material)).status_code == 404

    actions.publish(material=material, by=coordinator)
    response = client.get(url("hub_material_file", material))

    assert material.pages == 3
    assert "karta" not in material.file.name
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="sepsa-karta-pierwszej-godziny.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert url("hub_material_file", material) in text(client.get(url("hub_material", material)))
    assert "PDF, 3 pages" in text(client.get("/hubs/pl/"))


def test_the_pdf_of_a_draft_opens_to_those_who_write_it_and_nobody_else(
    as_, client, coordinator, romanian_coordinator, staff, participant, poland
):
    as_(coordinator).post(NEW, filled(file=handout()))
    path = url("hub_material_file", LocalMaterial.objects.get())

    assert [as_(person).get(path).status_code for person in (coordinator, staff)] == [200, 200]
    assert [as_(person).get(path).status_code for person in (romanian_coordinator, participant)] == [404, 404]
    client.logout()
    assert client.get(path).status_code == 404


def test_material_without_a_file_has_none(client, published):
    assert client.get(url("hub_material_file", published)).status_code == 404


def test_taking_the_file_out_takes_its_pages_too(as_, coordinator, poland):
    client = as_(coordinator)
    client.post(NEW, filled(file=handout()))
    material = LocalMaterial.objects.get()

    client.post(url("local_material_edit", material), filled(edition=1) | {"file-clear": "on"})

    material.refresh_from_db()
    assert (material.pages, bool(material.file)) == (None, False)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ not at all", "not a PDF"),
        (b"<html><script>alert(1)</script>", "not a PDF"),
        (pdf()[:300], "damaged"),
        (pdf(password="secret"), "password"),
        (pdf(script="app.alert(1)"), "programs"),
        (pdf(attached=b"MZ"), "attached files"),
        (pdf(launch="calc.exe"), "commands"),
    ],
)
def test_what_is_more_or_less_than_pages_is_refused_in_words(as_, coordinator, poland, data, reason):
    page = as_(coordinator).post(NEW, filled(file=handout(data)))

    assert reason in " ".join(page.context["form"].errors["file"])
    assert not LocalMaterial.objects.exists()


def test_a_pdf_that_is_too_large_is_refused(as_, coordinator, poland, monkeypatch):
    monkeypatch.setattr("levels.uploads.LARGEST_LOCAL_PDF", 100)

    page = as_(coordinator).post(NEW, filled(file=handout()))

    assert "can be taken" in " ".join(page.context["form"].errors["file"])


# ---- Reading ----


def test_a_hub_that_is_closed_shows_nothing_and_its_people_may_still_write(
    as_, client, coordinator, published
):
    Hub.objects.update(is_open=False)

    assert client.get("/hubs/pl/").status_code == 404
    assert client.get(url("hub_material", published)).status_code == 404
    page = as_(coordinator).get(url("local_material_one", published))
    assert "your hub is not shown in public" in text(page)


def test_the_public_page_lists_by_kind_with_language_and_age(client, poland):
    LocalMaterialFactory(hub=poland, resistance=True, title="Oporność")
    policy = LocalMaterialFactory(
        hub=poland, kind=LocalKind.POLICY, title="Wytyczne", body="", url="https://example.org/w"
    )
    LocalMaterialFactory(hub=poland, draft=True, title="Szkic")
    LocalMaterialFactory(hub=poland, withdrawn=True, title="Dawne")

    response = client.get("/hubs/pl/")
    page = text(response)

    assert [kind for kind, _rows in response.context["materials"]] == [
        LocalKind.POLICY.label,
        LocalKind.RESISTANCE.label,
    ]
    assert "Data of 2025" in page
    assert f'href="{policy.get_absolute_url()}" hreflang="pl" lang="pl">Wytyczne</a>' in page
    assert 'href="https://example.org/w" hreflang="pl"' in text(client.get(policy.get_absolute_url()))
    assert "Szkic" not in page
    assert "Dawne" not in page


def test_readers_are_told_what_was_not_looked_at_again(client, poland):
    material = LocalMaterialFactory(
        hub=poland, as_of=datetime.date(2024, 1, 1), review_by=timezone.localdate() - DAY
    )

    assert "It may be out of date." in text(client.get(url("hub_material", material)))
    assert "was to be looked at again by" in text(client.get("/hubs/pl/"))


def test_a_hub_without_material_says_so(client, poland):
    assert "No local material yet" in text(client.get("/hubs/pl/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_as_often_for_three(as_, coordinator, poland, rows, django_assert_max_num_queries):
    for _number in range(rows):
        module = ModuleFactory()
        LocalMaterialFactory(hub=poland, module=module, level=module.level)
        LocalMaterialFactory(hub=poland, draft=True)
    client = as_(coordinator)
    client.get(LIST)

    with django_assert_max_num_queries(5):
        client.get(LIST)
    with django_assert_max_num_queries(6):
        client.get(NEW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "gossip"},
        {"language": "xx"},
        {"state": "lost"},
        {"published_at": None},
        {"withdrawn_at": timezone.now()},
        {"body": ""},
        {"kind": "resistance"},
        {"as_of": datetime.date(2026, 6, 1), "review_by": datetime.date(2026, 6, 1)},
    ],
)
def test_the_database_refuses_what_cannot_be(published, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalMaterial.objects.filter(pk=published.pk).update(**wrong)


def test_the_database_refuses_a_module_without_its_level(published):
    module = ModuleFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        LocalMaterial.objects.filter(pk=published.pk).update(module=module, level=None)


def test_the_admin_shows_it_and_changes_nothing(as_, staff, published, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    client = as_(staff)

    assert client.get(reverse("admin:levels_localmaterial_changelist")).status_code == 200
    assert client.get(reverse("admin:levels_localmaterial_change", args=[published.pk])).status_code == 200
    assert client.get(reverse("admin:levels_localmaterial_history", args=[published.pk])).status_code == 200
    assert client.get(reverse("admin:levels_localmaterial_add")).status_code == 403
