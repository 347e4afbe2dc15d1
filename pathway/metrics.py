"""Figures for the operator's monitoring, counted when they are asked for. None of them is about a person.

What a page costs is the proxy's to measure; here stands what only the portal knows: mail that does not leave, work
that piles up, people in the middle of something.
"""

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from accounts.models import DataExport
from assessments.models import Attempt, AttemptState
from impact import queue
from mailing.models import Message, MessageState
from registrations.models import Registration, State

WATCHED_MAIL = [MessageState.QUEUED, MessageState.SENDING, MessageState.FAILED, MessageState.UNKNOWN]


class PortalCollector(Collector):
    def collect(self):
        yield from _mail()
        yield from _queue()
        yield _single("portal_attempts_open", "People in the middle of an assessment", _open_attempts())
        yield _single("portal_requests_open", "Requests that wait for a decision", _open_requests())
        yield _single("portal_exports_waiting", "Exports people asked for and have not got", _exports())


def registry():
    found = CollectorRegistry()
    found.register(PortalCollector())
    return found


def _mail():
    counts = Message.objects.filter(state__in=WATCHED_MAIL).values_list("state").annotate(Count("pk"))
    by_state = dict(counts.order_by())
    mails = GaugeMetricFamily("portal_mails", "Mails that are not sent, by state", labels=["state"])
    for state in WATCHED_MAIL:
        mails.add_metric([state.value], by_state.get(state.value, 0))
    yield mails
    now = timezone.now()
    oldest = Message.objects.due(now).aggregate(Min("due_at"))["due_at__min"]
    late = (now - oldest).total_seconds() if oldest else 0
    yield _single("portal_mail_late_seconds", "How long the oldest mail that is due has waited", late)


def _queue():
    """Tasks that no worker has taken yet. Left out while Redis is away: that is no zero."""
    length = queue.length()
    if length is not None:
        yield _single("portal_queue_length", "Tasks that no worker has taken yet", length)


def _single(name, words, value):
    return GaugeMetricFamily(name, words, value=value)


def _open_attempts():
    return Attempt.objects.filter(state=AttemptState.OPEN).count()


def _open_requests():
    return Registration.objects.filter(state=State.REQUESTED).count()


def _exports():
    return DataExport.objects.waiting().count()
