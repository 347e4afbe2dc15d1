"""The outbox: what was refused, what nobody knows, and what is late."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from impact.decisions.decision import Kind
from mailing.models import Message, MessageState

TITLE = _("Mails")
MAY = "mailing.change_message"


def _in_state(state):
    return lambda one: f"{reverse('admin:mailing_message_changelist')}?state__exact={state}"


KINDS = [
    Kind(
        name="failed_mails",
        needs=MAY,
        title=ngettext_lazy("%(count)s mail was refused", "%(count)s mails were refused", "count"),
        why=_("The person does not know what it says. Mend the address, then send it again."),
        rows=lambda asking: Message.objects.to_look_at().filter(state=MessageState.FAILED),
        since="due_at",
        url=_in_state(MessageState.FAILED),
    ),
    Kind(
        name="unknown_mails",
        needs=MAY,
        title=ngettext_lazy(
            "%(count)s mail may or may not have left", "%(count)s mails may or may not have left", "count"
        ),
        why=_("A worker died while sending. Look at the mail server’s log, then mark it or send it again."),
        rows=lambda asking: Message.objects.to_look_at().filter(state=MessageState.UNKNOWN),
        since="due_at",
        url=_in_state(MessageState.UNKNOWN),
    ),
    Kind(
        name="late_mails",
        needs=MAY,
        title=ngettext_lazy("%(count)s mail is late", "%(count)s mails are late", "count"),
        why=_("The mail server or the workers are away: tell who runs the portal."),
        rows=lambda asking: Message.objects.overdue(),
        since="due_at",
        url=_in_state(MessageState.QUEUED),
    ),
]
