"""What is different between two revisions: for the author, for an editor, and for a reviewer, who learns no names."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases import blind, content, diffing, editing
from cases.models import Case, CaseState, Review, ReviewState, Revision


@require_safe
@never_cache
def diff(request, code, number):
    """For those who wrote it: each revision against the one before it."""
    cases = Case.objects.written_by(request.user).exclude(state=CaseState.WITHDRAWN)
    case = get_object_or_404(cases, code=code)
    newer = get_object_or_404(_revisions(case), number=number)
    older = _revisions(case).filter(number__lt=number).last()
    return _page(request, older, newer, _in_full, page="author")


@require_safe
@never_cache
def dossier_diff(request, code, number):
    """For an editor: against the last one before it that may be opened."""
    case = get_object_or_404(Case.objects.edited_by(request.user), code=code)
    newer = get_object_or_404(_revisions(case), number=number)
    if not editing.is_open(newer):
        raise Http404
    return _page(request, _older(newer), newer, _in_full, page="editor")


@require_safe
@never_cache
def review_diff(request, pk):
    """For a reviewer, with everything covered up that tells who wrote it."""
    rows = Review.objects.queue_of(request.user).select_related("revision__case")
    review = get_object_or_404(rows, pk=pk)
    if review.state == ReviewState.ASKED:
        raise Http404
    return _page(request, _older(review.revision), review.revision, _blind, page="reviewer", review=review)


def _revisions(case):
    return Revision.objects.filter(case=case, wiped_at=None).select_related("case").order_by("number")


def _older(revision):
    """The last one before it that passed the privacy check."""
    older = _revisions(revision.case).filter(number__lt=revision.number)
    return next((one for one in reversed(older) if editing.is_open(one)), None)


def _in_full(revision):
    return [*content.texts_of(revision), *diffing.facts_of(revision, with_country=True)]


def _blind(revision):
    return [*blind.texts(revision), *diffing.facts_of(revision, with_country=False)]


def _page(request, older, newer, tell, **context):
    if older is None:
        raise Http404
    context |= {
        "case": newer.case,
        "older": older,
        "newer": newer,
        "difference": diffing.between(tell(older), tell(newer)),
    }
    return render(request, "cases/editing/changes.html", context)
