"""A picture for a case: the file, where it stands, what is seen on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Plate, Section

NOTHING, SOMETHING = "nothing", "something"


def parts_to_choose():
    return [(section.key, section.title) for section in Section.objects.asked()]


class PlateForm(forms.ModelForm):
    """What is said about a picture that is there."""

    after = forms.ChoiceField(label=_("After which part"), choices=parts_to_choose)

    class Meta:
        model = Plate
        fields = ["after", "alt", "caption"]
        labels = {"alt": _("Description"), "caption": _("Caption")}
        help_texts = {
            "alt": _("What is seen, for people who cannot see it. Needed before you hand in."),
            "caption": _("If you like: what to look at."),
        }
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, parts=None, **kwargs):
        """parts: where a page has many of these, so that they are read once."""
        super().__init__(*args, **kwargs)
        if parts is not None:
            self.fields["after"].choices = parts


class PictureForm(PlateForm):
    """A new one. What no program finds reliably is asked before it is kept."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "PNG or JPEG, up to 10 MB. No DICOM: export it as PNG, without the patient’s data in it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg,image/png,image/jpeg"}),
    )
    shows = forms.ChoiceField(
        label=_("Is there any text or face in it?"),
        help_text=_(
            "Names, dates and numbers in the corners of a scan; a face, a tattoo, a scar, jewellery."
        ),
        choices=[
            (NOTHING, _("No: I looked at all of it, and nobody can be recognised")),
            (SOMETHING, _("Yes, or I am not sure")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ["file", "shows", "after", "alt", "caption"]

    def clean_shows(self):
        if self.cleaned_data["shows"] == SOMETHING:
            raise forms.ValidationError(
                _(
                    "Then it cannot be taken as it is. Cut it off or paint over it in another program, and upload the"
                    " picture you get. Nothing of this one was kept."
                )
            )
        return self.cleaned_data["shows"]
