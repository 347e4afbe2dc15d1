"""Mails about what is told after a stay."""

from django.utils.translation import gettext_lazy as _

from fellowships.models import Report, ReportState
from mailing.actions import queue, queue_many
from mailing.kinds import Kind


def _is_open(message):
    open_ones = Report.objects.filter(state__in=[ReportState.DUE, ReportState.RETURNED])
    return open_ones.filter(pk=message.context["report"]).exists()


DUE = "fellowships/report_due"
REMINDER = "fellowships/report_reminder"
RETURNED = "fellowships/report_returned"
ACCEPTED = "fellowships/report_accepted"
KINDS = [
    Kind(name=DUE, title=_("A report on a stay can be written"), still_true=_is_open),
    Kind(name=REMINDER, title=_("Reminder of a report on a stay"), still_true=_is_open),
    Kind(name=RETURNED, title=_("A report on a stay was sent back")),
    Kind(name=ACCEPTED, title=_("A report on a stay was accepted")),
]


def queue_due(report):
    queue(DUE, **_letter(report, DUE))


def queue_reminders(reports, occasion):
    """`occasion` names the day, so that each is reminded once of it."""
    queue_many(REMINDER, [_letter(report, f"{REMINDER}/{occasion}") for report in reports])


def queue_returned(report):
    moment = report.decided_at.isoformat()
    queue(RETURNED, **_letter(report, f"{RETURNED}/{moment}", because=report.returned_because))


def queue_accepted(report):
    queue(ACCEPTED, **_letter(report, ACCEPTED, is_attested=hasattr(report.placement, "attestation")))


def _letter(report, key, **facts):
    placement = report.placement
    person = placement.person
    return {
        "key": f"{key}/{report.pk}",
        "user": person,
        "to": person.email,
        "language": person.language,
        "context": {
            "name": person.name,
            "report": report.pk,
            "host": str(placement.host),
            "token": placement.token,
            "due_on": report.due_on.isoformat(),
            **facts,
        },
    }
