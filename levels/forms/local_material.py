"""What a hub writes about its material. The actions judge it."""

from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levels import uploads
from levels.models import Level, LocalMaterial, Module

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LocalMaterialForm(forms.ModelForm):
    """`place` is a level or a module of one: asked in one list, as a learner meets them."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = forms.ChoiceField(
        label=gettext_lazy("Where it belongs"),
        required=False,
        help_text=gettext_lazy("People of your country find it there in the classroom, too."),
    )
    url = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[
            # By another code than the field's own, or the field puts its own words in place of these.
            URLValidator(
                schemes=["https"],
                message=gettext_lazy("Only a link that begins with https://."),
                code="not_https",
            )
        ],
    )

    class Meta:
        model = LocalMaterial
        fields = ["kind", "title", "language", "summary", "body", "url", "file"]
        fields += ["place", "source", "as_of", "review_by"]
        labels = {
            "kind": gettext_lazy("What it is"),
            "title": gettext_lazy("Title"),
            "language": gettext_lazy("Language"),
            "summary": gettext_lazy("In one or two sentences"),
            "body": gettext_lazy("Text"),
            "source": gettext_lazy("Source"),
            "as_of": gettext_lazy("As of"),
            "review_by": gettext_lazy("To be looked at again by"),
        }
        help_texts = {
            "title": gettext_lazy("In its own language."),
            "summary": gettext_lazy("Stands below the title on your hub’s page."),
            "body": gettext_lazy(
                "Markdown: ## for a heading, * for a list, **bold**, tables with |. Write nothing that could "
                "identify a patient."
            ),
            "file": gettext_lazy("At most 10 MB, with pages only: no programs, no attached files."),
            "source": gettext_lazy("Who publishes it, and in what. Resistance data need one."),
            "as_of": gettext_lazy("The last day the data, or the text, speak of. Readers see it."),
            "review_by": gettext_lazy("Thirty days before, everyone who runs the hub gets a mail."),
        }
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14}),
            "summary": forms.Textarea(attrs={"rows": 2}),
            "as_of": _DATE,
            "review_by": _DATE,
            "file": forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = _places()
        self.fields["place"].choices = [("", _("The whole pathway")), *_choices(self.places)]
        self.fields["place"].initial = _place_of(self.instance)
        self.fields["edition"].initial = self.instance.edition

    def clean_file(self):
        """A new file is what it says it is, and nothing but pages."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            self.instance.pages = uploads.pages_of_local(file)
            file.name = f"{PurePath(file.name).stem}.pdf"
        elif not file:
            self.instance.pages = None
        return file

    def clean_body(self):
        return self.cleaned_data["body"].strip()

    def clean(self):
        cleaned = super().clean()
        self.instance.level, self.instance.module = self.places.get(cleaned.get("place"), (None, None))
        self.instance.edition = cleaned.get("edition") or self.instance.edition
        return cleaned

    def take_edition(self, edition):
        """From now on a second save is meant: the person has been told of the newer edition."""
        self.data = self.data.copy()
        self.data["edition"] = edition


class WithdrawForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For those who run the hub with you; readers do not see it."),
        max_length=LocalMaterial._meta.get_field("withdrawn_because").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


def _places():
    """`{value: (level, module)}`, each level before its modules."""
    modules = {}
    for module in Module.objects.announced():
        modules.setdefault(module.level_id, []).append(module)
    found = {}
    for level in Level.objects.order_by("number"):
        found[f"level-{level.number}"] = (level, None)
        for module in modules.get(level.pk, []):
            found[f"module-{module.pk}"] = (level, module)
    return found


def _choices(places):
    groups = {}
    for value, (level, module) in places.items():
        name = module.title if module else _("The whole level")
        groups.setdefault(str(level), []).append((value, name))
    return groups.items()


def _place_of(material):
    if material.module_id:
        return f"module-{material.module_id}"
    return f"level-{material.level.number}" if material.level_id else ""
