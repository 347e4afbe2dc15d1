from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import actions, emails, personal_data, withdrawal
from accounts.forms import ProfileForm
from accounts.models import Consent, ConsentKind, DataExport, Erasure, Profile


def profile(request):
    own = Profile.objects.filter(user=request.user).first()
    form = ProfileForm(request.POST or None, instance=own, user=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect(_where_to_next(request))
    return render(request, "accounts/profile.html", {"form": form, "is_new": own is None})


def _where_to_next(request):
    """Back to where the person was sent from, if that is one of our own pages."""
    url = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return url
    return reverse("me")


@never_cache
def privacy(request):
    consents = list(Consent.objects.filter(user=request.user))
    in_force = {consent.kind: consent for consent in consents if consent.withdrawn_at is None}
    return render(
        request,
        "accounts/privacy.html",
        {
            "kinds": [(kind, in_force.get(kind)) for kind in ConsentKind],
            "consents": consents,
            "export": DataExport.objects.visible_to(request.user).first(),
            "erasure": Erasure.objects.under_way().filter(user=request.user).first(),
            "holdings": personal_data.holdings(),
            "kept_days": settings.EXPORT_KEPT_DAYS,
        },
    )


@require_POST
def consent_give(request, kind):
    consent = actions.give_consent(request.user, _known(kind))
    messages.success(request, _("Noted: %(what)s.") % {"what": consent.get_kind_display()})
    return redirect("accounts:privacy")


@require_POST
def consent_withdraw(request, kind):
    try:
        actions.withdraw_consent(request.user, _known(kind))
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken back: %(what)s.") % {"what": ConsentKind(kind).label})
    return redirect("accounts:privacy")


@login_not_required
@csrf_exempt
@never_cache
def consent_stop(request, token):
    """The link in a mail opens a page; only its button ends the consent, as mail scanners open links too.

    Mail programs post to it by themselves when somebody presses their own "unsubscribe" (RFC 8058): they have no token
    of ours but the one in the address, and that one is enough.
    """
    found = withdrawal.read(token)
    if found is None:
        return render(request, "accounts/consent_stop.html", status=404)
    user, kind = found
    if request.method == "POST":
        actions.withdraw_consent(user, kind)
    given = Consent.objects.has_consent(user, kind)
    return render(request, "accounts/consent_stop.html", {"kind": kind, "given": given})


def _known(kind):
    if kind not in ConsentKind:
        raise Http404
    return ConsentKind(kind)


@require_POST
def export_request(request):
    try:
        actions.ask_for_export(request.user)
    except ValidationError as error:
        messages.info(request, error.message)
    else:
        messages.success(
            request, _("Your copy is being made. This takes a few minutes; come back to this page.")
        )
    return redirect("accounts:privacy")


@never_cache
def export_download(request, pk):
    export = get_object_or_404(DataExport.objects.visible_to(request.user).ready(), pk=pk)
    name = f"pathway-data-{timezone.localdate(export.ready_at):%Y-%m-%d}.zip"
    return FileResponse(export.file.open("rb"), as_attachment=True, filename=name)


@reauthentication_required
def erasure_request(request):
    if request.method == "POST":
        try:
            erasure = actions.ask_for_erasure(request.user)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            emails.tell_erasure_requested(erasure)
            day = formats.date_format(timezone.localtime(erasure.due_at), "DATE_FORMAT")
            messages.success(request, _("We erase your account on %(day)s.") % {"day": day})
        return redirect("accounts:privacy")
    context = {"holdings": personal_data.holdings(), "pause_days": settings.ERASURE_PAUSE_DAYS}
    return render(request, "accounts/erase.html", context)


@require_POST
def erasure_withdraw(request):
    if actions.keep_account(request.user):
        messages.success(request, _("Your account stays as it is."))
    return redirect("accounts:privacy")
