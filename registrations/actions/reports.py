"""Attendance reports: uploaded, decided about, counted, withdrawn."""

import hashlib

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations import presence
from registrations.dates import moment
from registrations.importing import seal
from registrations.models import (
    Alias,
    AliasKind,
    AttendanceReport,
    Match,
    Method,
    ReportRow,
    ReportState,
    Session,
    Standing,
    State,
    Stay,
)
from registrations.reports import names
from registrations.tasks import read_report

# A display name as unlike the person's own as “iPhone” is not remembered: the next one may be somebody else's.
LEAST_ALIKE_TO_REMEMBER = 50


class AlreadyDone(ValidationError):
    """Somebody else was faster: says who did what, when. Nothing was changed."""


@transaction.atomic
def upload_report(*, session, file_name, data, zone, by, provider="", day_order=""):
    """Take a file in and have it read in the background. Returns (report, whether it is new).

    The same file for the same session is the same report: nothing is read or counted a second time.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.starts_at > timezone.now():
        raise ValidationError(_("This session has not begun yet."), code="too_early")
    digest = hashlib.sha256(data).hexdigest()
    same = session.reports.standing().filter(sha256=digest).first()
    if same:
        return same, False
    report = AttendanceReport.objects.create(
        session=session,
        file_name=file_name[-200:],
        sha256=digest,
        content=seal(data),
        told_provider=provider,
        time_zone=zone,
        day_order=day_order,
        uploaded_by=by,
    )
    audit.record("report.uploaded", report, by=by, session=session.pk, bytes=len(data))
    _have_it_read(report)
    return report, True


@transaction.atomic
def read_again(*, report, by, provider, zone, day_order, columns=None):
    """Answer what a report asks, or say differently what a failed one is, and read it anew."""
    report = _lock(report)
    if report.state not in (ReportState.ASKING, ReportState.FAILED):
        raise AlreadyDone(
            _("Somebody else has answered meanwhile. Nothing was changed."), code="already_done"
        )
    if report.state == ReportState.FAILED and _is_there_again(report):
        raise AlreadyDone(
            _("The same file was uploaded again meanwhile. Nothing was changed."), code="already_done"
        )
    report.state, report.progress = ReportState.READING, 0
    report.complaint, report.complaint_line, report.complaint_facts = "", None, {}
    report.told_provider, report.time_zone, report.day_order = provider, zone, day_order
    report.columns = columns or {}
    report.save()
    audit.record("report.answered", report, by=by, provider=provider, order=day_order)
    _have_it_read(report)
    return report


@transaction.atomic
def decide_people(*, report, decisions, by):
    """Say who people of a report are. `decisions` maps ids of people to pairs (what the page showed, registration
    or None for “nobody of ours”).

    Returns (changed, beaten): how many changed, and the people about whom somebody else decided since.
    """
    report = _lock(report)
    if report.state not in (ReportState.WAITING, ReportState.COUNTED):
        raise AlreadyDone(_("This report cannot be decided about any more."), code="already_done")
    if any(registration and registration.user_id == by.pk for _seen, registration in decisions.values()):
        raise ValidationError(_("Somebody else has to say that this is you."), code="own")
    people = report.people.select_related("registration", "decided_by").in_bulk(decisions)
    changed, beaten, touched = [], [], set()
    for pk, person in people.items():
        seen, registration = decisions[pk]
        if shown(person) != seen:
            beaten.append(person)
        elif _decide(person, registration, by):
            changed.append(person)
            touched |= {person.pk}
    if report.state == ReportState.COUNTED and touched:
        _apply(report, ReportRow.objects.filter(person__in=touched), by)
    return len(changed), beaten


@transaction.atomic
def count_report(*, report, by, full_if_unknown=None):
    """Turn the rows of everybody who is matched into stays, and those into minutes. All of them or none.

    `full_if_unknown` has to be said where the report tells of somebody's presence without its length.
    Returns the number of people counted.
    """
    report = _lock(report)
    if report.state != ReportState.WAITING:
        raise AlreadyDone(_why_not_now(report), code="already_done")
    of_matched = report.rows.filter(person__standing=Standing.MATCHED)
    if full_if_unknown is None and of_matched.of_unknown_length().exists():
        raise ValidationError(
            _("Say what shall be done with people whose time in the meeting is not known."), code="unknown"
        )
    report.state, report.counted_at, report.counted_by = ReportState.COUNTED, timezone.now(), by
    report.full_if_unknown = full_if_unknown
    report.save(update_fields=["state", "counted_at", "counted_by", "full_if_unknown"])
    people = _apply(report, report.rows.all(), by)
    audit.record(
        "report.counted", report, by=by, session=report.session_id, people=people, full=full_if_unknown
    )
    return people


@transaction.atomic
def withdraw_report(*, report, by):
    """Take back what the report has counted; minutes are worked out anew from what else is known."""
    report = _lock(report)
    if report.state == ReportState.WITHDRAWN:
        raise AlreadyDone(_why_not_now(report), code="already_done")
    before = report.state
    report.state, report.withdrawn_at, report.withdrawn_by = ReportState.WITHDRAWN, timezone.now(), by
    report.complaint, report.complaint_line, report.complaint_facts = "", None, {}
    report.save()
    stays = Stay.objects.filter(source__startswith=f"report:{report.pk}:")
    people = set(stays.values_list("registration", flat=True))
    stays.delete()
    presence.count(report.session, people)
    audit.record(
        "report.withdrawn", report, by=by, session=report.session_id, before=before, people=len(people)
    )
    return len(people)


def shown(person):
    """What a page shows of a decision, to notice when somebody else decides meanwhile."""
    return f"{person.standing}:{person.registration_id or ''}"


def _lock(report):
    """The report as it is now. First the session, as everybody does who counts."""
    session = Session.objects.select_for_update(of=["self"]).select_related("event").get(pk=report.session_id)
    reports = AttendanceReport.objects.defer("content").select_for_update(of=["self"])
    report = reports.select_related("counted_by", "withdrawn_by").get(pk=report.pk)
    report.session = session
    return report


def _have_it_read(report):
    transaction.on_commit(lambda: read_report.delay(report.pk), robust=True)


def _is_there_again(report):
    same = AttendanceReport.objects.standing().filter(session=report.session_id, sha256=report.sha256)
    return same.exists()


def _why_not_now(report):
    zone = report.event.zone
    if report.state == ReportState.COUNTED:
        text, facts = (
            _("%(who)s has counted this report already, on %(when)s. Nothing was changed."),
            (
                report.counted_by,
                report.counted_at,
            ),
        )
    elif report.state == ReportState.WITHDRAWN:
        text, facts = (
            _("%(who)s has withdrawn this report, on %(when)s. Nothing was changed."),
            (
                report.withdrawn_by,
                report.withdrawn_at,
            ),
        )
    else:
        return _("This report is not ready to be counted.")
    return text % {"who": facts[0], "when": moment(facts[1], zone)}


def _decide(person, registration, by):
    """True where that changes anything, also whether a match was confirmed by somebody."""
    before, how = person.registration, person.matched_by
    if registration is None and person.standing == Standing.LEFT_OUT:
        return False
    if registration is not None and registration == before:
        return False
    _forget_alias(person, before, how)
    person.registration = registration
    person.standing = Standing.MATCHED if registration else Standing.LEFT_OUT
    person.matched_by = Match.PERSON if registration else ""
    person.decided_at, person.decided_by = timezone.now(), by
    person.save()
    if registration:
        _remember(person, by)
    audit.record(
        "report.person_matched" if registration else "report.person_left_out",
        person.report,
        by=by,
        person=registration and registration.user,
        row=person.pk,
        before=before and before.pk,
    )
    return True


def _remember(person, by):
    """For later reports: the address, unless an account has it; a name only where it is like the person's own."""
    user = person.registration.user
    if person.email:
        if not EmailAddress.objects.filter(email=person.email, verified=True).exists():
            Alias.objects.update_or_create(
                kind=AliasKind.EMAIL,
                text=person.email,
                defaults={"user": user, "confirmed_by": by, "confirmed_at": timezone.now()},
            )
        return
    folded, own = names.fold(person.name), names.fold(user.name)
    alike = max((names.score(part, own) for part in map(names.fold, names.names_in(person.name))), default=0)
    if folded and alike >= LEAST_ALIKE_TO_REMEMBER:
        Alias.objects.get_or_create(
            user=user, kind=AliasKind.NAME, text=folded[:254], defaults={"confirmed_by": by}
        )


