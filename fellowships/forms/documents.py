from django import forms
from django.utils.translation import gettext_lazy as _


class DocumentForm(forms.Form):
    """What is in the file is looked at by `fellowships.cleaning`."""

    file = forms.FileField(
        label=_("PDF"),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
            "missing": _("Choose a file first."),
        },
    )
