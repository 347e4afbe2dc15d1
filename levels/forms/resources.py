"""Forms with which staff write resources in the administration."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import pictures
from levels import captions, publishing, uploads
from levels.models import Resource, ResourceKind


class NewResourceForm(forms.ModelForm):
    """First only what it is; what the kind needs is asked on the next page."""

    class Meta:
        model = Resource
        fields = ["module", "kind", "title", "slug"]


class ResourceForm(forms.ModelForm):
    is_real_change = forms.BooleanField(
        label=gettext_lazy("This is a real change"),
        required=False,
        help_text=gettext_lazy(
            "Raises the version: who did it before reads “changed since you did it”. Not for a typing mistake."
        ),
    )

    class Meta:
        model = Resource
        fields = ["module", "title", "slug", "objective", "minutes", "is_mandatory", "tier", "topics"]
        fields += ["body", "file", "length", "needed_percent", "url", "assessment"]
        fields += ["author", "reviewer", "review_due_on", "is_sample", "publish_on"]
        widgets = {"body": forms.Textarea(attrs={"rows": 24, "cols": 90})}

    url = forms.URLField(
        label=gettext_lazy("web address"), max_length=200, required=False, assume_scheme="https"
    )
    measured = None

    def clean_file(self):
        """A new file is what it says it is; how long it is, it says itself where it can."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        measure = uploads.pages_of if self.instance.kind == ResourceKind.PDF else uploads.seconds_of
        self.measured = measure(file)
        file.name = f"{PurePath(file.name).stem}{uploads.suffix_of(file)}"
        return file

    def clean(self):
        cleaned = super().clean()
        is_new = "file" in self.changed_data and cleaned.get("file")
        if is_new and self.measured is None and "length" not in self.changed_data:
            self.add_error("length", _("This film does not say how long it is: give the seconds it plays."))
        return cleaned

    def _post_clean(self):
        """Whether it may be published is known when the instance is as it would be saved."""
        super()._post_clean()
        if self.measured:
            self.instance.length = self.measured
        if self.errors or not self.instance.publish_on:
            return
        resource = self.instance
        missing = publishing.in_itself(resource) + publishing.in_package(
            resource, hasattr(resource, "package")
        )
        if missing:
            self.add_error("publish_on", publishing.in_words(missing))


class CaptionsForm(forms.ModelForm):
    def clean_file(self):
        """Read as browsers read it; what is wrong is said line by line."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            captions.read(file.read())
            file.seek(0)
        return file


class PictureForm(forms.ModelForm):
    def clean_file(self):
        """Nothing but the picture is kept: no camera, no place."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        data = pictures.clean(file.read())
        return ContentFile(data, name=f"{PurePath(file.name).stem}{pictures.extension(data)}")


class _KeepsPublished(forms.BaseInlineFormSet):
    """A resource that is published, or is about to be, keeps what it needs of these rows."""

    def clean(self):
        super().clean()
        if any(self.errors) or not self.instance.publish_on:
            return
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        missing = self.missing(kept)
        if missing:
            raise ValidationError(publishing.in_words(missing))


class CaptionsFormSet(_KeepsPublished):
    def missing(self, rows):
        return publishing.in_captions(self.instance, bool(rows))


class PictureFormSet(_KeepsPublished):
    def missing(self, rows):
        return publishing.in_pictures(self.instance, {row["name"] for row in rows})
