"""A file of questions: which one, how to read it, and where its questions go that do not say so."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from assessments.formats import csv, gift, moodle
from assessments.formats.reading import Filing
from assessments.formats.text import MOST_BYTES, decode
from assessments.models import Difficulty, Tier, Topic

FORMATS = {
    "gift": (_("GIFT"), gift, "txt", "text/plain"),
    "moodle": (_("Moodle XML"), moodle, "xml", "application/xml"),
    "csv": (_("Table (CSV)"), csv, "csv", "text/csv"),
}


class ReadingForm(forms.Form):
    """How to read a file: asked once, and sent along with the second step."""

    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("find out by itself")), *((name, one[0]) for name, one in FORMATS.items())],
    )
    letters = forms.ChoiceField(
        label=_("Letters"),
        initial="cp1252",
        choices=[
            ("cp1252", _("find out by itself, else Western European")),
            ("cp1250", _("find out by itself, else Central European")),
        ],
        help_text=_("Change this when ł or ș come out wrong below."),
    )
    topic = forms.ModelChoiceField(
        label=_("Topic of the rest"),
        required=False,
        queryset=Topic.objects.all(),
        empty_label=_("none: refuse them"),
        help_text=_("For questions that name no topic, or one that there is not."),
    )
    tier = forms.ChoiceField(label=_("Tier of the rest"), choices=Tier.choices, initial=Tier.UNDERSTAND)
    difficulty = forms.ChoiceField(
        label=_("The rest is meant to be"), choices=Difficulty.choices, initial=Difficulty.MEDIUM
    )

    def read(self, data, name=""):
        """The reading of these bytes. Raises ValidationError where there is nothing to read."""
        said = self.cleaned_data
        text = decode(data, otherwise=said["letters"])
        module = FORMATS[said["format"] or _format_of(text, name)][1]
        return module.read(text, self._filing)

    @property
    def _filing(self):
        said, topics = self.cleaned_data, {}
        for topic in Topic.objects.all():
            topics |= dict.fromkeys([topic.slug, topic.title.lower(), slugify(topic.title)], topic.slug)
        topic = said["topic"].slug if said["topic"] else ""
        return Filing(topics=topics, topic=topic, tier=said["tier"], difficulty=said["difficulty"])


class UploadForm(ReadingForm):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".txt,.gift,.xml,.csv,.tsv"}),
        help_text=_(
            "GIFT, Moodle XML or a table, at most 2 MB. Nothing is changed before you have seen what would happen."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    field_order = ["file", "topic", "tier", "difficulty", "format", "letters"]

    def clean_file(self):
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB. Split it."))
        return self.cleaned_data["file"]


class ConfirmForm(ReadingForm):
    token = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    leave_out = forms.BooleanField(label=_("Import the others without what cannot be taken"), required=False)
    publish = forms.BooleanField(
        label=_("Publish at once what has all it takes"),
        required=False,
        help_text=_("Otherwise everything comes in as drafts."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ReadingForm.base_fields:
            self.fields[name].widget = self.fields[name].hidden_widget()


def _format_of(text, name):
    head, ending = text.lstrip()[:2000].lower(), name.rpartition(".")[2].lower()
    if ending == "xml" or head.startswith(("<?xml", "<quiz", "<!doctype")):
        return "moodle"
    columns = head.partition("\n")[0]
    return "csv" if ending in {"csv", "tsv"} or ("prompt" in columns and "kind" in columns) else "gift"
