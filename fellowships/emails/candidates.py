"""Mail about what the board decides of one application."""

from django.utils.translation import gettext_lazy as _

from mailing.actions import queue
from mailing.kinds import Kind

REOPENED = "fellowships/application_reopened"
KINDS = [Kind(name=REOPENED, title=_("An application is open again"))]


def queue_reopened(application):
    call, until = application.call, application.reopened_until.isoformat()
    queue(
        REOPENED,
        key=f"{REOPENED}/{application.pk}/{until}",
        user=application.person,
        context={
            "name": application.person.name,
            "call": call.title,
            "slug": call.slug,
            "until": until,
            "zone": call.time_zone,
            "because": application.reopened_because,
        },
    )
