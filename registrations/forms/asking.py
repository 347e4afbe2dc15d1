from django import forms
from django.utils.translation import gettext_lazy as _


class RegistrationForm(forms.Form):
    """Ask for a place. Events with seats that a hub reviews also ask what the person would bring back."""

    motivation = forms.CharField(
        label=_("What would you bring back to your unit?"),
        help_text=_("Your hub reads this when it decides. Two or three sentences, no patient details."),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=20,
        max_length=1000,
        error_messages={
            "required": _("Write two or three sentences: your hub decides by them."),
            "min_length": _("Please write a little more: two or three sentences help your hub to decide."),
        },
    )

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        if not event.asks_for_motivation:
            del self.fields["motivation"]
