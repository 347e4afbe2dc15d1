from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import numbers


class NumberForm(forms.Form):
    """A number as it stands on a certificate, in whatever way it was typed."""

    number = forms.CharField(
        label=_("Number on the certificate"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def clean_number(self):
        try:
            return numbers.parse(self.cleaned_data["number"])
        except numbers.MistypedError as error:
            raise forms.ValidationError(
                _(
                    "This number was mistyped: its last character, which checks the others, does not fit. Please "
                    "compare it with the certificate. Our numbers look like SP-7K3M-9QXD-C and hold neither 0 nor "
                    "1, nor the letters O, I and L."
                ),
                code="mistyped",
            ) from error
