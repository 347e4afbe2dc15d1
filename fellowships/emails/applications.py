"""Mail about one's own application. "Received" is never "selected"."""

from django.utils.translation import gettext_lazy as _

from fellowships.models import Application
from mailing.actions import queue, queue_many
from mailing.kinds import Kind

RECEIVED = "fellowships/application_received"
WITHDRAWN = "fellowships/application_withdrawn"
NOT_ELIGIBLE = "fellowships/application_not_eligible"


def _still_not_eligible(message):
    found = Application.objects.submitted().filter(pk=message.context["application"], is_eligible=False)
    return found.exists()


KINDS = [
    Kind(
        name=NOT_ELIGIBLE,
        title=_("Your application for a fellowship is not eligible"),
        still_true=_still_not_eligible,
    ),
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


def queue_not_eligible(call):
    """To all whose application is not read, as a rule of the call is not met: from then on it is final."""
    refused = Application.objects.submitted().filter(call=call, is_eligible=False, person__is_active=True)
    queue_many(
        NOT_ELIGIBLE,
        [
            {
                "key": f"{NOT_ELIGIBLE}/{application.pk}",
                "user": application.person,
                "to": application.person.email,
                "language": application.person.language,
                "context": _facts(application, call) | {"application": application.pk},
            }
            for application in refused.select_related("person").order_by("pk")
        ],
    )


def _queue(kind, application, **facts):
    queue(
        kind,
        key=f"{kind}/{application.pk}",
        user=application.person,
        context=_facts(application, application.call) | facts,
    )


def _facts(application, call):
    return {
        "name": application.person.name,
        "call": call.title,
        "slug": call.slug,
        "code": application.code,
        "time_zone": call.time_zone,
    }
