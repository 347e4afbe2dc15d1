import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import actions, exports, personal_data, tasks
from accounts.models import DataExport


def made(user):
    export = DataExport.objects.create(user=user)
    exports.make(export.pk)
    export.refresh_from_db()
    return export


def content_of(export):
    with zipfile.ZipFile(export.file) as archive:
        return archive.namelist(), json.loads(archive.read("data.json"))


def test_a_person_asks_waits_and_downloads(
    participant, as_, tasks_at_once, django_capture_on_commit_callbacks
):
    client = as_(participant)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("accounts:export_request"))
    page = client.get(reverse("accounts:privacy"))
    export = page.context["export"]

    assert export.ready_at
    assert reverse("accounts:export_download", args=[export.pk]) in page.content.decode()

    response = client.get(reverse("accounts:export_download", args=[export.pk]))
    assert response["Content-Disposition"].startswith('attachment; filename="pathway-data-')
    assert "no-store" in response["Cache-Control"]
    assert len(b"".join(response.streaming_content)) == export.size


def test_it_holds_the_person_in_full_unicode_and_nobody_else(participant, stranger):
    names, data = content_of(made(participant))

    text = json.dumps(data, ensure_ascii=False)
    assert names == ["data.json"]
    assert "Łukasz Żółć" in text
    assert participant.email in text
    assert stranger.email not in text
    assert {part["what"] for part in data["holdings"]} == {
        holding.model for holding in personal_data.holdings()
    }
    account = next(part for part in data["holdings"] if part["what"] == "accounts.User")
    assert account["records"][0]["email"] == participant.email


def test_no_secret_leaves_with_it(participant):
    participant.set_password("a-long-test-password")
    participant.save()

    _, data = content_of(made(participant))

    assert participant.password not in json.dumps(data)


def test_files_of_other_apps_come_along(participant, own_files):
    own_files.save("certificate.pdf", ContentFile(b"%PDF Zolc"))
    registry = dict(personal_data._holdings)
    personal_data.register(
        personal_data.Holding(
            model="tests.Certificate",
            title="Certificates",
            export=lambda user: [{"number": 1}],
            erase=lambda user: None,
            files=lambda user: [("certificates/1.pdf", own_files.open("certificate.pdf"))],
        )
    )
    try:
        export = made(participant)
    finally:
        personal_data._holdings.clear()
        personal_data._holdings.update(registry)

    with zipfile.ZipFile(export.file) as archive:
        assert archive.namelist() == ["data.json", "files/certificates/1.pdf"]
        assert archive.read("files/certificates/1.pdf") == b"%PDF Zolc"


def test_nobody_else_can_have_it(participant, stranger, staff, as_):
    url = reverse("accounts:export_download", args=[made(participant).pk])

    assert as_(stranger).get(url).status_code == 404
    assert as_(staff).get(url).status_code == 404


def test_its_name_cannot_be_guessed(participant):
    first, second = made(participant), made(participant)

    assert len(first.file.name) == len("exports/.zip") + 40
    assert first.file.name != second.file.name


def test_what_is_not_ready_cannot_be_downloaded(participant, as_):
    export = DataExport.objects.create(user=participant)

    assert as_(participant).get(reverse("accounts:export_download", args=[export.pk])).status_code == 404


def test_a_double_click_asks_once(participant):
    assert actions.ask_for_export(participant) == actions.ask_for_export(participant)
    assert DataExport.objects.count() == 1


def test_a_second_copy_on_the_same_day_is_refused_with_a_reason(participant, as_):
    export = made(participant)

    with pytest.raises(ValidationError, match="tomorrow"):
        actions.ask_for_export(participant)
    page = as_(participant).post(reverse("accounts:export_request"), follow=True)
    assert "tomorrow" in page.content.decode()

    DataExport.objects.filter(pk=export.pk).update(ready_at=timezone.now() - timedelta(days=2))
    assert actions.ask_for_export(participant) != export


def test_asking_is_a_post(participant, as_):
    assert as_(participant).get(reverse("accounts:export_request")).status_code == 405


def test_beat_finds_what_the_broker_lost(participant, stranger, tasks_at_once):
    lost = [DataExport.objects.create(user=user) for user in (participant, stranger)]

    tasks.make_waiting_exports()

    assert not DataExport.objects.waiting().exists()
    assert DataExport.objects.ready().count() == len(lost)


def test_with_the_broker_away_the_wish_is_kept(
    participant, as_, django_capture_on_commit_callbacks, broker_away
):
    client = as_(participant)

    with django_capture_on_commit_callbacks() as callbacks:
        response = client.post(reverse("accounts:export_request"))

    # As Django does at the real commit: it logs what fails in a robust hook, by its name.
    for callback in callbacks:
        with pytest.raises(OperationalError):
            callback()
        assert callback.__qualname__
    assert response.url == reverse("accounts:privacy")
    assert DataExport.objects.waiting().get().user == participant


def test_making_it_twice_makes_it_once(participant):
    export = made(participant)

    tasks.make_export(export.pk)

    assert DataExport.objects.get().file.name == export.file.name


def test_old_copies_go_with_their_files(participant, own_files, settings, django_capture_on_commit_callbacks):
    old, fresh = made(participant), made(participant)
    day = timezone.now() - timedelta(days=settings.EXPORT_KEPT_DAYS, minutes=1)
    DataExport.objects.filter(pk=old.pk).update(ready_at=day)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.drop_old_exports()

    assert list(DataExport.objects.all()) == [fresh]
    assert not own_files.exists(old.file.name)
    assert own_files.exists(fresh.file.name)


def test_the_database_refuses_a_second_one_under_way(participant):
    with pytest.raises(IntegrityError, match="one_under_way"):
        DataExport.objects.bulk_create([DataExport(user=participant), DataExport(user=participant)])


def test_the_database_refuses_a_ready_one_without_a_file(participant):
    with pytest.raises(IntegrityError, match="ready_has_file"):
        DataExport.objects.create(user=participant, ready_at=timezone.now())
