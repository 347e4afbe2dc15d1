"""Reading an uploaded report in the background, and forgetting it when its time is over."""

import hashlib
import zlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.sealing import cipher
from registrations import reports
from registrations.matching import Matcher, attendees
from registrations.models import AttendanceReport, Provider, ReportedPerson, ReportRow, ReportState, Standing

PURPOSE = "registrations.reports"
BATCH = 1000


def seal(data):
    """Packed and encrypted. Of what comes back out, nobody but us has made a byte: it cannot be a bomb."""
    return cipher(PURPOSE).encrypt(zlib.compress(data))


def unseal(report):
    """The bytes of the file, None when its time was over."""
    return zlib.decompress(cipher(PURPOSE).decrypt(bytes(report.content))) if report.content else None


def read_report(report_id):
    """Read the file, find out who is in it, and lay it before those who decide. Twice is harmless."""
    waiting = AttendanceReport.objects.reading().select_related("session__event")
    report = waiting.filter(pk=report_id).first()
    if report is None:
        return
    try:
        reading = _read(report)
    except reports.Complaint as complaint:
        _note(report, complaint)
        return
    people = attendees(reading.rows)
    _step(report, 30)
    matched = Matcher(report.event).match(report, people)
    _step(report, 60)
    _keep(report, reading, people, matched)


def columns_of(report):
    """For the question what stands where. None when the file is gone or has no table."""
    data = unseal(report)
    try:
        return reports.columns_of(data) if data else None
    except reports.Complaint:
        return None


def header_digest(header):
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def forget_old_files():
    """Delete files whose months are over, and who was named in them without holding a place."""
    limit = timezone.now() - timedelta(days=30 * settings.REPORT_FILES_KEPT_MONTHS)
    for report in (
        AttendanceReport.objects.exclude(content=None).filter(uploaded_at__lt=limit).defer("content")
    ):
        with transaction.atomic():
            AttendanceReport.objects.filter(pk=report.pk).update(content=None)
            report.people.exclude(standing=Standing.MATCHED).update(name="", email="", suggestions=[])
            report.rows.exclude(problem="").update(facts={})
            audit.record("report.file_deleted", report)


def _read(report):
    data = unseal(report)
    if data is None:
        raise reports.Complaint("file_gone")
    if report.told_provider == Provider.OTHER:
        report.header = header_digest(reports.columns_of(data).header)
        report.columns = report.columns or _columns_before(report)
    session = report.session
    return reports.read(
        data,
        session=(session.starts_at, session.ends_at),
        zone=report.time_zone,
        provider=report.told_provider,
        day_order=report.day_order,
        columns=report.columns,
    )


def _columns_before(report):
    """What somebody said of the last file with the same header that was counted."""
    alike = AttendanceReport.objects.filter(header=report.header, state=ReportState.COUNTED)
    return alike.exclude(columns={}).order_by("-counted_at").values_list("columns", flat=True).first() or {}


def _step(report, percent):
    """Outside of the transaction that keeps the rows: the page of the report looks at it."""
    AttendanceReport.objects.reading().filter(pk=report.pk).update(progress=percent)


@transaction.atomic
def _note(report, complaint):
    """Ask, or say why not."""
    locked = AttendanceReport.objects.reading().select_for_update(of=["self"]).filter(pk=report.pk).first()
    if locked is None:
        return
    is_question = complaint.code in reports.QUESTIONS
    locked.state = ReportState.ASKING if is_question else ReportState.FAILED
    locked.complaint, locked.complaint_line = complaint.code, complaint.line
    locked.complaint_facts = complaint.facts
    locked.header = report.header
    locked.save(update_fields=["state", "complaint", "complaint_line", "complaint_facts", "header"])
    audit.record("report.asks" if is_question else "report.failed", locked, because=complaint.code)


@transaction.atomic
def _keep(report, reading, people, matched):
    locked = AttendanceReport.objects.reading().select_for_update(of=["self"]).filter(pk=report.pk).first()
    if locked is None:
        return  # another worker was faster, or somebody has withdrawn it
    saved = ReportedPerson.objects.bulk_create(matched, batch_size=BATCH)
    rows = [
        _row(report, row, person)
        for attendee, person in zip(people, saved, strict=True)
        for row in attendee.rows
    ]
    rows += [
        ReportRow(report=report, line=problem.line, problem=problem.code, facts=problem.facts)
        for problem in reading.problems
    ]
    ReportRow.objects.bulk_create(rows, batch_size=BATCH)
    locked.state, locked.progress = ReportState.WAITING, 100
    locked.provider, locked.encoding, locked.claimed = reading.provider, reading.encoding, reading.claimed
    locked.day_order, locked.columns, locked.header = reading.day_order, report.columns, report.header
    locked.meeting_starts_at, locked.meeting_ends_at = reading.starts_at, reading.ends_at
    locked.save()
    audit.record("report.read", locked, people=len(saved), rows=len(rows), problems=len(reading.problems))


def _row(report, row, person):
    return ReportRow(
        report=report,
        person=person,
        line=row.line,
        came_at=row.came_at,
        left_at=row.left_at,
        minutes=row.minutes,
        lasts_to_the_end=row.lasts_to_the_end,
        in_waiting_room=row.in_waiting_room,
    )
