"""What a privacy checker ticks and writes. The actions judge whether it is enough."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What must not stand in a case, however well the patient knows about it.
CHECKLIST = {
    "names": _("No names and no initials: of the patient, of relatives, of staff"),
    "dates": _("No dates, days of the week or times of day: “day 0”, “day 3” instead"),
    "places": _("No hospital, ward, room, town or postcode"),
    "numbers": _("No number of a patient, a sample, a scan or a device; no telephone, no address"),
    "age": _("No age above 89, and none more exact than it has to be"),
    "looks": _("No face, tattoo, scar, jewellery or anything else by which somebody is known"),
    "rare": _("No rare job, post, family story or event that was in the news"),
    "whole": _("All taken together: who knows the patient would still not be sure"),
}


class CheckForm(forms.Form):
    """One note for each place of the text, two ticks for each picture, and the list above."""

    for_author = forms.CharField(max_length=3000, required=False)

    def __init__(self, *args, places, pictures, **kwargs):
        super().__init__(*args, **kwargs)
        self.places, self.pictures = places, pictures
        for where in places:
            self.fields[f"note-{where}"] = forms.CharField(max_length=1000, required=False)
        for picture in pictures:
            for name in ("text", "face"):
                self.fields[f"{name}-{picture}"] = forms.BooleanField(required=False)
        for name in CHECKLIST:
            self.fields[f"list-{name}"] = forms.BooleanField(required=False)

    @property
    def notes(self):
        return {where: self.cleaned_data[f"note-{where}"] for where in self.places}

    @property
    def ticks(self):
        """By picture: nothing is burned in, nobody can be recognised."""
        return {
            picture: (self.cleaned_data[f"text-{picture}"], self.cleaned_data[f"face-{picture}"])
            for picture in self.pictures
        }

    @property
    def lacks(self):
        """How many lines of the list are not ticked."""
        return sum(not self.cleaned_data[f"list-{name}"] for name in CHECKLIST)

    def checklist(self):
        for name, words in CHECKLIST.items():
            yield self[f"list-{name}"], words


class RecallForm(forms.Form):
    because = forms.CharField(
        label=pgettext_lazy("privacy check", "What is to be changed?"),
        max_length=3000,
        help_text=_("The author reads it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what is to be changed: the author reads it.")},
    )
