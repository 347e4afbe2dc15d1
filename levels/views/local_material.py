"""A hub's own material: read by everybody, written by those who run the hub today, and by staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hubs.models import Hub
from levels import files, local_reviews
from levels.actions import local_material as actions
from levels.forms.local_material import LocalMaterialForm, WithdrawForm
from levels.local_material import missing
from levels.models import LocalMaterial, LocalState

# ---- Readers ----


@login_not_required
@require_safe
def read(request, code, pk):
    material = _of_hub(LocalMaterial.objects.published(), code, pk)
    return render(request, "levels/local/read.html", {"material": material, "hub": material.hub})


@login_not_required
@require_safe
def file(request, code, pk):
    """The PDF: of what is published to everybody, of a draft to those who write it."""
    material = _of_hub(LocalMaterial.objects.visible_to(request.user), code, pk)
    if not material.file:
        raise Http404
    return files.serve(request, material.file, material.filename)


# ---- The hub ----


@require_safe
def material(request, code):
    hub = _managed_hub(request.user, code)
    rows = list(hub.local_material.select_related("level", "module").order_by("kind", "title", "pk"))
    context = {
        "hub": hub,
        "groups": [(state, [row for row in rows if row.state == state]) for state in LocalState],
        "to_review": local_reviews.due_among(rows),
        "is_empty": not rows,
    }
    return render(request, "levels/local/list.html", context)


def new(request, code):
    hub = _managed_hub(request.user, code)
    return _form_page(request, LocalMaterial(hub=hub, language=hub.language))


def edit(request, code, pk):
    return _form_page(request, _managed(request.user, code, pk))


def _form_page(request, material):
    # While a form is filled in, what it says goes into the row: the head of the page keeps the title there was.
    title = material.title
    form = LocalMaterialForm(request.POST or None, request.FILES or None, instance=material)
    if form.is_valid() and _keep(request, form):
        return redirect(form.instance.get_manage_url())
    context = {"hub": material.hub, "material": material, "title": title, "form": form}
    return render(request, "levels/local/form.html", context)


def _keep(request, form):
    try:
        actions.keep(material=form.instance, by=request.user)
    except actions.ChangedMeanwhile as error:
        form.add_error(None, error)
        if error.edition:
            form.take_edition(error.edition)
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, _("Saved. This is how readers see it."))
    return True


@require_safe
def one(request, code, pk):
    return _page(request, _managed(request.user, code, pk))


def _page(request, material, form=None):
    context = {
        "hub": material.hub,
        "material": material,
        "missing": missing(material),
        "form": form or WithdrawForm(),
        "today": timezone.localdate(),
    }
    return render(request, "levels/local/one.html", context)


@require_POST
def publish(request, code, pk):
    material = _managed(request.user, code, pk)
    try:
        actions.publish(material=material, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Published: it stands on the page of your hub."))
    return redirect(material.get_manage_url())


@require_POST
def withdraw(request, code, pk):
    material = _managed(request.user, code, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, material, form)
    try:
        actions.withdraw(material=material, because=form.cleaned_data["because"], by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Withdrawn: readers do not see it any more."))
    return redirect(material.get_manage_url())


@require_POST
def discard(request, code, pk):
    hub = _managed_hub(request.user, code)
    material = LocalMaterial.objects.filter(hub=hub, pk=pk).first()
    try:
        is_done = material is not None and actions.discard(material=material, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        done, gone = _("The draft is thrown away."), _("Somebody else has thrown this draft away.")
        messages.success(request, done) if is_done else messages.warning(request, gone)
    return redirect("levels:local_material", hub.code)


def _managed_hub(user, code):
    """For anybody else than those who run it today there is no such page."""
    return get_object_or_404(Hub.objects.manageable_by(user), country=code.upper())


def _managed(user, code, pk):
    return _of_hub(LocalMaterial.objects.manageable_by(user), code, pk)


def _of_hub(materials, code, pk):
    materials = materials.select_related("hub", "level", "module__level", "made_by")
    return get_object_or_404(materials, pk=pk, hub__country=code.upper())
