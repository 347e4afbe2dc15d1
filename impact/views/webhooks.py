"""Webhooks: of the office, and of each hub."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import asks_too_often
from hubs.models import Hub
from impact.access import for_staff
from impact.actions import webhooks as actions
from impact.forms.machines import WebhookForm
from impact.models import Delivery, Webhook
from impact.sending import Trouble

SHOWN = 20
TESTS_PER_HOUR = 10
HOUR = 60 * 60


@for_staff
def webhooks(request):
    return _page(request, None, Webhook.objects.manageable_by(request.user))


@never_cache
def hub_webhooks(request, code):
    hub = get_object_or_404(Hub.objects.manageable_by(request.user), country=code.upper())
    return _page(request, hub, Webhook.objects.manageable_by(request.user).filter(hub=hub))


def _page(request, hub, rows):
    """The secret is on the very page that answers the form: the receiver needs it, and nobody else."""
    form, made = WebhookForm(request.POST or None, for_all=hub is None), None
    if form.is_valid():
        made = _make(request, hub, form)
    context = {
        "hub": hub,
        "form": WebhookForm(for_all=hub is None) if made else form,
        "made": made,
        "webhooks": list(rows.for_list()),
    }
    return render(request, "impact/machines/webhooks.html", context)


def _make(request, hub, form):
    data = form.cleaned_data
    try:
        webhook, webhook.shown_secret = actions.make(
            by=request.user,
            name=data["name"],
            url=data["url"],
            occasions=data["occasions"],
            hub=hub or data.get("hub"),
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    return webhook


@require_safe
@never_cache
def webhook(request, pk):
    found = get_object_or_404(Webhook.objects.manageable_by(request.user).for_list(), pk=pk)
    deliveries = list(found.deliveries.all()[:SHOWN])
    for delivery in deliveries:
        delivery.trouble = Trouble(delivery.last_error).label if delivery.last_error else ""
    context = {
        "webhook": found,
        "hub": None if request.user.is_staff else found.hub,
        "told": [label for value, label in actions.Occasion.choices if value in found.occasions],
        "deliveries": deliveries,
    }
    return render(request, "impact/machines/webhook.html", context)


@require_POST
def test(request, pk):
    found = _managed(request.user, pk)
    if asks_too_often(f"webhook-test:{found.pk}", most=TESTS_PER_HOUR, seconds=HOUR):
        messages.warning(request, _("That were many tests. Wait an hour."))
        return redirect("impact:webhook", pk)
    try:
        actions.test(webhook=found, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("A test is on its way. Load this page again to see what became of it."))
    return redirect("impact:webhook", pk)


@require_POST
def switch(request, pk):
    on = request.POST.get("on") == "1"
    if not actions.switch(webhook=_managed(request.user, pk), on=on, by=request.user):
        messages.warning(request, _("Somebody was faster: there was nothing left to switch."))
    elif on:
        messages.success(request, _("It is on: what happens from now on is sent."))
    else:
        messages.success(request, _("It is off: nothing is sent any more."))
    return redirect("impact:webhook", pk)


@require_POST
def send_again(request, pk):
    mine = Delivery.objects.filter(webhook__in=Webhook.objects.manageable_by(request.user))
    delivery = get_object_or_404(mine, pk=pk)
    try:
        actions.send_again(delivery=delivery, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The message is sent once more. Its id stays the same."))
    return redirect("impact:webhook", delivery.webhook_id)


def _managed(user, pk):
    return get_object_or_404(Webhook.objects.manageable_by(user), pk=pk)
