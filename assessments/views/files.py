"""Questions into the bank from files, and out of it: pages of the administration."""

import secrets

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments import drafts, lint
from assessments.actions import importing
from assessments.actions.importing import Outcome
from assessments.forms.importing import FORMATS, ConfirmForm, UploadForm
from assessments.models import QuestionVersion
from assessments.views.bank import may_add, may_view, page

MINUTES_KEPT = 30


@may_add
def upload(request):
    """Read a file and show what would happen. Nothing is changed here."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            reading = form.read(data, file.name)
            steps = importing.plan(reading)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            token = secrets.token_urlsafe(16)
            cache.set(_key(request, token), (data, file.name), MINUTES_KEPT * 60)
            return _dry_run(request, reading, steps, {**form.data.dict(), "token": token})
    return page(request, "upload", _("Import questions"), form=form)


@require_POST
@may_add
def confirm(request):
    """Do what was shown, in one transaction."""
    form = ConfirmForm(request.POST)
    kept = cache.get(_key(request, request.POST.get("token", "")))
    if not form.is_valid() or kept is None:
        messages.error(request, _("The file was kept for half an hour only. Please upload it again."))
        return redirect("admin:assessments_question_import")
    reading = form.read(*kept)
    said = form.cleaned_data
    if reading.refused and not said["leave_out"]:
        messages.error(
            request, _("Nothing was imported: some of it cannot be taken. Say that it may be left out.")
        )
        return _dry_run(request, reading, importing.plan(reading), form.data.dict())
    try:
        steps = importing.carry_out(
            reading=reading, by=request.user, publish=said["publish"], seen=said["seen"]
        )
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
        return _dry_run(request, reading, importing.plan(reading), form.data.dict())
    cache.delete(_key(request, said["token"]))
    return _done(request, steps)


def _key(request, token):
    return f"assessments:import:{request.user.pk}:{token}"


def _dry_run(request, reading, steps, said):
    names = ["token", "format", "letters", "topic", "tier", "difficulty"]
    kept = {name: said.get(name, "") for name in names} | {"seen": importing.shown(steps)}
    counts = [(outcome, sum(step.outcome == outcome for step in steps)) for outcome in Outcome]
    return page(
        request,
        "dry_run",
        _("What would happen"),
        steps=steps,
        refused=reading.refused,
        counts=[(outcome.label, count) for outcome, count in counts if count],
        balance=lint.balance(step.draft for step in steps),
        form=ConfirmForm(initial=kept),
        is_something=any(step.outcome != Outcome.SAME for step in steps),
    )


def _done(request, steps):
    changed = sum(step.outcome != Outcome.SAME for step in steps)
    if changed:
        done = ngettext("%(count)s question imported.", "%(count)s questions imported.", changed)
        messages.success(request, done % {"count": changed})
    else:
        messages.info(request, _("Everything in the file is in the bank already. Nothing was changed."))
    return redirect("admin:assessments_question_changelist")


def export_page(request, questions):
    """What each format would hold of these questions, and what it would not."""
    chosen = _drafts([question.pk for question in questions])
    formats = [
        (name, title, [(draft.code, words) for draft in chosen for words in module.cannot_hold(draft)])
        for name, (title, module, _ending, _type) in FORMATS.items()
    ]
    return page(
        request,
        "export",
        _("Export questions"),
        formats=formats,
        count=len(chosen),
        pks=" ".join(str(question.pk) for question in questions),
    )


@require_POST
@may_view
def export(request):
    pks = [int(word) for word in request.POST.get("pks", "").split() if word.isascii() and word.isdigit()]
    name = request.POST.get("format")
    if name not in FORMATS:
        return redirect("admin:assessments_question_changelist")
    _title, module, ending, content_type = FORMATS[name]
    # With its mark, so that spreadsheets take the letters for what they are.
    encoding = "utf-8-sig" if name == "csv" else "utf-8"
    text = module.write(_drafts(pks)).encode(encoding)
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="questions-{timezone.localdate():%Y-%m-%d}.{ending}"'
    )
    return response


def _drafts(pks):
    """The newest words of each question, by topic and code."""
    versions = QuestionVersion.objects.filter(question__in=pks).order_by("question_id", "-number")
    newest = versions.distinct("question_id").select_related("question__topic")
    found = [drafts.of_version(version) for version in newest.prefetch_related("options", "items")]
    return sorted(found, key=lambda draft: (draft.topic, draft.code))
