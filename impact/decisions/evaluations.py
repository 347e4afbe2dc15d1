"""Evaluations: low ones, never of fewer than five people; and those about to close with few answers."""

from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evaluations.models import Survey
from impact.decisions.decision import Kind, end_of

TITLE = _("Evaluations")
# What was said is old news after two months: what came of it is known by then.
NEWS = timedelta(days=60)


def _results(pk):
    return reverse("evaluations:results", args=[pk])


def _low(asking):
    return Survey.objects.asked_since(asking.now - NEWS).low(asking.rules.low_mean)


def _few(asking):
    until = (asking.now + timedelta(days=asking.rules.days_ahead)).date()
    return Survey.objects.open(asking.now).filter(closes_on__lte=until).few(asking.rules.few_answers)


KINDS = [
    Kind(
        name="low_evaluations",
        needs="evaluations.change_survey",
        title=ngettext_lazy("%(count)s evaluation is low", "%(count)s evaluations are low", "count"),
        why=_("Read what people wrote, and tell who taught. Counted from five answers on."),
        rows=_low,
        since=F("closed_at"),
        one="pk",
        about="title",
        url=_results,
    ),
    Kind(
        name="few_answers",
        needs="evaluations.change_survey",
        title=ngettext_lazy(
            "%(count)s evaluation closes soon and has few answers",
            "%(count)s evaluations close soon and have few answers",
            "count",
        ),
        why=_("Remind people, or let it close later: below five answers nothing can be shown."),
        rows=_few,
        due=end_of("closes_on"),
        one="pk",
        about="title",
        url=_results,
    ),
]
