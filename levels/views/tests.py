"""The tests before and after a level: taking them, and what staff see when both are compared."""

import csv
import io

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import attempts
from levels import access, pairs
from levels.models import Level


@require_POST
def start_test(request, number, which):
    """Begin the pre-test or the post-test, or go on with it."""
    entered = access.enter(request.user, number)
    tests = pairs.of_classroom(request.user, entered.classroom.level, is_done=entered.classroom.is_done)
    test = next((test for test in tests.offered if test.which == which), None)
    if test is None or entered.enrolment is None:
        raise Http404
    try:
        attempt = attempts.start(assessment=test.assessment, person=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("levels:classroom", number)
    return redirect("assessments:attempt", attempt.public_id)


@require_safe
def before_and_after(request, number):
    level = _of_staff(request.user, number)
    comparison = pairs.of_level(level)
    context = {"level": level, "comparison": comparison, "chart": pairs.chart(comparison)}
    return render(request, "levels/before_and_after.html", context)


@require_safe
def before_and_after_file(request, number):
    comparison = pairs.of_level(_of_staff(request.user, number))
    if comparison is None or not comparison.is_shown:
        raise Http404
    response = HttpResponse(_as_csv(comparison), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="level-{number}-before-and-after.csv"'
    return response


def _as_csv(comparison):
    """The histogram, for a spreadsheet: numbers only, nothing about single people."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("score from, percent"), _("to, percent"), _("people before"), _("people after")])
    writer.writerows(comparison.steps)
    return "\ufeff" + out.getvalue()


def _of_staff(user, number):
    if not user.is_staff:
        raise Http404
    return get_object_or_404(Level, number=number)
