import re
from hashlib import sha256

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from certificates import numbers
from certificates.checks import finding
from certificates.checks.uploads import MOST_BYTES


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


class FingerprintForm(forms.Form):
    """What a browser worked out about a file that it keeps to itself."""

    sha256 = forms.CharField(validators=[RegexValidator(r"^[0-9a-f]{64}\Z")])
    numbers = forms.CharField(required=False, max_length=400)

    def clean_numbers(self):
        """Those that are well-formed: whatever else a browser sends is as if the file had not named it."""
        words = re.findall(r"[\w-]+", self.cleaned_data["numbers"])
        return finding.numbers_in(" ".join(words).encode())


class FileForm(forms.Form):
    """The file itself, where the browser cannot do that. `cleaned_data` then has the same."""

    file = forms.FileField(
        label=_("The PDF"),
        error_messages={
            "required": _("Choose the PDF first."),
            "empty": _("This file is empty."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE, code="large")
        if not finding.is_pdf(file.read(finding.HEAD_WITHIN + len(finding.HEAD))):
            raise forms.ValidationError(NO_PDF, code="pdf")
        return file

    def clean(self):
        file = self.cleaned_data.get("file")
        if not file:
            return None
        file.seek(0)
        data = file.read()
        return {"sha256": sha256(data).hexdigest(), "numbers": finding.numbers_in(data)}


TOO_LARGE = _("This file is larger than 5 MB. Our certificates are much smaller: it cannot be one of them.")
NO_PDF = _(
    "This is no PDF. Our certificates are PDF files; a picture or a scan can be checked by its number."
)
