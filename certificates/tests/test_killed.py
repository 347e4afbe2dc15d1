"""A process that dies in the middle leaves a state that the next run completes; a file that is lost is made again."""

import signal
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import exports
from accounts.models import DataExport
from certificates import actions, keys
from certificates.document import printing, rendering
from certificates.models import Award, Certificate, Purpose, Rendition
from certificates.tests.factories import AwardFactory, CertificateFactory
from mailing import actions as outbox
from mailing.models import Message, MessageState

# A storage that takes the process with it: before it has written a file, in the middle of it, or right after.
DIES = """
import os, signal, django
from django.core.files.storage import FileSystemStorage

class Dies(FileSystemStorage):
    def _save(self, name, content):
        if {when!r} == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        if {when!r} == "amid":
            whole = content.read()
            content.seek(0)
            content.truncate(len(whole) // 2)
        name = super()._save(name, content)
        os.kill(os.getpid(), signal.SIGKILL)

django.setup()
from certificates.models import Rendition
Rendition._meta.get_field("file").storage = Dies(location={folder!r})
from certificates.document import printing
printing.make({pk})
"""


def stored(rendition):
    with rendition.file.open() as file:
        return sha256(file.read()).hexdigest()


# ---- Killed ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("when", "files"), [("before", 0), ("amid", 1), ("after", 1)])
def test_a_process_killed_between_file_and_row_is_made_up_for(when, files, tmp_path, process_environment):
    certificate = CertificateFactory()
    script = DIES.format(when=when, folder=str(tmp_path), pk=certificate.pk)

    died = subprocess.run([sys.executable, "-c", script], env=process_environment, check=False)

    assert died.returncode == -signal.SIGKILL
    assert (Rendition.objects.count(), Message.objects.count()) == (0, 0)
    left = [path.read_bytes() for path in tmp_path.rglob("*.pdf")]
    assert len(left) == files

    made = printing.make(certificate.pk)

    assert stored(made) == made.sha256
    assert [path.name for path in tmp_path.rglob("*.pdf")] == [f"{certificate.number}-en.pdf"]
    if when == "after":
        assert sha256(left[0]).hexdigest() == made.sha256
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_of_a_batch_has_issued_none_of_it(process_environment):
    AwardFactory.create_batch(3)
    script = (
        "import os, signal, django; django.setup()\n"
        "from django.db import transaction\n"
        "from certificates.actions import issue_batch\n"
        "with transaction.atomic():\n"
        "    issue_batch()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    died = subprocess.run([sys.executable, "-c", script], env=process_environment, check=False)

    assert died.returncode == -signal.SIGKILL
    assert not Certificate.objects.exists()
    with transaction.atomic():
        # Until PostgreSQL notices that its client is dead, the awards stay locked, and a batch leaves them out.
        list(Award.objects.select_for_update())
    assert (actions.issue_batch(), actions.issue_batch()) == (3, 0)
    assert Certificate.objects.count() == Award.objects.exclude(issued_at=None).count() == 3


# ---- Lost --------------------------------------------------------------------------------------------------------


def lose(rendition):
    rendition.file.storage.delete(rendition.file.name)


def test_a_file_that_the_storage_has_lost_is_made_again_with_the_same_bytes(as_, participant):
    made = printing.make(CertificateFactory(holder=participant).pk)
    lose(made)
    keys.rotate(Purpose.DOCUMENT)

    response = as_(participant).get(reverse("certificates:pdf", args=[made.certificate.number]))

    assert sha256(b"".join(response.streaming_content)).hexdigest() == made.sha256
    assert stored(made) == made.sha256
    assert (Rendition.objects.count(), Message.objects.count()) == (1, 1)


def test_a_file_that_would_have_other_bytes_stays_lost_and_says_so(as_, participant, monkeypatch, caplog):
    made = printing.make(CertificateFactory(holder=participant).pk)
    lose(made)
    pages = rendering.pages.of
    monkeypatch.setattr(rendering.pages, "of", lambda *facts: pages(*facts) | {"number": "SP-2222-2222-2"})

    response = as_(participant).get(reverse("certificates:pdf", args=[made.certificate.number]))

    assert response.status_code == 503
    assert "The file is not there." in response.text
    assert "other bytes" in caplog.text
    assert not made.file.storage.exists(made.file.name)


def test_a_lost_file_does_not_hold_up_the_copy_of_somebodys_data(participant, request):
    lose(printing.make(CertificateFactory(holder=participant).pk))
    request.getfixturevalue("keys_lost")
    export = DataExport.objects.create(user=participant)

    exports.make(export.pk)

    export.refresh_from_db()
    assert export.ready_at


# ---- The clock, and the post -------------------------------------------------------------------------------------


@pytest.fixture
def an_hour_back():
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        yield


def test_with_the_clock_set_back_nothing_is_issued_before_it_was_earned(db, an_hour_back):
    later = timezone.now() + timedelta(hours=1)
    award = AwardFactory(earned_at=later, due_at=timezone.now())

    actions.issue_batch()

    award.refresh_from_db()
    assert award.certificates.get().issued_at == award.issued_at == later


def test_a_replacement_is_never_issued_before_what_it_replaces(db, staff, an_hour_back):
    first = CertificateFactory(issued_at=timezone.now() + timedelta(hours=1))

    second = actions.replace(certificate=first, by=staff, reason="Wrong day.")
    revoked = actions.revoke(certificate=second, by=staff, reason="Was not there.")

    assert second.issued_at == first.issued_at
    assert revoked.revoked_at == second.issued_at


def test_with_the_clock_set_back_what_is_due_later_waits(db, an_hour_back):
    AwardFactory(due_at=timezone.now() + timedelta(hours=1))

    assert actions.issue_batch() == 0


def test_a_mail_that_bounced_and_is_sent_again_issues_nothing_again(db, staff):
    award = AwardFactory()
    actions.issue_batch()
    certificate = award.certificates.get()
    printing.make(certificate.pk)
    message = Message.objects.get()
    Message.objects.update(state=MessageState.FAILED, error="550 no such user")

    outbox.send_again(message=message, by=staff)
    actions.issue_batch()
    printing.make(certificate.pk)

    assert list(Certificate.objects.all()) == [certificate]
    assert (Rendition.objects.count(), Message.objects.count()) == (1, 1)
