"""Mails about privacy problems that were reported. What was reported stands on the desk, never in a mail."""

from django.utils.translation import gettext_lazy as _

from cases.emails.recipients import editors_of
from cases.models import PrivacyReport
from mailing.actions import queue, queue_many
from mailing.kinds import Kind

HIDDEN = "cases/report_hidden"
TO_SETTLE = "cases/report_to_settle"
SETTLED = "cases/report_settled"


def _is_open(message):
    return PrivacyReport.objects.filter(pk=message.context["report"]).open().exists()


KINDS = [
    Kind(name=HIDDEN, title=_("An own case was hidden after a report")),
    Kind(name=TO_SETTLE, title=_("A privacy problem was reported"), still_true=_is_open),
    Kind(name=SETTLED, title=_("A privacy problem was settled")),
]


def queue_hidden(report):
    """To the author, who is never told who reported, where there still is one."""
    if report.case.author.is_active:
        queue(HIDDEN, **_letter(HIDDEN, report, report.case.author))


def queue_to_settle(report, *, is_hidden):
    people = editors_of(report.case)
    queue_many(TO_SETTLE, [_letter(TO_SETTLE, report, one, is_hidden=is_hidden) for one in people])


def queue_settled(case, reports, outcome):
    """To the author, and to each who reported and has an account."""
    facts = {"outcome": outcome}
    last = reports[-1]
    tell = {report.by: report for report in reports if report.by and report.by != case.author}
    authors = [case.author] if case.author.is_active else []
    queue_many(
        SETTLED,
        [
            *(_letter(SETTLED, last, author, is_author=True, **facts) for author in authors),
            *(_letter(SETTLED, report, person, is_author=False, **facts) for person, report in tell.items()),
        ],
    )


def _letter(key, report, person, **facts):
    return {
        "key": f"{key}/{report.pk}/{person.pk}",
        "user": person,
        "to": person.email,
        "language": person.language,
        "context": {"name": person.name, "code": report.case.code, "report": report.pk, **facts},
    }
