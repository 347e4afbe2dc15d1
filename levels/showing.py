"""What the page of a resource needs besides the resource itself, kind by kind."""

from urllib.parse import urlencode

from django.core.paginator import Paginator

from assessments.standing import standing
from levels.covering import coverage
from levels.forms.discussions import ContributionForm, HideForm
from levels.models import Contribution, ResourceKind
from levels.packages.playing import player_of

CONTRIBUTIONS_ON_A_PAGE = 20


def context_of(request, resource, **more):
    """(context of the template, origin that the page has to allow in its frames or None)."""
    if resource.kind == ResourceKind.PACKAGE:
        return player_of(request, resource)
    return _BY_KIND.get(resource.kind, _nothing)(request, resource, **more), None


def _nothing(request, resource):
    return {}


def _film(request, resource):
    """Its captions in every language there is, and the words of the first as a transcript."""
    rows = list(resource.captions.order_by("language"))
    return {
        "captions": rows,
        "transcript": rows[0].cues() if rows else [],
        "coverage": coverage(resource, request.user),
    }


def _document(request, resource):
    return {"coverage": coverage(resource, request.user)}


def _discussion(request, resource, form=None):
    """Others are read after the own answer, so that everybody thinks first. Staff read at once."""
    person = request.user
    said = Contribution.objects.filter(resource=resource).select_related("author")
    own = list(said.filter(author=person))
    context = {"form": form or ContributionForm(), "own": own}
    if not own and not person.is_staff:
        return context | {"waiting": said.filter(hidden_at=None).count()}
    others = said.exclude(author=person)
    if not person.is_staff:
        others = others.filter(hidden_at=None)
    page = Paginator(others.order_by("-said_at", "-pk"), CONTRIBUTIONS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    if page.has_previous():
        page.previous_query = "?" + urlencode({"page": page.previous_page_number()})
    if page.has_next():
        page.next_query = "?" + urlencode({"page": page.next_page_number()})
    return context | {"others": page, "hide_form": HideForm() if person.is_staff else None}


def _assessment(request, resource):
    """Its rules, and how this person stands."""
    assessment = resource.assessment
    if assessment is None:
        return {}
    return {"assessment": assessment, "standing": standing(assessment, request.user)}


_BY_KIND = {
    ResourceKind.ASSESSMENT: _assessment,
    ResourceKind.VIDEO: _film,
    ResourceKind.PDF: _document,
    ResourceKind.DISCUSSION: _discussion,
}
