"""What people say to a question to discuss."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from levels import access
from levels.actions import discussions
from levels.forms.discussions import ContributionForm, HideForm
from levels.models import Contribution, ResourceKind
from levels.views import classroom


@require_POST
def contribute(request, number, module, resource):
    entered = access.enter(request.user, number)
    found = access.resource_in(entered, module, resource)
    if found.lock or found.kind != ResourceKind.DISCUSSION:
        raise Http404
    form = ContributionForm(request.POST)
    if not form.is_valid():
        return classroom.show(request, entered, found, form=form)
    try:
        discussions.contribute(
            resource=found,
            person=request.user,
            text=form.cleaned_data["text"],
            counts=access.learns(entered, found),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return classroom.show(request, entered, found, form=form)
    messages.success(request, _("Thank you. Below is what others say."))
    return redirect(found)


@require_POST
def hide(request, number, module, resource, pk):
    """Staff hide what somebody said, with a reason; sent without one by the other button, it is shown again."""
    row = _contribution(request, number, module, resource, pk)
    form = HideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why: its author reads it."))
        return redirect(row.resource)
    try:
        discussions.hide(contribution=row, by=request.user, because=form.cleaned_data["because"])
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Hidden. Its author reads why."))
    return redirect(row.resource)


@require_POST
def show_again(request, number, module, resource, pk):
    row = _contribution(request, number, module, resource, pk)
    try:
        discussions.show_again(contribution=row, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Everybody sees it again."))
    return redirect(row.resource)


def _contribution(request, number, module, resource, pk):
    if not request.user.is_staff:
        raise Http404
    found = access.resource_for(request.user, number, module, resource)
    row = get_object_or_404(Contribution, resource=found, pk=pk)
    row.resource = found
    return row
