"""Pages of the administration where questions are written. `admin/questions.py` gives them their addresses."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import blueprints, checks, differences, drafts, lint
from assessments.actions import questions as actions
from assessments.forms.questions import KIND_HELP, BecauseForm, Desk, FilingForm
from assessments.models import Kind, Question, QuestionState

may_add = permission_required("assessments.add_question", raise_exception=True)
may_change = permission_required("assessments.change_question", raise_exception=True)
may_view = permission_required("assessments.view_question", raise_exception=True)


def page(request, name, title, **context):
    frame = admin.site.each_context(request) | {"title": title, "opts": Question._meta}
    return TemplateResponse(request, f"assessments/bank/{name}.html", frame | context)


@may_add
def add(request):
    """First the kind, then the form for that kind."""
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        kinds = [(kind, kind.label, KIND_HELP[kind]) for kind in Kind]
        return page(request, "kinds", _("Which kind of question?"), kinds=kinds)
    desk = Desk(request, kind=kind)
    if request.method == "POST" and desk.is_valid():
        version = _save(request, desk, lambda: actions.create(draft=desk.draft, by=request.user))
        if version:
            return _after_saving(request, version)
    return page(request, "write", _("New question"), desk=desk, kind=Kind(kind))


@may_change
def write(request, pk):
    """The newest version, as long as nobody has published it."""
    question = get_object_or_404(Question, pk=pk)
    version = actions.newest_version(question)
    if version.published_at:
        messages.info(
            request, _("Version %(number)s is published. Revise it first.") % {"number": version.number}
        )
        return redirect("admin:assessments_question_change", pk)
    draft = drafts.of_version(version)
    seen = drafts.digest(draft)
    desk = Desk(request, kind=version.kind, draft=draft, seen=seen, changed=version.changed)
    if request.method == "POST" and desk.is_valid():
        if _save(request, desk, lambda: _edit(request, version, desk)):
            return _after_saving(request, version)
        desk.see(seen)
    title = _("%(code)s, version %(number)s") % {"code": question.code, "number": version.number}
    return page(
        request,
        "write",
        title,
        desk=desk,
        kind=desk.kind,
        question=question,
        image=draft.image,
        version=version,
    )


@may_view
def desk(request, pk):
    """One question: what it says, what is wrong with it, where it is filed, and what can be done."""
    question = get_object_or_404(Question.objects.select_related("topic", "current"), pk=pk)
    newest = actions.newest_version(question)
    draft = drafts.of_version(newest)
    is_open = newest.published_at is None
    return page(
        request,
        "desk",
        question.code,
        question=question,
        newest=newest,
        is_open=is_open,
        filing=FilingForm(
            initial={
                "topic": question.topic,
                "tier": question.tier,
                "difficulty": question.difficulty,
            }
        ),
        flaws=lint.flaws(draft),
        missing=checks.to_publish(draft) if is_open else [],
        versions=question.versions.select_related("author").annotate(used=Count("uses")).order_by("-number"),
        because=BecauseForm(),
        because_again=BecauseForm(auto_id="id_retire_%s"),
        states=QuestionState,
        may_change=request.user.has_perm("assessments.change_question"),
    )


@may_view
def preview(request, pk, number):
    """As a learner sees it, with what the learner reads afterwards below."""
    version = _version(pk, number)
    title = _("%(code)s, version %(number)s") % {"code": version.question.code, "number": number}
    options = list(version.options.all())
    return page(
        request,
        "preview",
        title,
        version=version,
        question=version.question,
        # The same pieces that attempts are made of; without their memory, as a draft may still change.
        template=f"assessments/kinds/{version.kind}.html",
        items=[(item, "") for item in version.items.all()],
        mixed=sorted(options, key=lambda option: option.text),
        places=range(1, len(options) + 1),
    )


@may_view
def changes(request, pk, number):
    """What this version says differently from the one before it."""
    version = _version(pk, number)
    before = version.question.versions.filter(number__lt=number).order_by("-number").first()
    if before is None:
        raise Http404
    found = differences.between(drafts.of_version(before), drafts.of_version(version))
    title = _("%(code)s: version %(old)s and version %(new)s") % {
        "code": version.question.code,
        "old": before.number,
        "new": number,
    }
    return page(
        request,
        "changes",
        title,
        differences=found,
        question=version.question,
        version=version,
        before=before,
    )


@require_POST
@may_change
def file_under(request, pk):
    question = get_object_or_404(Question, pk=pk)
    form = FilingForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        return _do(request, pk, _("Filed."), actions.file_under, question=question, **said)
    messages.error(request, _("Choose a topic, a tier and how hard it is meant to be."))
    return redirect("admin:assessments_question_change", pk)


@require_POST
@may_change
def revise(request, pk):
    question = get_object_or_404(Question, pk=pk)
    actions.revise(question=question, by=request.user)
    return redirect("admin:assessments_question_write", pk)


@require_POST
@may_change
def publish(request, pk, number):
    done = _("Published: new attempts are given this version.")
    return _do(request, pk, done, actions.publish, version=_version(pk, number))


@require_POST
@may_change
def discard(request, pk, number):
    response = _do(request, pk, _("Thrown away."), actions.discard, version=_version(pk, number))
    return (
        response
        if Question.objects.filter(pk=pk).exists()
        else redirect("admin:assessments_question_changelist")
    )


@require_POST
@may_change
def review(request, pk):
    question, because = get_object_or_404(Question, pk=pk), request.POST.get("because", "")
    done = _("Marked for review. It stays in use meanwhile.")
    return _do(request, pk, done, actions.review, question=question, because=because)


@require_POST
@may_change
def retire(request, pk):
    question, because = get_object_or_404(Question, pk=pk), request.POST.get("because", "")
    done = _("Retired: no new attempt is given it. Attempts that have it keep it.")
    response = _do(request, pk, done, actions.retire, question=question, because=because)
    for assessment, words in blueprints.in_trouble():
        messages.warning(request, f"{assessment}: {' '.join(words)}")
    return response


@require_POST
@may_change
def back_in_use(request, pk):
    question = get_object_or_404(Question, pk=pk)
    return _do(request, pk, _("Back in use."), actions.back_in_use, question=question)


def _do(request, pk, done, deed, **arguments):
    """Do it, and say what came of it on the page of the question."""
    try:
        deed(by=request.user, **arguments)
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
    else:
        messages.success(request, done)
    return redirect("admin:assessments_question_change", pk)


def _version(pk, number):
    question = get_object_or_404(Question.objects.select_related("topic"), pk=pk)
    versions = question.versions.select_related("question__topic").prefetch_related(
        "options", "items__answer"
    )
    return get_object_or_404(versions, number=number)


def _edit(request, version, desk):
    said = desk.form.cleaned_data
    return actions.edit(
        version=version, draft=desk.draft, by=request.user, changed=said["changed"], seen=said["seen"]
    )


def _save(request, desk, deed):
    """What the deed gives; None where the bank refused, which the form then says."""
    try:
        return deed()
    except ValidationError as error:
        desk.complain(error)
        return None


def _after_saving(request, version):
    messages.success(request, _("Saved. Nobody is given it before you publish it."))
    for flaw in lint.flaws(drafts.of_version(actions.newest_version(version.question))):
        messages.warning(request, flaw.words)
    onwards = "write" if "_continue" in request.POST else "change"
    return redirect(f"admin:assessments_question_{onwards}", version.question_id)
