from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.names import NameField
from registrations.models import Nomination


class NominationForm(forms.Form):
    """Whom a hub suggests. The name is that of somebody else, so the browser is not to fill it in."""

    name = NameField(label=_("Name"))
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    sentence = forms.CharField(
        label=_("In a sentence, why"),
        help_text=_("The person reads it in the invitation, and whoever decides sees it with the request."),
        required=False,
        max_length=Nomination._meta.get_field("sentence").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def refuse(self, error):
        if hasattr(error, "error_dict"):
            for name, texts in error.message_dict.items():
                self.add_error(name if name in self.fields else None, texts)
        else:
            self.add_error(None, error.messages)
