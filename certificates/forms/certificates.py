from django import forms
from django.utils.translation import gettext_lazy as _


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it revoked?"),
        help_text=_("Everybody who checks the certificate reads this, and its holder gets it by mail."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
