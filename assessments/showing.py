"""What stands on the pages of an attempt that is under way."""

import math
from dataclasses import replace
from datetime import UTC
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments import sheets
from assessments.stencils import Stencil


def paper(attempt, token):
    """All questions with their state, and the time."""
    now = timezone.now()
    all_sheets = sheets.of(attempt.questions.all())
    left = attempt.seconds_left(now)
    return {
        "attempt": attempt,
        "address": reverse("assessments:attempt", args=[attempt.public_id]),
        "token": format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token),
        "sheets": all_sheets,
        "unanswered": [sheet for sheet in all_sheets if not sheet.is_answered],
        "flagged": [sheet for sheet in all_sheets if sheet.row.is_flagged],
        "minutes_left": left and math.ceil(left / 60),
        "is_over": left == 0,
        "ends_at": attempt.ends_at and attempt.ends_at.astimezone(UTC),
    }


def question(attempt, token, number=None, refused=None):
    """One question shown and the others with it, for a script; without a number the first that has no answer.

    None where there is no such question.
    """
    facts = paper(attempt, token)
    if number is None:
        number = min((sheet.number for sheet in facts["unanswered"]), default=1)
    if not 1 <= number <= len(facts["sheets"]):
        return None
    shown = facts["sheets"][number - 1]
    if refused:
        fields, words = refused
        facts["sheets"][number - 1] = replace(shown, fields=fields, said=words)
    return facts | {"current": number, "frame": _framed(facts, number, shown.is_answered)}


def _framed(facts, number, is_answered):
    attempt, address, is_over = facts["attempt"], facts["address"], facts["is_over"]
    only_here = {
        "clock": render_to_string("assessments/_clock.html", facts),
        "token": facts["token"],
        "saving": render_to_string("assessments/_saving.html", {"is_answered": is_answered}),
    }
    ends_at = attempt.ends_at
    return mark_safe(  # noqa: S308  filled with numbers, and with what templates have rendered
        _frame(get_language(), is_over, ends_at is not None).fill(
            person=attempt.person_id,
            public_id=attempt.public_id,
            address=address,
            token=facts["token"],
            now_ms=milliseconds(timezone.now()),
            ends_ms=milliseconds(ends_at) if ends_at else "",
            sections=sheets.sections(facts["sheets"], number, address, is_over, **only_here),
            overview=sheets.overview(facts["sheets"], number, address),
        )
    )


@lru_cache(maxsize=100)
def _frame(language, is_over, has_end):
    """The lists of what is still to do stay empty: the script fills them in."""
    context = {"is_over": is_over, "has_end": has_end, "words": _words()}
    blanks = ["person", "public_id", "address", "token", "now_ms", "ends_ms", "sections", "overview"]
    return Stencil("assessments/_frame.html", context, blanks)


def _words():
    """For the script."""
    return {
        "saved": _("Saved"),
        "waiting": _("Waiting to be saved"),
        "offline": _("Offline, kept on this device"),
        "login": _("Not saved yet: log in again"),
        "refused": _("Not saved"),
        "is_saved": _("saved"),
        "is_kept": _("waiting on this device"),
        "is_open": _("not answered"),
        "is_flagged": _("to look at again"),
        "question": _("Question"),
        "left": _("{time} left"),
        "minutes": {n: ngettext("%(n)s minute left", "%(n)s minutes left", n) % {"n": n} for n in (10, 5, 1)},
        "over": _("Time is over"),
        "up": _("Move up: {step}"),
        "down": _("Move down: {step}"),
        "place": _("{step}: place {place}"),
    }


def milliseconds(moment):
    return int(moment.timestamp() * 1000)
