"""What the programme says about itself."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm, Textarea
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from evaluations import occasions
from levels import warnings
from levels.actions import certifying
from levels.models import (
    Activity,
    Director,
    FurtherReading,
    Level,
    Outcome,
    Pathway,
    Statement,
)


class DirectorInline(admin.TabularInline):
    model = Director
    extra = 0
    fields = ["name", "degrees", "post", "order"]
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 2, "cols": 50})}}


class PathwayDirectorInline(DirectorInline):
    """Directors of the pathway; those of a level stand on the level."""

    verbose_name = _("pathway director")
    verbose_name_plural = _("pathway directors")

    def get_queryset(self, request):
        return super().get_queryset(request).of_the_pathway()


class LevelDirectorInline(DirectorInline):
    verbose_name = _("level director")
    verbose_name_plural = _("level directors")


class StatementInline(admin.TabularInline):
    model = Statement
    extra = 0


class ActivityInline(admin.TabularInline):
    model = Activity
    extra = 0


class OutcomeInline(admin.TabularInline):
    model = Outcome
    extra = 0


@admin.register(Pathway)
class PathwayAdmin(SimpleHistoryAdmin):
    list_display = ["title", "starts_on", "ends_on", "content_updated_on"]
    inlines = [PathwayDirectorInline, StatementInline]

    def response_post_save_change(self, request, obj):
        warn(request, warnings.of_pathway(obj))
        return super().response_post_save_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False


class LevelForm(ModelForm):
    def clean_evaluation(self):
        survey = self.cleaned_data["evaluation"]
        if survey and occasions.belongs_elsewhere(survey, self.instance):
            raise ValidationError(_("This survey belongs to something else. Copy it, and choose the copy."))
        return survey


@admin.register(Level)
class LevelAdmin(SimpleHistoryAdmin):
    form = LevelForm
    list_display = ["number", "title", "format", "when", "opens_on", "needs_previous", "content_updated_on"]
    list_display_links = ["title"]
    search_fields = ["title", "also_printed_as", "summary"]
    inlines = [LevelDirectorInline, ActivityInline, OutcomeInline]
    filter_horizontal = ["accreditations"]
    actions = ["tell_certificates"]

    @admin.action(description=_("Tell certificates anew"), permissions=["change"])
    def tell_certificates(self, request, queryset):
        """The nightly look does the same: for who does not want to wait for it."""
        for level in queryset:
            certifying.award_for(level)
        self.message_user(
            request,
            _(
                "Whoever completed it and waits for the certificate gets it as the level is now; whose certificate "
                "says something else is offered a replacement. Nobody gets a mail by this."
            ),
        )

    def save_formset(self, request, form, formset, change):
        """A director of a level belongs to the level's pathway: that is not asked twice."""
        for director in (form.instance for form in formset.forms if formset.model is Director):
            director.pathway = formset.instance.pathway
        super().save_formset(request, form, formset, change)

    def response_post_save_change(self, request, obj):
        warn(request, warnings.of_level(obj))
        return super().response_post_save_change(request, obj)


def warn(request, texts):
    for text in texts:
        messages.warning(request, text)


@admin.register(Director)
class DirectorAdmin(admin.ModelAdmin):
    list_display = ["name", "degrees", "level", "order"]
    list_filter = ["level"]
    list_select_related = ["level"]
    search_fields = ["name__unaccent", "post"]


@admin.register(Statement)
class StatementAdmin(admin.ModelAdmin):
    list_display = ["text", "section", "order"]
    list_filter = ["section"]
    list_editable = ["order"]
    search_fields = ["text"]


@admin.register(FurtherReading)
class FurtherReadingAdmin(admin.ModelAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["title", "url", "is_shown", "order"]
    list_editable = ["is_shown", "order"]
    list_filter = ["is_shown"]
    search_fields = ["title", "url", "description"]
