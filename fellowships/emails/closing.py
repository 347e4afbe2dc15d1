"""Mail to those who have begun an application about when the call closes: it was moved, or it comes near."""

from django.utils.translation import gettext_lazy as _

from fellowships.models import Application, ApplicationState
from mailing.actions import queue_many
from mailing.kinds import Kind

CALL_EXTENDED = "fellowships/call_extended"
CALL_CLOSES = "fellowships/call_closes"


def _is_still_a_draft(message):
    """Not handed in meanwhile, and the call closes when the mail says."""
    facts = message.context
    return Application.objects.filter(
        pk=facts["application"], state=ApplicationState.DRAFT, call__closes_at=facts["closes_at"]
    ).exists()


KINDS = [
    Kind(
        name=CALL_EXTENDED,
        title=_("A fellowship call closes later"),
        still_true=_is_still_a_draft,
    ),
    Kind(
        name=CALL_CLOSES,
        title=_("Reminder: a fellowship call closes, and the application is a draft"),
        still_true=_is_still_a_draft,
    ),
]


def queue_call_extended(extension):
    """To everybody whose application is a draft, once for each new moment."""
    _queue(
        CALL_EXTENDED,
        extension.call,
        f"{extension.pk}",
        because=extension.because,
        before=extension.before.isoformat(),
    )


def queue_call_closes(call, occasion):
    """To everybody whose application is a draft, once for each occasion and closing."""
    _queue(CALL_CLOSES, call, f"{occasion}/{call.closes_at:%Y%m%d%H%M}")


def _queue(kind, call, occasion, **facts):
    drafts = call.applications.filter(state=ApplicationState.DRAFT, person__is_active=True)
    facts |= {
        "call": call.title,
        "slug": call.slug,
        "closes_at": call.closes_at.isoformat(),
        "time_zone": call.time_zone,
    }
    queue_many(
        kind,
        [
            {
                "key": f"{kind}/{application.pk}/{occasion}",
                "user": application.person,
                "to": application.person.email,
                "language": application.person.language,
                "context": facts | {"name": application.person.name, "application": application.pk},
            }
            for application in drafts.select_related("person").order_by("pk")
        ],
    )
