"""What the outbox holds about a person."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from mailing.models import Message


def register_holdings():
    register(Holding(model="mailing.Message", title=_("Mails sent to you"), export=export, erase=erase))


def messages_of(user):
    """Some were written before there was an account, or to an address only."""
    return Message.objects.filter(Q(user=user) | Q(to__iexact=user.email))


def export(user):
    for message in messages_of(user).order_by("id"):
        yield {
            "kind": message.kind,
            "to": message.to,
            "state": message.state,
            "written": message.created_at.isoformat(),
            "sent": message.sent_at.isoformat() if message.sent_at else None,
            "subject": message.subject,
            "text": "" if message.secret else message.text,
        }


def erase(user):
    messages_of(user).delete()
