from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.models import Registration


class DeclineForm(forms.Form):
    """Why a request is declined, in the words that the person will read. `actions.decline` judges them."""

    reason = forms.CharField(
        label=_("In your words"),
        max_length=Registration._meta.get_field("decline_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write at least one sentence: nobody is declined without a reason."),
            "min_length": _("Write at least one sentence: nobody is declined without a reason."),
        },
        min_length=10,
    )


class SelectionForm(forms.Form):
    """The requests that were ticked, and what shall be done with them."""

    APPROVE, DECLINE = "approve", "decline"

    registration = forms.ModelMultipleChoiceField(
        queryset=Registration.objects.none(),
        error_messages={
            "required": _("Tick at least one request first."),
            "invalid_choice": _("One of these requests is not yours to decide. Nothing was changed."),
            "invalid_pk_value": _("One of these requests is not yours to decide. Nothing was changed."),
        },
    )
    do = forms.ChoiceField(choices=[(APPROVE, APPROVE), (DECLINE, DECLINE)])

    def __init__(self, *args, registrations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["registration"].queryset = registrations
