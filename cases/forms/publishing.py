"""What an editor says when a case is published or retracted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Version


class PublishForm(forms.Form):
    """`revision` is the number that was looked at: nobody publishes another one by a late click."""

    revision = forms.IntegerField(min_value=1)
    notice = forms.CharField(max_length=Version._meta.get_field("notice").max_length, required=False)


class RetractForm(forms.Form):
    because = forms.CharField(
        label=_("Why is it retracted?"),
        max_length=Case._meta.get_field("because").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Readers see this. Two or three sentences; nothing about the patient, and nobody’s name."
        ),
    )
    understood = forms.BooleanField(
        label=_("I have read what happens, and that there is no way back"),
        error_messages={"required": _("Please tick this: a retraction cannot be undone.")},
    )
