from django import forms
from django.contrib import admin
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts import audit
from cases.models import Case, Version

DOI = RegexValidator(
    r"^10\.\d{4,9}/[^\s<>\"{}\\]+\Z", _("A DOI begins with “10.” and has no spaces: 10.1000/182")
)


class VersionForm(forms.ModelForm):
    doi = forms.CharField(
        label=_("DOI"),
        required=False,
        max_length=Version._meta.get_field("doi").max_length,
        validators=[DOI],
        help_text=_("Without https://doi.org/ in front."),
    )

    class Meta:
        model = Version
        fields = ["doi"]


@admin.register(Version)
class VersionAdmin(admin.ModelAdmin):
    """What is published stays as it is: only its DOI is added. Where somebody has a stake, nothing is listed."""

    form = VersionForm
    fields = ["case", "number", "title", "notice", "published_at", "published_by", "doi"]
    readonly_fields = ["case", "number", "title", "notice", "published_at", "published_by"]
    list_display = ["__str__", "title", "published_at", "doi"]
    list_select_related = ["case"]
    search_fields = ["case__code", "title__unaccent", "doi"]
    date_hierarchy = "published_at"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(case__in=Case.objects.edited_by(request.user))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Only this column: the case may have been withdrawn and its texts deleted meanwhile."""
        obj.save(update_fields=["doi"])
        audit.record("case_version.doi", obj, by=request.user, doi=obj.doi)
