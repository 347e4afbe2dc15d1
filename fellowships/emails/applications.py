"""Mail about one's own application. "Received" is never "selected"."""

from django.utils.translation import gettext_lazy as _

from mailing.actions import queue
from mailing.kinds import Kind

RECEIVED = "fellowships/application_received"
WITHDRAWN = "fellowships/application_withdrawn"
KINDS = [
    Kind(name=RECEIVED, title=_("We have your application for a fellowship")),
    Kind(name=WITHDRAWN, title=_("Your application for a fellowship is withdrawn")),
]


def queue_received(application):
    """With the moment until which it can be changed; empty where it was handed in late."""
    call = application.call
    closes_at = call.closes_at.isoformat() if call.is_taking_applications() else ""
    _queue(RECEIVED, application, closes_at=closes_at, is_blind=call.is_blind)


def queue_withdrawn(application):
    _queue(WITHDRAWN, application)


def _queue(kind, application, **facts):
    call, person = application.call, application.person
    queue(
        kind,
        key=f"{kind}/{application.pk}",
        user=person,
        context={
            "name": person.name,
            "call": call.title,
            "slug": call.slug,
            "code": application.code,
            "time_zone": call.time_zone,
            **facts,
        },
    )
