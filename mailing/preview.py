"""Showing staff what a mail says, safely."""

import base64
import hashlib
import logging
import re

from django.conf import settings
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mailing import rendering
from mailing.models import MessageState

logger = logging.getLogger(__name__)

# Links open in a window of their own; nothing in the frame can run or reach the page around it.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def filled(message):
    """The message with its words: as sent or, where it has not been sent yet, as it would read now."""
    if message.html or message.is_forgotten or message.state in MessageState.FINISHED:
        return message
    if message.secret and not settings.DEMO:
        return message
    try:
        rendering.render(message)
    except Exception:
        logger.exception("Mail %s cannot be rendered", message.pk)
    return message


def html_response(message):
    """The HTML on its own, for a frame: with its one style sheet, by its hash, and nothing else."""
    html = filled(message).html
    styles = " ".join(f"'sha256-{_digest(style)}'" for style in STYLE.findall(html)) or "'none'"
    response = HttpResponse(html)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {styles}; form-action 'none'; frame-ancestors 'self'; sandbox {SANDBOX}"
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def frame(url):
    return format_html(
        '<iframe class="mail-frame" sandbox="{}" src="{}" title="{}"></iframe>', SANDBOX, url, _("The mail")
    )


def _digest(style):
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