def _forget_alias(person, before, how):
    """What was remembered led to the wrong person, so it shall not do so again."""
    if before is None or how not in (Match.ALIAS, Match.PERSON):
        return
    text = person.email or names.fold(person.name)
    kind = AliasKind.EMAIL if person.email else AliasKind.NAME
    Alias.objects.filter(user=before.user_id, kind=kind, text=text).delete()


def _apply(report, rows, by):
    """Bring the stays in line with these rows of the report, and work out the minutes. Returns how many people."""
    sources = [f"report:{report.pk}:{line}" for line in rows.values_list("line", flat=True)]
    old = Stay.objects.filter(source__in=sources)
    people = set(old.values_list("registration", flat=True))
    old.delete()
    counting = rows.evidence().filter(
        person__standing=Standing.MATCHED, person__registration__state=State.CONFIRMED
    )
    stays = [stay for row in counting.select_related("person") if (stay := _stay(report, row, by))]
    Stay.objects.bulk_create(stays, batch_size=1000)
    counted = {stay.registration_id for stay in stays}
    presence.count(report.session, people | counted)
    return len(counted)


def _stay(report, row, by):
    """What a row proves; None where it proves nothing that counts."""
    span = row.span(report)
    if span is None:
        return None
    return Stay(
        session=report.session,
        registration_id=row.person.registration_id,
        came_at=span[0],
        left_at=span[1],
        method=Method.REPORT,
        source=f"report:{report.pk}:{row.line}",
        recorded_by=by,
    )
