"""The pictures of a draft: added, described, taken away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import asks_too_often
from cases import imaging, states, whereabouts
from cases.actions import pictures as actions
from cases.forms.pictures import PictureForm, PlateForm, parts_to_choose
from cases.models import Case, Plate, Repository, RevisionState

UPLOADS_AN_HOUR = 60


@require_safe
def pictures(request, code):
    revision = _own_newest(request, code)
    if revision.state != RevisionState.DRAFT:
        return redirect("cases:write", code)
    return _show(request, revision, PictureForm())


@require_POST
def add_picture(request, code):
    revision = _own_newest(request, code)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, revision, form)
    try:
        plate = _add(request, revision, form.cleaned_data)
    except ValidationError as error:
        form.add_error("file", error.messages)
        return _show(request, revision, form)
    messages.success(request, _received(plate.picture))
    return redirect("cases:pictures", code)


@require_POST
def describe_picture(request, code, pk):
    plate = _own_plate(request, code, pk)
    form = _describing(plate, request.POST)
    if not form.is_valid():
        return _show(request, plate.revision, PictureForm(), wrong=form)
    try:
        actions.describe(plate=plate, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Saved."))
    return redirect("cases:pictures", code)


@require_POST
def remove_picture(request, code, pk):
    try:
        actions.remove(plate=_own_plate(request, code, pk), by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("The picture is taken away."))
    return redirect("cases:pictures", code)


def _own_newest(request, code):
    return states.newest(get_object_or_404(Case.objects.own(request.user), code=code))


def _own_plate(request, code, pk):
    plates = Plate.objects.filter(revision__case__in=Case.objects.own(request.user))
    return get_object_or_404(
        plates.select_related("revision__case", "picture"), pk=pk, revision__case__code=code
    )


def _add(request, revision, said):
    # Making a picture anew costs more than any other thing that an author can ask for.
    if asks_too_often(f"case-pictures/{request.user.pk}", most=UPLOADS_AN_HOUR, seconds=3600):
        raise ValidationError(_("That was many files in one hour. Wait a little, and try again."))
    said = {name: said[name] for name in ("file", "after", "alt", "caption")}
    return actions.add(revision=revision, by=request.user, **said)


def _received(picture):
    removed = imaging.words_for(picture.removed)
    if not removed:
        return _("Your picture is here.")
    return _("Your picture is here. We took out of the file: %(what)s.") % {
        "what": "; ".join(map(str, removed))
    }


def _describing(plate, data=None, parts=None):
    return PlateForm(data, instance=plate, prefix=f"plate{plate.pk}", parts=parts)


def _show(request, revision, form, wrong=None):
    plates = revision.plates.select_related("picture")
    parts = parts_to_choose()
    rows = [
        {
            "plate": plate,
            "kind": plate.picture.mime.partition("/")[2],
            "removed": imaging.words_for(plate.picture.removed),
            "form": wrong
            if wrong is not None and wrong.instance.pk == plate.pk
            else _describing(plate, parts=parts),
        }
        for plate in plates
    ]
    context = {
        "case": revision.case,
        "revision": revision,
        "rows": rows,
        "form": form,
        "most": Repository.current().most_pictures,
        "steps": whereabouts.steps(revision, "pictures"),
    }
    return render(request, "cases/pictures/pictures.html", context)
