from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms import ModelForm
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from evaluations import occasions
from impact.models import FollowUp


class FollowUpForm(ModelForm):
    def clean_survey(self):
        survey = self.cleaned_data["survey"]
        if occasions.belongs_elsewhere(survey, self.instance):
            raise ValidationError(_("This survey belongs to something else. Copy it, and choose the copy."))
        return survey


@admin.register(FollowUp)
class FollowUpAdmin(admin.ModelAdmin):
    """Who was asked is nowhere here: only how many. The questions stand at the survey."""

    form = FollowUpForm
    list_display = ["level", "months", "is_on", "survey_state", "asked_count", "results"]
    fields = ["level", "survey", "months", "is_on"]
    autocomplete_fields = ["survey"]
    list_select_related = ["level", "survey"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(asked_number=Count("asked"))

    def get_readonly_fields(self, request, obj=None):
        """Once somebody was asked, the answers belong to this level and survey."""
        return ["level", "survey"] if obj and obj.asked_number else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not getattr(obj, "asked_number", 0)

    def get_actions(self, request):
        """Several at once are never deleted: one of them may have asked somebody."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    @admin.display(description=_("survey"))
    def survey_state(self, follow_up):
        return follow_up.survey.get_state_display()

    @admin.display(description=_("people asked"), ordering="asked_number")
    def asked_count(self, follow_up):
        return follow_up.asked_number

    @admin.display(description=_("results"))
    def results(self, follow_up):
        address = reverse("evaluations:results", args=[follow_up.survey_id])
        return format_html('<a href="{}">{}</a>', address, _("What people say"))
