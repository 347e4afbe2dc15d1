from django import forms
from django.utils.translation import gettext_lazy as _


def _reason(label, help_text):
    return forms.CharField(
        label=label, help_text=help_text, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class RevocationForm(forms.Form):
    reason = _reason(
        _("Why is it revoked?"),
        _("Everybody who checks the certificate reads this, and its holder gets it by mail."),
    )


class ReplacementForm(forms.Form):
    """`seen`: the fingerprint of what was shown, so that nothing else is printed than was looked at."""

    reason = _reason(_("Why is it made anew?"), _("For the office alone: the public check does not say it."))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class KeepForm(forms.Form):
    reason = _reason(
        _("Why is it kept?"), _("For the office, and in its holder’s copy of all data; never public.")
    )
