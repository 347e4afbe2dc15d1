"""Handing in documents, taking them back, and who reads them."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships.models import (
    ApplicationState,
    Call,
    Conflict,
    ConflictKind,
    ConflictSource,
    Document,
    Placement,
    Role,
    ScanState,
)
from fellowships.tests import papers
from fellowships.tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallRoleFactory,
    CentreMemberFactory,
    DocumentFactory,
    placement_of_fellow,
)
from fellowships.views import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(participant):
    return ApplicationFactory(
        person=participant,
        state=ApplicationState.DRAFT,
        submitted_at=None,
        is_eligible=None,
        eligibility_decided_at=None,
    )


def hand_in(client, application, file, kind="cv"):
    return client.post(
        reverse("fellowships:upload", args=[application.call.slug, kind]), {"file": file} if file else {}
    )


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def url_of(document):
    return reverse("fellowships:document", args=[document.pk])


def test_a_paper_is_handed_in_and_read_again(as_, draft):
    client = as_(draft.person)

    response = hand_in(client, draft, papers.paper(pages=2))

    document = Document.objects.get()
    assert said(response) == ["Your PDF is here."]
    assert (document.kind, document.pages, document.removed) == ("cv", 2, [])
    page = client.get(response.url).content.decode()
    assert "2 pages" in page
    assert url_of(document) in page
    assert AuditEntry.objects.filter(action="document.uploaded", actor_id=draft.person_id).exists()


def test_what_was_taken_out_is_told_and_stays_on_the_page(as_, draft):
    client = as_(draft.person)

    response = hand_in(client, draft, papers.upload(papers.hostile()))

    assert "programs (JavaScript)" in said(response)[0]
    assert "attached files" in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Choose a file first."),
        (papers.upload(b""), "empty"),
        (papers.upload(b"MZ"), "not a PDF"),
        (papers.upload(papers.encrypted()), "protected"),
        (papers.upload(papers.plain(200)), "200 pages"),
    ],
    ids=["none", "empty", "a program", "encrypted", "too long"],
)
def test_what_is_no_paper_is_refused_in_words(as_, draft, file, words):
    if file:
        file.seek(0)

    response = hand_in(as_(draft.person), draft, file)

    assert words in said(response)[0]
    assert not Document.objects.exists()


def test_a_second_one_takes_the_place_of_the_first(as_, draft):
    client = as_(draft.person)
    hand_in(client, draft, papers.paper())

    hand_in(client, draft, papers.paper(pages=3))

    first, second = Document.objects.order_by("pk")
    assert (first.deleted_at is None, second.deleted_at is None) == (False, True)
    assert second.pages == 3


def test_the_database_keeps_one_of_a_kind(draft):
    DocumentFactory(application=draft)

    with pytest.raises(IntegrityError, match="one_of_a_kind"), transaction.atomic():
        DocumentFactory(application=draft)


def test_somebody_who_hands_in_all_the_time_is_held_up(as_, draft):
    client = as_(draft.person)
    for _number in range(documents.UPLOADS_AN_HOUR):
        hand_in(client, draft, None)

    response = hand_in(client, draft, papers.paper())

    assert "many files in one hour" in said(response)[-1]
    assert not Document.objects.exists()


def test_an_unknown_kind_is_not_found(as_, draft):
    assert hand_in(as_(draft.person), draft, papers.paper(), kind="photo").status_code == 404


def test_after_the_deadline_nothing_is_taken_and_nothing_lost(as_, draft):
    document = DocumentFactory(application=draft)
    Call.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    client = as_(draft.person)

    response = hand_in(client, draft, papers.paper())
    deleted = client.post(reverse("fellowships:delete_document", args=[document.pk]))

    assert "cannot be changed any more" in said(response)[0]
    assert "cannot be changed any more" in said(deleted)[-1]
    document.refresh_from_db()
    assert document.file
    page = client.get(response.url).content.decode()
    assert 'type="file"' not in page
    assert url_of(document) in page


def test_an_application_that_was_opened_again_takes_documents(as_, draft):
    Call.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    draft.reopened_until, draft.reopened_because = timezone.now() + timedelta(days=1), "Was in hospital."
    draft.save()

    hand_in(as_(draft.person), draft, papers.paper())

    assert Document.objects.kept().exists()


def test_the_person_deletes_it_once(as_, draft):
    document = DocumentFactory(application=draft)
    client = as_(draft.person)
    url = reverse("fellowships:delete_document", args=[document.pk])

    client.post(url)
    again = client.post(url)

    assert again.status_code == 302
    assert not Document.objects.kept().exists()
    assert AuditEntry.objects.filter(action="document.deleted").count() == 1
    assert client.get(url).status_code == 405


def test_strangers_neither_hand_in_nor_delete(as_, draft, stranger, staff):
    document = DocumentFactory(application=draft)
    for person in (stranger, staff):
        client = as_(person)
        assert hand_in(client, draft, papers.paper()).status_code == 404
        assert client.post(reverse("fellowships:delete_document", args=[document.pk])).status_code == 404
    assert Document.objects.kept().count() == 1


def test_it_is_a_file_to_keep_and_nothing_on_the_way_keeps_it(as_, draft):
    document = DocumentFactory(application=draft)

    response = as_(draft.person).get(url_of(document))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{draft.code}-cv.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response).startswith(b"%PDF-")


def test_each_reading_is_on_record(as_, draft, staff):
    document = DocumentFactory(application=draft)

    as_(staff).get(url_of(document))

    entry = AuditEntry.objects.get(action="document.read")
    assert (entry.actor_id, entry.person_id) == (staff.pk, draft.person_id)


@pytest.mark.parametrize("scan", [ScanState.PENDING, ScanState.FAILED])
def test_nobody_reads_what_is_not_checked(as_, draft, scan):
    document = DocumentFactory(application=draft, scan=scan)

    assert as_(draft.person).get(url_of(document)).status_code == 404


def test_a_deleted_one_is_not_found(as_, draft):
    document = DocumentFactory(application=draft, file="", deleted_at=timezone.now())

    assert as_(draft.person).get(url_of(document)).status_code == 404


def test_the_board_reads_it_but_nobody_with_a_stake_and_nobody_whose_time_is_over(as_, staff):
    document = DocumentFactory()
    application = document.application
    chair = CallRoleFactory(call=application.call, role=Role.CHAIR).user
    former = CallRoleFactory(
        call=application.call, role=Role.CHAIR, starts_on="2020-01-01", ends_on="2020-12-31"
    ).user

    assert as_(chair).get(url_of(document)).status_code == 200
    assert as_(staff).get(url_of(document)).status_code == 200
    assert as_(former).get(url_of(document)).status_code == 404

    for person in (chair, staff):
        Conflict.objects.create(
            application=application,
            person=person,
            source=ConflictSource.REVIEWER,
            kind=ConflictKind.DECLARED,
        )
        assert as_(person).get(url_of(document)).status_code == 404


def test_neither_reviewers_nor_finance_nor_coordinators_nor_strangers_read_it(as_, coordinator, stranger):
    document = DocumentFactory()
    application = document.application
    reviewer = AssignmentFactory(application=application).reviewer
    finance = CallRoleFactory(call=application.call, role=Role.FINANCE).user

    for person in (reviewer, finance, coordinator, stranger):
        assert as_(person).get(url_of(document)).status_code == 404


def test_without_logging_in_nothing_is_read(client):
    assert client.get(url_of(DocumentFactory())).status_code == 302


def test_the_host_reads_it_once_the_person_is_to_come(as_):
    stay = placement_of_fellow()
    document = DocumentFactory(application=stay.offer.application)
    host, elsewhere = CentreMemberFactory(centre=stay.centre).user, CentreMemberFactory().user
    Placement.objects.filter(pk=stay.pk).update(
        state="cancelled", cancelled_by="fellow", cancelled_because="Ill."
    )
    assert as_(host).get(url_of(document)).status_code == 404

    Placement.objects.filter(pk=stay.pk).update(state="proposed", cancelled_by="", cancelled_because="")

    assert as_(host).get(url_of(document)).status_code == 200
    assert as_(elsewhere).get(url_of(document)).status_code == 404


def test_what_was_handed_in_stays_complete(as_, draft):
    application = ApplicationFactory()
    Call.objects.update(asks_for_cv=True)
    document = DocumentFactory(application=application)
    client = as_(application.person)

    response = client.post(reverse("fellowships:delete_document", args=[document.pk]))

    assert "in its place" in said(response)[0]
    assert Document.objects.kept().exists()
    hand_in(client, application, papers.paper())
    assert Document.objects.kept().count() == 1


def test_the_page_asks_the_database_as_often_for_three_as_for_one(as_, draft, django_assert_num_queries):
    client = as_(draft.person)
    url = reverse("fellowships:documents", args=[draft.call.slug])
    DocumentFactory(application=draft, kind="cv")
    client.get(url)
    with django_assert_num_queries(4):
        client.get(url)
    DocumentFactory(application=draft, kind="letter")
    DocumentFactory(application=draft, kind="proof")
    with django_assert_num_queries(4):
        client.get(url)


def test_the_page_is_the_persons_own(as_, draft, staff):
    url = reverse("fellowships:documents", args=[draft.call.slug])

    assert as_(staff).get(url).status_code == 404
    assert as_(UserFactory()).get(url).status_code == 404
