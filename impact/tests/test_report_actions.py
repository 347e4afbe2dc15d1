"""Asking for reports, making them once, keeping them for a week."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.tests.factories import HubFactory
from impact import making, tasks
from impact.actions import reports
from impact.makers import MAKERS
from impact.models import Report, ReportKind
from impact.periods import this_month
from registrations.tests.test_race import at_once

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}


def asked(by=None, **fields):
    fields = {
        "kind": ReportKind.SPONSOR,
        "first_month": MAY,
        "last_month": JUNE,
        "extension": "xlsx",
    } | fields
    return reports.ask(by=by or UserFactory(is_staff=True), **fields)


def trail(report):
    rows = AuditEntry.objects.filter(object_type="impact.report", object_id=str(report.pk)).order_by("pk")
    return [row.action for row in rows]


def in_the_middle(monkeypatch, deed):
    """Whoever makes a sponsor report comes to this deed in the middle of it."""

    def make(report, tell):
        tell(50)
        deed(report)
        return b"made"

    monkeypatch.setitem(MAKERS, ReportKind.SPONSOR, make)


# ---- Asking ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_report_under_way_is_the_one():
    report, is_new = asked()
    again, is_new_again = asked()

    assert (again, is_new, is_new_again) == (report, True, False)
    assert asked(extension="pdf")[0] != report
    assert trail(report) == ["report.asked"]


@pytest.mark.django_db
def test_once_it_is_made_another_can_be_asked_for():
    report, _is_new = asked()
    making.make(report.pk)

    assert asked()[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"first_month": JUNE, "last_month": MAY},
        {"last_month": date(2999, 1, 1)},
        {"extension": "exe"},
        {"kind": ReportKind.RESEARCH, "extension": "pdf"},
        {"kind": ReportKind.RESEARCH, "extension": "zip", "last_month": this_month()},
    ],
)
def test_what_makes_no_sense_is_refused(fields):
    with pytest.raises(ValidationError):
        asked(**fields)
    assert not Report.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"first_month": JUNE, "last_month": MAY},
        {"first_month": date(2026, 5, 2)},
        {"kind": ReportKind.NATIONAL},
        {"ready_at": timezone.now()},
        {"kind": ReportKind.SPONSOR, "extension": "xlsx"},
    ],
)
def test_the_database_refuses_what_must_not_be(fields):
    report, _is_new = asked()

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            **{"kind": "research", "first_month": MAY, "last_month": JUNE, "asked_by": report.asked_by}
            | fields
        )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_one_report():
    staff = UserFactory(is_staff=True)

    answers = at_once([lambda: asked(by=staff)] * 4, threads=4)

    assert len({report.pk for report, _is_new in answers}) == 1
    assert sorted(is_new for _report, is_new in answers) == [False, False, False, True]


# ---- Making ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_report_is_made_and_stands_in_the_trail():
    report, _is_new = asked()

    making.make(report.pk)

    report.refresh_from_db()
    assert (report.percent, report.attempts, report.failed_at) == (100, 1, None)
    assert report.ready_at
    assert report.size == report.file.size > 1000
    assert trail(report) == ["report.asked", "report.made"]


@pytest.mark.django_db
def test_what_is_made_is_not_made_again(monkeypatch):
    report, _is_new = asked()
    making.make(report.pk)
    name = Report.objects.get().file.name

    making.make(report.pk)

    assert Report.objects.get().file.name == name


@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_it_is(monkeypatch):
    report, _is_new = asked()
    seen = []

    def look(row):
        seen.extend(at_once([lambda: Report.objects.get(pk=row.pk).percent], threads=1))

    in_the_middle(monkeypatch, look)
    making.make(report.pk)

    assert seen == [50]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_makes_it(monkeypatch):
    report, _is_new = asked()
    made = []

    def meanwhile(row):
        made.append(row.pk)
        at_once([lambda: making.make(row.pk)], threads=1)

    in_the_middle(monkeypatch, meanwhile)
    making.make(report.pk)

    assert made == [report.pk]
    assert Report.objects.get().attempts == 1


DIES = """
import os, signal, django
django.setup()
from impact import making

def make(report, tell):
    tell(50)
    os.kill(os.getpid(), signal.SIGKILL)

