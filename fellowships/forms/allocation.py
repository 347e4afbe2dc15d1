from django import forms
from django.utils.translation import gettext_lazy as _


class DiscardForm(forms.Form):
    because = forms.CharField(
        label=_("Why it is put aside"),
        max_length=300,
        help_text=_("Stays on record. Nobody outside the board reads it."),
    )
