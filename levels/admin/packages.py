"""SCORM packages: uploaded, looked through, and put in place of the one before."""

from django import forms
from django.contrib import admin, messages
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.readonly import ReadOnly
from levels.actions import packages as actions
from levels.models import Package, PackageState, Resource, ResourceKind
from levels.packages import zips
from levels.packages.errors import BadPackage


class PackageForm(forms.ModelForm):
    """`put` unpacks the zip; the form only looks through it, so that what is wrong is said beside the field."""

    class Meta:
        model = Package
        fields = ["resource", "file"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "resource" in self.fields:
            kind = Resource.objects.filter(kind=ResourceKind.PACKAGE)
            self.fields["resource"].queryset = kind.filter(package=None).select_related("module")
        self.fields["file"].help_text = _(
            "The zip file that an authoring tool exports: SCORM 1.2 or SCORM 2004."
        )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            try:
                zips.look_through(file)
            except BadPackage as error:
                raise forms.ValidationError(str(error)) from None
        return file


@admin.register(Package)
class PackageAdmin(admin.ModelAdmin):
    form = PackageForm
    list_display = ["resource", "title", "standard", "file_count", "unpacked", "uploaded_at"]
    list_filter = ["standard"]
    list_select_related = ["resource"]
    search_fields = ["title", "resource__title"]

    def get_fields(self, request, obj=None):
        facts = ["title", "standard", "entry", "file_count", "unpacked", "uploaded_at"] if obj else []
        return ["resource", "file", *facts]

    def has_delete_permission(self, request, obj=None):
        """A published lesson would stand there without its package: a new one replaces it instead."""
        return obj is not None and obj.resource.publish_on is None

    def get_readonly_fields(self, request, obj=None):
        return ["resource", *self.get_fields(request, obj)[2:]] if obj else []

    def save_model(self, request, obj, form, change):
        if "file" not in form.changed_data:
            return
        replaced = actions.put(resource=obj.resource, file=form.cleaned_data["file"], by=request.user)
        # The admin goes on with the row that was made, in place of the one of the form.
        obj.pk, obj.title = replaced.pk, replaced.title
        if change:
            messages.info(
                request, _("People start the new package from its beginning; what they completed stays.")
            )

    @admin.display(description=gettext_lazy("unpacked"))
    def unpacked(self, package):
        return filesizeformat(package.size)


@admin.register(PackageState)
class PackageStateAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["person", "resource", "seconds", "changed_at"]
    list_select_related = ["person", "resource"]
    search_fields = ["person__name__unaccent", "person__email", "resource__title"]
    list_filter = [("resource", admin.RelatedOnlyFieldListFilter)]
