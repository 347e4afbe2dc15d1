"""Documents and a real clamd-speaking server: clean, infected, unsure, away."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fellowships import actions, scanning, tasks
from fellowships.models import Document, ScanState
from fellowships.tests import clamd, papers
from fellowships.tests.factories import ApplicationFactory, DocumentFactory
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings):
    with clamd.running() as (server, url):
        settings.CLAMD_URL = url
        yield server


def pending(content=b"%PDF-1.7 harmless"):
    return DocumentFactory(file=ContentFile(content, "cv.pdf"), scan=ScanState.PENDING)


def test_it_is_asked_over_tcp(scanner):
    assert scanning.find(io.BytesIO(b"x" * 200_000)) == ""
    assert scanning.find(io.BytesIO(b"%PDF- " + clamd.HARMFUL)) == "Eicar-Signature"
    assert scanner.asked == 2


def test_it_is_asked_over_a_socket_file(settings, tmp_path):
    with clamd.running(tmp_path / "clamd.ctl") as (server, url):
        settings.CLAMD_URL = url
        assert scanning.find(io.BytesIO(b"harmless")) == ""
        assert server.asked == 1


def test_a_clean_document_can_be_read(scanner):
    document = pending()

    tasks.scan_document(document.pk)

    document.refresh_from_db()
    assert document.scan == ScanState.CLEAN
    assert document.scanned_at
    assert document in Document.objects.readable()


def test_an_infected_one_is_deleted_at_once_and_the_person_is_told(
    scanner, django_capture_on_commit_callbacks
):
    document = pending(b"%PDF- " + clamd.HARMFUL)
    name = document.file.name

    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_document(document.pk)

    document.refresh_from_db()
    assert document.scan == ScanState.INFECTED
    assert (document.file.name, document.deleted_at is None) == ("", False)
    assert not default_storage.exists(name)
    mail = Message.objects.get(kind="fellowships/document_infected")
    assert mail.user == document.application.person


def test_what_the_scanner_cannot_judge_is_not_read_and_asked_about_again_after_a_day(scanner):
    scanner.longest = 5
    document = pending()

    tasks.scan_documents()

    document.refresh_from_db()
    assert document.scan == ScanState.FAILED
    assert document not in Document.objects.readable()
    assert not Document.objects.to_scan().exists()

    scanner.longest = 1000
    Document.objects.update(scanned_at="2026-01-01T00:00Z")
    tasks.scan_documents()

    document.refresh_from_db()
    assert document.scan == ScanState.CLEAN


def test_with_the_scanner_away_it_goes_on_waiting(settings):
    with clamd.running() as (_server, url):
        pass
    settings.CLAMD_URL = url
    document = pending()

    tasks.scan_documents()

    document.refresh_from_db()
    assert document.scan == ScanState.PENDING


def test_what_came_before_there_was_a_scanner_is_looked_at_too(scanner):
    document = DocumentFactory(scan=ScanState.UNSCANNED)

    tasks.scan_documents()

    document.refresh_from_db()
    assert document.scan == ScanState.CLEAN


def test_each_is_asked_about_once(scanner):
    document = pending()

    tasks.scan_document(document.pk)
    tasks.scan_document(document.pk)
    tasks.scan_documents()

    assert scanner.asked == 1


def test_with_a_scanner_a_new_document_waits_for_it(scanner):
    application = ApplicationFactory()

    document = actions.upload(application=application, kind="cv", file=papers.paper(), by=application.person)

    assert document.scan == ScanState.PENDING


def test_without_one_it_is_cleaned_and_can_be_read(settings):
    settings.CLAMD_URL = ""
    application = ApplicationFactory()

    document = actions.upload(application=application, kind="cv", file=papers.paper(), by=application.person)
    tasks.scan_documents()

    assert document.scan == ScanState.UNSCANNED
    assert document in Document.objects.readable()
