from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import Policy

LONGEST = 60


class ReleaseForm(forms.Form):
    """Without a number the days are those of the office."""

    days = forms.IntegerField(
        required=False,
        label=_("Days to look at the name first"),
        min_value=0,
        max_value=LONGEST,
        help_text=_(
            "People are shown how their name will be printed, and may put it right. 0: certificates are issued at once. "
            "Whoever says that the name is right gets the certificate at once anyway."
        ),
    )

    def __init__(self, data=None):
        super().__init__(data, initial={"days": Policy.current().preview_days})
        self.fields["days"].widget.attrs |= {"class": "form-control number"}

    def clean_days(self):
        days = self.cleaned_data["days"]
        return self.initial["days"] if days is None else days
