"""How a version of the template is written."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from certificates.actions import templating
from certificates.document import wording
from certificates.document.pictures import clean_png
from certificates.models import Kind, Language, Template

LONGEST = 160
LEAST_CONTRAST = 4.5
SECTIONS = {
    "page": _("Around the name and at the foot"),
    "facts": _("Dates, place, score"),
    "credits": _("Accreditation and credits"),
    **dict(Kind.choices),
    "hours": _("Hours"),
    "minutes": _("Minutes"),
    "date": _("How days are written"),
    "month": _("Months, as they stand in a date"),
}


class LookForm(forms.Form):
    note = forms.CharField(label=_("What is new in it"), max_length=200, required=False)
    accent = forms.CharField(
        label=_("Colour of headings and drawings"),
        help_text=_("Dark enough to be read on white."),
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour looks like #5a2b8a."))],
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_(
            "A PNG up to 2 MB, printed 48 mm wide at the most. Without a new one the present one stays."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png"}),
    )
    without_logo = forms.BooleanField(label=_("Print no logo"), required=False)

    def clean_accent(self):
        accent = self.cleaned_data["accent"].lower()
        if contrast_with_white(accent) < LEAST_CONTRAST:
            raise forms.ValidationError(_("This colour is too light to be read on white."), code="light")
        return accent

    def clean_logo(self):
        logo = self.cleaned_data["logo"]
        return clean_png(logo) if logo else None


def contrast_with_white(colour):
    """As WCAG 2 reckons it: 1 (white itself) to 21 (black)."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


class WordsForm(forms.Form):
    """All words of one language, with the English beside."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, template, language, data=None):
        own = template.words.get(language, {})
        self.keys = list(wording.bundled()[language])
        super().__init__(data, initial={"seen": templating.fingerprint(template, language)})
        for key in self.keys:
            self.fields[key] = _field(template, language, key)
            self.initial[key] = own.get(key, wording.bundled()[language][key])
            if template.published_at:
                self.fields[key].disabled = True

    def groups(self):
        """Title and fields of each section, as they follow in the files."""
        sections = {}
        for key in self.keys:
            sections.setdefault(key.split(".")[0], []).append(self[key])
        return [(SECTIONS[section], fields) for section, fields in sections.items()]

    def words(self):
        return {key: self.cleaned_data[key] for key in self.keys}


def _field(template, language, key):
    section = key.split(".")[0]
    english = Template(words={} if language == Language.ENGLISH else template.words)
    source = wording.Wording(english, Language.ENGLISH).words
    label = source.get(key, source.get(f"{section}.other"))
    if section in wording.PLURALS:
        label = f"{label} ({', '.join(map(str, _examples(language, key)))})"
    blanks = wording.placeholders(wording.bundled()[language][key])
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        validators=[_Blanks(blanks)],
        widget=forms.TextInput(attrs={"lang": language, "size": 60, "class": "vTextField"}),
    )


def _examples(language, key):
    """Numbers that take this form of the plural."""
    form = key.split(".")[1]
    return [number for number in range(1, 120) if wording.plural(language, number) == form][:4]


class _Blanks:
    """What is filled in has its place in braces: each of them, and nothing else."""

    def __init__(self, blanks):
        self.blanks = blanks

    def __call__(self, text):
        missing = self.blanks - wording.placeholders(text)
        if missing:
            raise forms.ValidationError(
                _("Keep %(missing)s in it: that is where it is filled in."),
                params={"missing": _listed(missing)},
                code="missing",
            )
        other = wording.placeholders(text) - self.blanks
        if other or "{" in wording.PLACEHOLDER.sub("", text) or "}" in wording.PLACEHOLDER.sub("", text):
            raise forms.ValidationError(
                _("Nothing can be filled in here but: %(blanks)s"),
                params={"blanks": _listed(self.blanks) or "–"},
                code="unknown",
            )


def _listed(blanks):
    return ", ".join(f"{{{blank}}}" for blank in sorted(blanks))
