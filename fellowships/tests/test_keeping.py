"""For how long documents are kept, and what goes with an account."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import actions as account_actions
from accounts import exports
from accounts.models import AuditEntry, DataExport
from accounts.tests.factories import UserFactory
from fellowships import keeping
from fellowships.models import ApplicationState, Call, CoordinatorComment, Document, Stage
from fellowships.tests.factories import (
    ApplicationFactory,
    CoordinatorCommentFactory,
    DocumentFactory,
    at_stage,
    open_call,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    options = {"location": tmp_path, "base_url": None}
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    }


def closed(days_ago, stage=Stage.COMPLETED):
    call = at_stage(open_call(), stage)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(days=days_ago))
    return call


def is_kept(document):
    document.refresh_from_db()
    return bool(document.file) and default_storage.exists(document.file.name)


@pytest.mark.parametrize(
    ("days_ago", "stage", "stays"),
    [
        (170, Stage.COMPLETED, True),
        (190, Stage.COMPLETED, False),
        (190, Stage.RUNNING, False),
        (190, Stage.OFFERING, True),
    ],
)
def test_without_a_place_documents_are_kept_for_months_and_until_the_round_is_decided(
    days_ago, stage, stays, django_capture_on_commit_callbacks
):
    document = DocumentFactory(application__call=closed(days_ago, stage))

    with django_capture_on_commit_callbacks(execute=True):
        keeping.let_go_of_overdue()

    assert is_kept(document) == stays


@pytest.mark.parametrize(("days_ago", "stays"), [(20, True), (40, False)])
@pytest.mark.parametrize("state", [ApplicationState.DRAFT, ApplicationState.WITHDRAWN])
def test_what_was_not_handed_in_goes_soon_after_the_closing(
    days_ago, stays, state, django_capture_on_commit_callbacks
):
    moments = {"submitted_at": None} if state == ApplicationState.DRAFT else {"withdrawn_at": timezone.now()}
    application = ApplicationFactory(call=closed(days_ago, Stage.REVIEWING), state=state, **moments)
    document = DocumentFactory(application=application)

    with django_capture_on_commit_callbacks(execute=True):
        keeping.let_go_of_overdue()

    assert is_kept(document) == stays


def test_a_draft_that_is_open_again_keeps_its_documents():
    application = ApplicationFactory(
        call=closed(40, Stage.CLOSED),
        state=ApplicationState.DRAFT,
        submitted_at=None,
        reopened_until=timezone.now() + timedelta(days=2),
        reopened_because="Was in hospital.",
    )
    document = DocumentFactory(application=application)

    keeping.let_go_of_overdue()

    assert is_kept(document)


def test_the_line_stays_and_the_trail_says_why_it_went():
    document = DocumentFactory(application__call=closed(190))

    assert keeping.let_go_of_overdue() == 1
    assert keeping.let_go_of_overdue() == 0

    document.refresh_from_db()
    assert document.deleted_at
    entry = AuditEntry.objects.get(action="document.deleted")
    assert (entry.person_id, entry.facts) == (
        document.application.person_id,
        {"kind": "cv", "because": "time"},
    )


def test_files_that_no_document_knows_of_go_after_a_day():
    known = DocumentFactory()
    stray = default_storage.save(f"{keeping.FOLDER}/stray.pdf", ContentFile(b"%PDF-"))

    assert keeping.let_go_of_strays() == 0
    assert keeping.let_go_of_strays(timezone.now() + timedelta(days=2)) == 1

    assert not default_storage.exists(stray)
    assert is_kept(known)


def test_before_the_first_file_there_is_nothing_to_sweep():
    assert keeping.let_go_of_strays() == 0


def test_with_the_account_documents_and_comments_go(django_capture_on_commit_callbacks):
    document = DocumentFactory()
    CoordinatorCommentFactory(application=document.application)

    with django_capture_on_commit_callbacks(execute=True):
        account_actions.erase(document.application.person)

    assert not Document.objects.exists()
    assert not CoordinatorComment.objects.exists()
    assert not CoordinatorComment.history.exists()
    assert default_storage.listdir(keeping.FOLDER) == ([], [])


def test_what_a_coordinator_wrote_stays_without_the_name():
    comment = CoordinatorCommentFactory()
    author = comment.author

    account_actions.erase(author)

    comment.refresh_from_db()
    assert (comment.author, bool(comment.text)) == (None, True)
    assert not CoordinatorComment.history.filter(author_id=author.pk).exists()


def test_the_copy_of_ones_data_has_the_papers_and_not_what_was_said_of_one():
    document = DocumentFactory()
    CoordinatorCommentFactory(application=document.application, text="Between us: not a team player.")
    export = DataExport.objects.create(user=document.application.person)

    exports.make(export.pk)

    export.refresh_from_db()
    with export.file.open() as file:
        data = file.read()
    assert f"{document.application.code}-cv".encode() in data
    assert b"not a team player" not in data


def test_strangers_papers_are_in_nobody_elses_copy():
    DocumentFactory()
    export = DataExport.objects.create(user=UserFactory())

    exports.make(export.pk)

    export.refresh_from_db()
    with export.file.open() as file:
        assert b"-cv-" not in file.read()
