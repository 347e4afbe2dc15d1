"""A payment, and the reason of a step back. `actions.paying` judges them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PaymentForm(forms.Form):
    paid_on = forms.DateField(
        label=_("Paid on"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=60,
        help_text=_("Of the transfer, as it stands in your books. Never an account number."),
    )


class ReasonForm(forms.Form):
    because = forms.CharField(label=_("Reason"), max_length=300)
