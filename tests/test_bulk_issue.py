"""Certificates in bulk by real Celery workers that are killed with SIGKILL again and again: each of everything once."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from email.utils import parseaddr
from hashlib import sha256

import pytest

from certificates import tasks
from certificates.models import Award, Certificate, Rendition
from certificates.tests.conftest import _files_of_this_test_only  # noqa: F401 (the workers' files are here)
from certificates.tests.factories import AwardFactory
from mailing.models import Message, MessageState
from mailing.tasks import deliver_due

PEOPLE, PATIENCE = 60, 120


@pytest.fixture
def crew(transactional_db, mailbox, tmp_path, process_environment):
    """`crew()` starts a worker as in production; `crew.shoot()` kills it and all it has started, at once."""
    environment = process_environment | {"EMAIL_URL": mailbox.address, "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "celery", "-A", "pathway", "worker", "-c", "2", "-l", "WARNING"]
    command += ["--without-gossip", "--without-mingle"]
    running = []

    def start():
        running.append(subprocess.Popen(command, env=environment, start_new_session=True))

    def shoot():
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        running.clear()

    start.shoot = shoot
    yield start
    shoot()


def until(there):
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline, "It takes too long."
        time.sleep(0.02)


def as_beat_does():
    """Every minute, and every five: what was lost between a commit and the broker, or with a worker, is found."""
    tasks.issue_due.delay()
    tasks.render_waiting.delay()
    deliver_due.delay()


def test_each_certificate_pdf_and_mail_is_there_once_though_workers_are_killed(
    crew, mailbox, settings, tmp_path
):
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files"}}
    }
    AwardFactory.create_batch(PEOPLE)
    crew()
    as_beat_does()

    for number in (1, PEOPLE // 2):
        until(lambda number=number: Rendition.objects.count() >= number)
        crew.shoot()
        crew()
        as_beat_does()
    until(lambda: Rendition.objects.count() == PEOPLE)
    until(lambda: not Message.objects.filter(state=MessageState.QUEUED).exists())
    until(lambda: len(mailbox.mails) >= Message.objects.filter(state=MessageState.SENT).count())
    crew.shoot()

    assert Award.objects.exclude(issued_at=None).count() == PEOPLE
    assert Certificate.objects.values("award").distinct().count() == Certificate.objects.count() == PEOPLE
    for made in Rendition.objects.select_related("certificate"):
        with made.file.open() as file:
            assert sha256(file.read()).hexdigest() == made.sha256
        assert made.file.name == f"certificates/{made.certificate.number}-en.pdf"
    assert len(list((tmp_path / "files").rglob("*.pdf"))) == PEOPLE

    # A mail in the hands of a worker that was killed is of unknown fate: shown to staff, never repeated by itself.
    arrived = Counter(parseaddr(mail["To"])[1] for mail in mailbox.mails)
    unknown = set(Message.objects.exclude(state=MessageState.SENT).values_list("to", flat=True))
    assert Message.objects.count() == PEOPLE
    assert max(arrived.values()) == 1
    assert len(unknown) <= 6
    assert set(arrived) | unknown == set(Message.objects.values_list("to", flat=True))
