"""The pages of an attempt, for the person whose it is: each works without a script, one question a page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import answers as shapes
from assessments import papers, places, showing
from assessments.actions import attempts
from assessments.forms.sending import read_batch, read_form
from assessments.models import Attempt, EndedBy
from assessments.reviewing import review_of
from assessments.sending import Outcome


@require_safe
@never_cache
def attempt(request, public_id):
    """Where the person left off: at the first question without an answer."""
    found = _own(request, public_id)
    return _ended(found) or _question_page(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def question(request, public_id, number):
    found = _own(request, public_id)
    if request.method == "POST":
        return _save_and_go_on(request, found, number)
    return _ended(found) or _question_page(request, found, number)


def _save_and_go_on(request, attempt, number):
    [taken] = attempts.save(attempt=attempt, answers=[read_form(request.POST, number)])
    if taken.outcome == Outcome.REFUSED and taken.row:
        return _question_page(request, attempt, number, (taken.sent.fields, taken.words))
    if taken.words:
        messages.warning(request, taken.words)
    if taken.outcome in (Outcome.ENDED, Outcome.OVER):
        return redirect("assessments:hand_in", attempt.public_id)
    if taken.outcome == Outcome.SUPERSEDED:
        return redirect("assessments:question", attempt.public_id, number)
    if attempt.questions.filter(order=number + 1).exists():
        return redirect("assessments:question", attempt.public_id, number + 1)
    return redirect("assessments:hand_in", attempt.public_id)


@require_POST
def answers(request, public_id):
    """Take in what a device has kept. Each answer is answered by itself; the same batch again changes nothing."""
    found = get_object_or_404(Attempt.objects.visible_to(request.user), public_id=public_id)
    try:
        batch = read_batch(request.body)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    taken = attempts.save(attempt=found, answers=batch.answers) if batch.answers else []
    is_ended = not found.is_open or any(one.outcome == Outcome.ENDED for one in taken)
    if batch.hands_in and not is_ended:
        is_ended = not attempts.hand_in(attempt=found, by=request.user).is_open
    rows = found.questions.all() if batch.wants_all else []
    return JsonResponse(
        {
            "now": showing.milliseconds(timezone.now()),
            "ended": is_ended,
            "taken": [_answer_to(one) for one in taken],
            "all": [_state_of(row) for row in rows],
        }
    )


def _answer_to(taken):
    facts = {"device": taken.sent.device, "sequence": taken.sent.sequence, "n": taken.sent.order}
    facts |= {"outcome": taken.outcome, "words": taken.words}
    return facts | (_state_of(taken.row) if taken.row else {})


def _state_of(row):
    version = papers.load([row.version_id])[row.version_id]
    return {
        "n": row.order,
        "revision": row.revision,
        "fields": [
            (name, value) for name, values in shapes.fields(version, row.answer).items() for value in values
        ],
        "flag": row.is_flagged,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def hand_in(request, public_id):
    """What is not answered yet, and the button. Who comes second finds it handed in."""
    found = _own(request, public_id)
    if request.method == "POST" and found.is_open:
        ended = attempts.hand_in(attempt=found, by=request.user)
        if ended.ended_by == EndedBy.PERSON:
            messages.success(request, _("Handed in. Thank you."))
    elif request.method != "POST" and not _ended(found):
        return render(request, "assessments/hand_in.html", showing.paper(found, get_token(request)))
    return redirect("assessments:review", found.public_id)


@require_safe
@never_cache
def review(request, public_id):
    found = _own(request, public_id)
    if found.is_open:
        return redirect("assessments:attempt", public_id)
    place = places.find(found.assessment, request.user)
    return render(request, "assessments/review.html", review_of(found) | {"place": place})


def _own(request, public_id):
    found = Attempt.objects.visible_to(request.user).select_related("assessment")
    return get_object_or_404(found, public_id=public_id)


def _ended(attempt):
    """The way to the result where nothing can be answered any more; the clock is not waited for."""
    if attempt.is_open and attempt.accepts_until and attempt.accepts_until < timezone.now():
        attempts.hand_in(attempt=attempt, by=None)
    elif attempt.is_open:
        return None
    return redirect("assessments:review", attempt.public_id)


def _question_page(request, attempt, number=None, refused=None):
    """`refused` are the fields of its form and what is wrong with them."""
    context = showing.question(attempt, get_token(request), number, refused)
    if context is None:
        raise Http404
    return render(request, "assessments/question.html", context, status=422 if refused else 200)