making.MAKERS["sponsor"] = make
making.make({pk})
"""


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_report_whose_worker_was_killed_is_made_again(process_environment):
    report, _is_new = asked()

    died = subprocess.run(
        [sys.executable, "-c", DIES.format(pk=report.pk)], env=process_environment, check=False
    )

    assert died.returncode == -signal.SIGKILL
    report.refresh_from_db()
    assert (report.is_under_way, report.percent) == (True, 50)
    with connection.cursor() as cursor:
        # Until PostgreSQL notices that its client is dead, the next worker leaves the report alone.
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [making._LOCK, report.pk])
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [making._LOCK, report.pk])
    making.make(report.pk)
    report.refresh_from_db()
    assert report.ready_at
    assert report.attempts == 2


@pytest.mark.django_db
def test_beat_finds_what_nobody_is_making(monkeypatch):
    waiting, _is_new = asked()
    failed, _is_new = asked(extension="pdf")
    Report.objects.filter(pk=failed.pk).update(failed_at=timezone.now())
    sent = []
    monkeypatch.setattr(tasks.make_report, "delay", sent.append)

    tasks.make_waiting_reports()

    assert sent == [waiting.pk]


@pytest.mark.django_db
def test_a_report_that_kills_its_workers_fails_in_the_end():
    report, _is_new = asked()
    Report.objects.update(attempts=making.MOST_ATTEMPTS)

    making.make(report.pk)

    report.refresh_from_db()
    assert report.failed_at
    assert trail(report)[-1] == "report.failed"


@pytest.mark.django_db
def test_an_error_fails_the_report_and_it_can_be_asked_again(monkeypatch):
    def explode(report):
        raise RuntimeError("storage full")

    report, _is_new = asked()
    with monkeypatch.context() as patched:
        in_the_middle(patched, explode)
        making.make(report.pk)
    report.refresh_from_db()
    assert report.failed_at

    new, is_new = reports.ask_again(report=report, by=report.asked_by)
    making.make(new.pk)

    assert is_new
    assert Report.objects.get().ready_at


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_try_again_at_once_get_one_report():
    report, _is_new = asked()
    Report.objects.update(failed_at=timezone.now())

    answers = at_once([lambda: reports.ask_again(report=report, by=report.asked_by)] * 3, threads=3)

    assert Report.objects.count() == 1
    assert sum(is_new for _report, is_new in answers) == 1


@pytest.mark.django_db
def test_who_tries_again_what_is_asked_anew_already_gets_that_one():
    failed, _is_new = asked()
    Report.objects.update(failed_at=timezone.now())
    anew, _is_new = asked()

    assert reports.ask_again(report=failed, by=failed.asked_by) == (anew, False)


@pytest.mark.django_db
def test_a_report_that_was_dropped_meanwhile_leaves_no_file(monkeypatch, tmp_path):
    report, _is_new = asked()
    in_the_middle(monkeypatch, lambda row: Report.objects.all().delete())

    making.make(report.pk)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


# ---- Keeping ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_download_is_noted():
    report, _is_new = asked()
    making.make(report.pk)
    report.refresh_from_db()
    reader = UserFactory(is_staff=True)

    reports.open_file(report=report, by=reader).close()

    entry = AuditEntry.objects.get(action="report.fetched")
    assert entry.actor_id == reader.pk
    assert entry.facts == {"kind": "sponsor", "months": "2026-05 2026-06", "file": "xlsx", "country": ""}


@pytest.mark.django_db
def test_a_file_that_is_gone_fails_the_report(tmp_path):
    report, _is_new = asked()
    making.make(report.pk)
    report.refresh_from_db()
    report.file.storage.delete(report.file.name)

    assert reports.open_file(report=report, by=report.asked_by) is None

    report.refresh_from_db()
    assert report.failed_at
    assert not report.file
    assert trail(report)[-1] == "report.lost"


@pytest.mark.django_db
def test_after_a_week_row_and_file_are_gone(settings, tmp_path, django_capture_on_commit_callbacks):
    report, _is_new = asked()
    making.make(report.pk)
    young, _is_new = asked(extension="pdf")
    kept = timedelta(days=settings.IMPACT_REPORTS_KEPT_DAYS, minutes=1)
    Report.objects.filter(pk=report.pk).update(asked_at=timezone.now() - kept)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.drop_old_reports()

    assert list(Report.objects.all()) == [young]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert trail(report)[-1] == "report.dropped"


@pytest.mark.django_db
def test_a_file_whose_worker_died_before_it_had_a_row_goes_after_a_week(tmp_path, settings):
    report, _is_new = asked()
    making.make(report.pk)
    old, young = tmp_path / "impact" / "old.pdf", tmp_path / "impact" / "young.pdf"
    for path in (old, young):
        path.write_bytes(b"stray")
    long_ago = (timezone.now() - timedelta(days=settings.IMPACT_REPORTS_KEPT_DAYS + 1)).timestamp()
    os.utime(old, (long_ago, long_ago))

    tasks.drop_old_reports()

    assert not old.exists()
    assert young.exists()
    assert Report.objects.get().file.storage.exists(Report.objects.get().file.name)


@pytest.mark.django_db
def test_the_file_is_called_by_what_is_in_it():
    report, _is_new = asked(last_month=MAY)
    hub = HubFactory(country="PL")

    assert report.file_name == "sponsor-2026-05.xlsx"
    national = Report(
        kind="national", hub=hub, first_month=MAY, last_month=JUNE, extension="pdf", language="pl"
    )
    assert national.file_name == "national-pl-2026-05-2026-06-pl.pdf"
