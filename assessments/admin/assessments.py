from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import Textarea
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments import blueprints, drafts, drawing, lint
from assessments.forms.assessments import AssessmentForm, BlueprintRows, FixedQuestionForm, FixedRows
from assessments.models import Assessment, BlueprintLine, FixedQuestion, Question, QuestionVersion, Topic


class BlueprintInline(admin.TabularInline):
    """What is drawn, and what the bank has for each line now."""

    model = BlueprintLine
    formset = BlueprintRows
    extra = 2
    fields = ["order", "topic", "tier", "difficulty", "count", "in_the_bank"]
    readonly_fields = ["in_the_bank"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("topic", "assessment")

    @cached_property
    def _pools(self):
        return {by_hand: drawing.pool(by_hand) for by_hand in (True, False)}

    @cached_property
    def _topics(self):
        return [("", "---------"), *Topic.objects.values_list("pk", "title")]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The topics are asked for once, not for each row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "topic":
            field.choices = self._topics
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Topics are made on their own page: here four signs beside each would only be in the way."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "topic":
            field.widget = field.widget.widget
        return field

    @admin.display(description=_("in the bank"))
    def in_the_bank(self, line):
        if not line.pk:
            return "–"
        has = blueprints.count(line, self._pools[line.assessment.draws_by_hand])
        return ngettext(
            "the bank has %(has)s, this line asks for %(count)s",
            "the bank has %(has)s, this line asks for %(count)s",
            line.count,
        ) % {"has": has, "count": line.count}


class FixedInline(admin.TabularInline):
    model = FixedQuestion
    form = FixedQuestionForm
    formset = FixedRows
    extra = 3
    fields = ["order", "question"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question")


@admin.register(Assessment)
class AssessmentAdmin(admin.ModelAdmin):
    form = AssessmentForm
    list_display = ["title", "form", "percent", "minutes", "attempts_allowed", "is_published", "can_be_given"]
    list_filter = ["is_published", "form"]
    search_fields = ["title__unaccent", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [BlueprintInline, FixedInline]
    change_form_template = "assessments/bank/assessment.html"
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 80})}}
    fieldsets = [
        (None, {"fields": ["title", "slug", "introduction", "is_published", ("opens_at", "closes_at")]}),
        (
            _("What is asked"),
            {"fields": ["form", "draws_by_hand", "shuffle_questions", "shuffle_options"]},
        ),
        (
            _("How long, how often, and what is enough"),
            {
                "fields": [
                    ("minutes", "grace_seconds"),
                    ("attempts_allowed", "cooldown_hours"),
                    "pass_mark",
                    "policy",
                    "review",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("blueprint", "fixed")

    def get_urls(self):
        sample = self.admin_site.admin_view(self.sample_view)
        return [path("<int:pk>/sample/", sample, name="assessments_assessment_sample"), *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        """What somebody has taken stays."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.attempts.exists())

    def get_actions(self, request):
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def get_changelist_instance(self, request):
        """The bank is asked once for all rows."""
        changelist = super().get_changelist_instance(request)
        pools = {by_hand: drawing.pool(by_hand) for by_hand in (True, False)}
        for assessment in changelist.result_list:
            assessment.troubles = blueprints.troubles(assessment, pools)
        return changelist

    def render_change_form(self, request, context, **kwargs):
        context["codes"] = Question.objects.drawable().values_list("code", flat=True).order_by("code")
        return super().render_change_form(request, context, **kwargs)

    def response_post_save_change(self, request, obj):
        self._warn(request, obj)
        return super().response_post_save_change(request, obj)

    def response_post_save_add(self, request, obj):
        self._warn(request, obj)
        return super().response_post_save_add(request, obj)

    def _warn(self, request, assessment):
        """What may stand, and is worth knowing."""
        if assessment.form == Assessment.Form.DRAWN:
            candidates = drawing.pool(assessment.draws_by_hand)
            lines = list(assessment.blueprint.order_by("order", "pk"))
            for words in blueprints.repeats(assessment, lines, candidates):
                messages.warning(request, words)
            return
        versions = QuestionVersion.objects.filter(pk__in=drawing.choose(assessment, set()))
        for words in lint.balance(_drafts(versions)).words:
            messages.warning(request, words)

    def sample_view(self, request, pk):
        """What a person would get: a draw that nobody is given."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        assessment = get_object_or_404(Assessment, pk=pk)
        try:
            chosen = drawing.choose(assessment, set())
        except ValidationError as error:
            chosen, wrong = [], error.messages
        else:
            wrong = []
        loaded = QuestionVersion.objects.select_related("question__topic").in_bulk(chosen)
        versions = QuestionVersion.objects.filter(pk__in=chosen)
        context = self.admin_site.each_context(request) | {
            "title": _("What a person would get"),
            "assessment": assessment,
            "wrong": wrong,
            "versions": [loaded[pk] for pk in chosen],
            "balance": lint.balance(_drafts(versions)),
            "opts": self.opts,
        }
        return TemplateResponse(request, "assessments/bank/sample.html", context)

    @admin.display(description=_("pass mark"), ordering="pass_mark")
    def percent(self, assessment):
        return f"{assessment.pass_mark / 100:g} %"

    @admin.display(description=_("can be given"))
    def can_be_given(self, assessment):
        return " ".join(assessment.troubles) or _("yes")


def _drafts(versions):
    rows = versions.select_related("question__topic").prefetch_related("options", "items")
    return [drafts.of_version(version) for version in rows]
