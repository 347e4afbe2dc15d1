"""What people of a centre do: keep its page current, give places to a call, take them back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellowships import actions, desks
from fellowships.directory import with_offerings
from fellowships.forms.centres import CentreForm, PlacesForm, WithdrawForm, weeks_form
from fellowships.models import Call, Centre, Offering, Stage


def my_centres(request):
    return render(request, "fellowships/centres/mine.html", {"desks": desks.of(request.user)})


def edit(request, slug):
    centre = get_object_or_404(with_offerings(Centre.objects.manageable_by(request.user)), slug=slug)
    data = request.POST if request.method == "POST" else None
    name = centre.name
    form = CentreForm(data, instance=centre, edition=actions.edition_of(centre))
    previews = data is not None and data.get("do") == "preview"
    if data is not None and form.is_valid() and not previews and _save(request, form):
        return redirect(centre)
    context = {"form": form, "centre": centre, "name": name, "shows": previews and form.is_valid()}
    return render(request, "fellowships/centres/edit.html", context)


def _save(request, form):
    try:
        actions.save_centre(
            centre=form.instance,
            fields=[name for name in form.changed_data if name != "edition"],
            edition=form.cleaned_data["edition"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        if error.code == "edition":
            form.take_edition(actions.edition_of(form.instance))
        return False
    messages.success(request, _("Saved. Everybody sees it so from now on."))
    return True


@require_POST
def say_current(request, slug):
    centre = get_object_or_404(Centre.objects.manageable_by(request.user), slug=slug)
    actions.say_current(centre=centre, by=request.user)
    messages.success(request, _("Thank you. The page says that it is current as of today."))
    return redirect("fellowships:my_centres")


def places(request, slug, call):
    """Give places while a call is announced; afterwards see them, and take them back."""
    centre, call = _centre_and_call(request, slug, call)
    offering = Offering.objects.filter(centre=centre, call=call).first() or Offering(centre=centre, call=call)
    data = request.POST if request.method == "POST" else None
    more = data is not None and data.get("do") == "more"
    form = PlacesForm(data, instance=offering)
    weeks = weeks_form(data, call=call, offering=offering, more=more)
    is_whole = data is not None and not more and form.is_valid() and weeks.is_valid()
    if is_whole and _offer(request, form, weeks):
        return redirect("fellowships:my_centres")
    context = {"form": form, "weeks": weeks, "withdraw_form": WithdrawForm()}
    return _places_page(request, centre, call, context)


def _offer(request, form, weeks):
    try:
        actions.offer_places(
            call=form.instance.call,
            centre=form.instance.centre,
            places=form.cleaned_data["places"],
            notes=form.cleaned_data["notes"],
            weeks=weeks.days(),
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    messages.success(request, _("Saved. Until the call opens you can change it here."))
    return True


@require_POST
def withdraw(request, slug, call):
    centre, call = _centre_and_call(request, slug, call)
    offering = get_object_or_404(Offering, centre=centre, call=call)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_offering(
                offering=offering, by=request.user, because=form.cleaned_data["because"]
            )
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("The places are taken back, and everyone concerned is told."))
            return redirect("fellowships:my_centres")
    return _places_page(request, centre, call, {"withdraw_form": form})


def _places_page(request, centre, call, forms):
    """With the offering as it is kept, whatever was typed."""
    offering = Offering.objects.filter(centre=centre, call=call).prefetch_related("weeks").first()
    context = {
        "centre": centre,
        "call": call,
        "offering": offering,
        "may_offer": call.stage == Stage.ANNOUNCED,
        "may_take_back": offering and offering.withdrawn_at is None and call.stage != Stage.COMPLETED,
    }
    return render(request, "fellowships/centres/places.html", context | forms)


def _centre_and_call(request, slug, call):
    centre = get_object_or_404(Centre.objects.manageable_by(request.user), slug=slug)
    return centre, get_object_or_404(Call, slug=call)
