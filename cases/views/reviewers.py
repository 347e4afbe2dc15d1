"""Who reviews a case: an editor looks who could, and asks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from cases import reviewers as pool
from cases import reviewing
from cases.actions import assigning
from cases.forms.reviews import ReasonForm
from cases.models import TO_DO, Case, Review, RevisionState, Stake, StakeKind


def _case(request, code):
    return get_object_or_404(Case.objects.edited_by(request.user), code=code)


def _revision(case):
    """The newest that is not a draft: what lies with the reviewers, or was decided last."""
    return case.revisions.exclude(state=RevisionState.DRAFT).select_related("case").order_by("number").last()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reviewers(request, code):
    case = _case(request, code)
    if request.method == "POST":
        return _ask(request, case)
    revision = _revision(case)
    found = pool.candidates(revision, by=request.user)
    reviews = revision.reviews.select_related("reviewer").order_by("label")
    facts = {
        "case": case,
        "revision": revision,
        "reviews": reviews,
        "to_do": TO_DO,
        "enough": reviewing.enough(revision),
        "candidates": found,
        "proposed": pool.proposed(revision, found),
        "live": sum(review.state in {*TO_DO, "submitted"} for review in reviews),
        "may_ask": revision.state in (RevisionState.PASSED, RevisionState.IN_REVIEW),
        "declared": StakeKind.DECLARED,
    }
    return render(request, "cases/review/reviewers.html", facts)


def _ask(request, case):
    chosen = [pk for pk in request.POST.getlist("people") if pk.isdigit()]
    seen = request.POST.get("seen", "")
    try:
        asked = assigning.ask(
            revision=_revision(case),
            people=list(User.objects.filter(pk__in=chosen).order_by("pk")),
            by=request.user,
            seen=int(seen) if seen.isdigit() else None,
        )
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        number = len(asked)
        told = ngettext("%(number)s person is asked.", "%(number)s people are asked.", number)
        messages.success(request, told % {"number": number})
    return redirect("cases:reviewers", case.code)


@require_POST
def take_back_review(request, code):
    case = _case(request, code)
    rows = Review.objects.filter(revision__case=case)
    review = get_object_or_404(rows, pk=_number(request, "review"))
    return _with_reason(
        request,
        case,
        lambda because: assigning.take_back(review=review, by=request.user, because=because),
        _("Taken back. You can ask somebody else."),
    )


@require_POST
def lift_stake(request, code):
    case = _case(request, code)
    stake = get_object_or_404(Stake.objects.filter(case=case), pk=_number(request, "stake"))
    return _with_reason(
        request,
        case,
        lambda because: assigning.lift_stake(stake=stake, by=request.user, because=because),
        _("Noted: this is no stake. The person can be asked now."),
    )


def _number(request, name):
    given = request.POST.get(name, "")
    return int(given) if given.isdigit() else 0


def _with_reason(request, case, deed, thanks):
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["because"][0])
        return redirect("cases:reviewers", case.code)
    try:
        deed(form.cleaned_data["because"])
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, thanks)
    return redirect("cases:reviewers", case.code)
