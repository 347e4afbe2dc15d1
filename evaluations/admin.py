from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.db.models import Count, Exists, OuterRef
from django.forms import Textarea
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from evaluations import actions, occasions
from evaluations.forms import QuestionForm, WordingForm
from evaluations.models import Question, QuestionWording, State, Survey


class RefusedByTrigger:
    """The first answer may come while somebody has the form open: who edits is told, and nothing is saved."""

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            messages.error(
                request, _("Somebody has just answered, so the questions are fixed. Nothing was saved.")
            )
            return redirect(request.get_full_path())


class QuestionInline(admin.StackedInline):
    """Own questions, until the first answer; the core questions always come before them."""

    model = Question
    form = QuestionForm
    extra = 0
    fields = [
        ("kind", "order", "is_required"),
        "text",
        ("low", "high"),
        "options",
        ("country", "measures", "agreeing"),
    ]
    verbose_name = _("own question")
    verbose_name_plural = _("own questions, after the core questions")

    def _may(self, survey):
        return survey is None or not survey.sheets.exists()

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self._may(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._may(obj)


@admin.register(Survey)
class SurveyAdmin(RefusedByTrigger, admin.ModelAdmin):
    """Who answered what is nowhere here: answers are shown together, on the page of the results."""

    list_display = ["title", "state", "closes_on", "question_count", "answer_count"]
    list_filter = ["state"]
    search_fields = ["title__unaccent"]
    list_per_page = 50
    fields = ["title", "introduction", "closes_on", "asks_core", "state", "about", "core"]
    readonly_fields = ["state", "about", "core"]
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 4, "cols": 80})}}
    inlines = [QuestionInline]
    actions = ["copy_surveys"]
    change_form_template = "evaluations/admin_change_form.html"

    def get_readonly_fields(self, request, obj=None):
        """Once it has been open it keeps the core questions it was opened with."""
        settled = [] if obj is None or obj.is_draft else ["asks_core"]
        return [*super().get_readonly_fields(request, obj), *settled]

    def get_queryset(self, request):
        questions = Count("questions", distinct=True) + Count("core_questions", distinct=True)
        return (
            super()
            .get_queryset(request)
            .annotate(question_number=questions, answer_number=Count("sheets", distinct=True))
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def get_actions(self, request):
        """Several at once are never deleted: what has been open stays."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def get_urls(self):
        turn = path(
            "<int:pk>/turn/", self.admin_site.admin_view(self.turn_view), name="evaluations_survey_turn"
        )
        return [turn, *super().get_urls()]

    def turn_view(self, request, pk):
        """Open or close: a button at the top of the survey."""
        if request.method != "POST" or not request.user.has_perm("evaluations.change_survey"):
            raise PermissionDenied
        survey = get_object_or_404(Survey, pk=pk)
        closes = request.POST.get("to") == State.CLOSED
        deed = actions.close_survey if closes else actions.open_survey
        try:
            deed(survey=survey, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            done = _("The survey is closed.") if closes else _("The survey is open: it can be answered.")
            messages.success(request, done)
        return redirect("admin:evaluations_survey_change", pk)

    @admin.action(description=_("Copy as a new draft"))
    def copy_surveys(self, request, queryset):
        if not self.has_add_permission(request):
            raise PermissionDenied
        for survey in queryset:
            actions.copy_survey(survey=survey, by=request.user)
        messages.success(request, _("Copied. Attach each copy to its event or level when it is ready."))

    @admin.display(description=_("about"))
    def about(self, survey):
        occasion = occasions.of(survey) if survey.pk else None
        if occasion is None:
            return _("nothing yet: choose the survey at an event or a level")
        return format_html('<a href="{}">{}</a>', occasion.url, occasion.title)

    @admin.display(description=_("core questions, asked first"))
    def core(self, survey):
        texts = [question.text for question in survey.core().order_by("order", "pk")]
        items = format_html_join("", "<li>{}</li>", ((text,) for text in texts))
        return format_html("<ol>{}</ol>", items) if texts else _("none")

    @admin.display(description=_("questions"), ordering="question_number")
    def question_count(self, survey):
        return survey.question_number

    @admin.display(description=_("answers"), ordering="answer_number")
    def answer_count(self, survey):
        return survey.answer_number


class WordingInline(admin.StackedInline):
    """The same question in other languages: these words can be mended at any time."""

    model = QuestionWording
    form = WordingForm
    extra = 0
    fields = ["language", "text", ("low", "high"), "options"]


@admin.register(QuestionWording)
class QuestionWordingAdmin(admin.ModelAdmin):
    """Also of the own questions of a survey, which have no page of their own."""

    form = WordingForm
    list_display = ["text", "language", "question"]
    list_filter = ["language"]
    list_select_related = ["question"]
    search_fields = ["text", "question__text"]
    autocomplete_fields = ["question"]
    fields = ["question", "language", "text", ("low", "high"), "options"]


@admin.register(Question)
class CoreQuestionAdmin(RefusedByTrigger, admin.ModelAdmin):
    """Asked by every survey. Once a survey has been opened with one, it can be retired and moved, and what it measures
    can be said; its words stay. Own questions of a survey are edited there.
    """

    form = QuestionForm
    list_display = ["text", "kind", "measures", "order", "is_required", "is_in_use", "is_fixed"]
    list_filter = ["is_retired", "kind"]
    search_fields = ["text"]
    fields = [
        "kind",
        "text",
        ("low", "high"),
        "options",
        ("measures", "agreeing"),
        "is_required",
        "order",
        "is_retired",
    ]
    inlines = [WordingInline]

    def get_queryset(self, request):
        """Wordings choose from all questions, this list shows the core."""
        questions = super().get_queryset(request)
        return (questions if "/autocomplete/" in request.path else questions.core()).annotate(
            fixed=Exists(Question.objects.locked().filter(pk=OuterRef("pk")))
        )

    def get_readonly_fields(self, request, obj=None):
        return ["kind", "text", "low", "high", "options", "is_required"] if obj and obj.fixed else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not getattr(obj, "fixed", False)

    def get_actions(self, request):
        """Several at once are never deleted: one of them may be fixed."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    @admin.display(description=_("asked"), boolean=True)
    def is_in_use(self, question):
        return not question.is_retired

    @admin.display(description=_("fixed"), boolean=True)
    def is_fixed(self, question):
        return question.fixed
