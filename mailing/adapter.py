"""Mails about the account itself (codes, notices) go through the outbox like all others."""

from uuid import uuid4

from django.utils.translation import get_language

from accounts.adapter import AccountAdapter
from mailing import actions

# What their templates may say; the rest of allauth's context is objects of the request.
FACTS = (
    "code",
    "activate_url",
    "password_reset_url",
    "signup_url",
    "from_email",
    "to_email",
    "deleted_email",
    "ip",
    "timestamp",
)


class OutboxAccountAdapter(AccountAdapter):
    def send_mail(self, template_prefix, email, context):
        """`account/email/login_code` is our kind `account/login_code`. Each call is an occasion of its own."""
        kind = template_prefix.replace("/email/", "/")
        user = context.get("user")
        actions.queue(
            kind,
            key=f"{kind}:{uuid4()}",
            user=user,
            to=email,
            language=user.language if user else get_language(),
            context={"email": email} | {fact: context[fact] for fact in FACTS if context.get(fact)},
            secret=True,
        )
