"""From a row of the outbox to a mail."""

import re
from email.utils import formataddr
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, select_template
from django.utils import translation

from mailing import kinds


def render(message):
    """Fill subject, text and HTML of a message, in its own language, and return it as a mail to send."""
    kind = kinds.get(message.kind)
    with translation.override(message.language):
        _fill(message, kind)
        attachments = kind.attachments(message)
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[formataddr((_one_line(message.user.name), message.to)) if message.user else message.to],
        headers=_headers(message) | _way_out(message),
    )
    mail.attach_alternative(message.html, "text/html")
    for attachment in attachments:
        mail.attach(*attachment)
    return mail


def _fill(message, kind):
    facts = {
        "name": message.user.name if message.user else "",
        "language": message.language,
        "site_url": settings.SITE_URL,
        "site_host": urlsplit(settings.SITE_URL).netloc,
    } | message.context
    message.subject = _one_line(_text(f"{kind.template}_subject.txt", facts))[:300]
    message.text = re.sub(r"\n{3,}", "\n\n", _text(f"{kind.template}.txt", facts)).strip() + "\n"
    body, _dash, why = message.text.partition("\n-- \n")
    facts |= {"subject": message.subject, "body": body.strip(), "why": why.strip().partition("\n")[0]}
    message.html = select_template([f"{kind.template}.html", "mailing/from_text.html"]).render(facts)


def _text(template, facts):
    """Plain text has nothing to escape: `Żółć & O'Brien` stays as it is."""
    return get_template(template).template.render(Context(facts, autoescape=False))


def _one_line(text):
    return " ".join(text.split())


def _headers(message):
    """The Message-ID follows from the key: a mailbox that gets a mail twice can see that it is the same."""
    site = urlsplit(settings.SITE_URL)
    unique = uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/mail/{message.key}/{message.edition}")
    return {
        "Message-ID": f"<{unique}@{site.hostname}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        # Keeps mail programs from folding different mails with like subjects into one thread.
        "X-Entity-Ref-ID": str(unique),
        "Content-Language": message.language,
    }


def _way_out(message):
    """Mail that somebody agreed to and can end with a click in their mail program (RFC 2369, RFC 8058).

    Large mailbox providers ask for it; `stop_path` in the context is the link that ends the consent.
    """
    path = message.context.get("stop_path")
    if not path:
        return {}
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}{path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
