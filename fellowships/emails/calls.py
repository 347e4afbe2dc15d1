"""Mail about fellowship calls."""

from django.utils.translation import gettext_lazy as _

from mailing.actions import queue_many
from mailing.kinds import Kind

CALL_OPENED = "fellowships/call_opened"
KINDS = [Kind(name=CALL_OPENED, title=_("A fellowship call has opened"))]


def queue_call_opened(interests):
    """One mail to each of them; the key keeps a second round from writing again."""
    queue_many(
        CALL_OPENED,
        [
            {
                "key": f"{CALL_OPENED}/{interest.call_id}/{interest.user_id}",
                "user": interest.user,
                "to": interest.user.email,
                "language": interest.user.language,
                "context": {
                    "name": interest.user.name,
                    "call": interest.call.title,
                    "slug": interest.call.slug,
                },
            }
            for interest in interests
        ],
    )
