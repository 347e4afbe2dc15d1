"""The patient takes the consent back: told by an author, or by an editor whom somebody has written to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cases.actions import consent
from cases.forms.reports import WithdrawForm
from cases.models import Case, CaseState, Repository


@never_cache
def withdraw_consent(request, code):
    return _withdraw(request, Case.objects.written_by(request.user), code, "cases:mine")


@never_cache
def withdraw_consent_at_desk(request, code):
    return _withdraw(request, Case.objects.edited_by(request.user), code, "cases:desk")


def _withdraw(request, cases, code, back):
    case = get_object_or_404(cases, code=code)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            consent.withdraw(case=case, by=request.user, because=form.cleaned_data["because"])
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            messages.success(request, _("Offline. Nobody can read it any more; the others are told."))
        return redirect(back)
    context = {
        "case": case,
        "form": form,
        "back": back,
        "days": Repository.current().days_until_wiped,
        "is_gone": case.state == CaseState.WITHDRAWN,
    }
    return render(request, "cases/consent/withdraw.html", context, status=400 if form.errors else 200)
