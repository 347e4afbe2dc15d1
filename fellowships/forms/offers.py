from django import forms
from django.utils.translation import gettext_lazy as _

from fellowships.models import Offer


class DeclineForm(forms.Form):
    """A no needs no reason; who gives one helps the next round."""

    because = forms.CharField(
        label=_("Why you cannot go"),
        help_text=_("Only if you want to. The board reads it."),
        required=False,
        max_length=Offer._meta.get_field("because").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExtendForm(forms.Form):
    """Until the end of which day one person may answer."""

    day = forms.DateField(label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}))


class TakeBackForm(forms.Form):
    """Why the office ends somebody's fellowship, in the words that the person reads."""

    because = forms.CharField(
        label=_("Why it is taken back"),
        max_length=Offer._meta.get_field("because").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it."),
    )
