"""What staff write about accreditors and accreditations."""

from decimal import Decimal
from hashlib import sha256

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Profession
from certificates.actions import accrediting
from certificates.credit import stating
from certificates.document.pictures import clean_png
from certificates.models import Accreditation, Accreditor


class CreditsField(forms.DecimalField):
    """Credits as people write them, `1.5`; in Python they are hundredths."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=6, decimal_places=2, **{"min_value": 0} | kwargs)

    def prepare_value(self, value):
        return f"{Decimal(value) / 100:f}" if isinstance(value, int) else value

    def clean(self, value):
        value = super().clean(value)
        return None if value is None else int(value * 100)

    def has_changed(self, initial, data):
        try:
            return initial != self.clean(data)
        except forms.ValidationError:
            return True


class AccreditorForm(forms.ModelForm):
    website = forms.URLField(label=_("website"), required=False, assume_scheme="https")

    class Meta:
        model = Accreditor
        fields = [
            "name",
            "short_name",
            "unit",
            "website",
            "wants_attendance_list",
            "wording_applied",
            "wording_granted",
            "mark",
        ]

    def clean_wording_applied(self):
        return self._with_known_placeholders("wording_applied", stating.APPLIED)

    def clean_wording_granted(self):
        return self._with_known_placeholders("wording_granted", stating.GRANTED)

    def _with_known_placeholders(self, field, known):
        unknown = stating.unknown_placeholders(self.cleaned_data[field], known)
        if unknown:
            raise forms.ValidationError(
                _("Nobody can fill %(unknown)s. You may write: %(known)s."),
                params={
                    "unknown": ", ".join(unknown),
                    "known": ", ".join(f"{{{name}}}" for name in sorted(known)),
                },
            )
        return self.cleaned_data[field]

    def clean_mark(self):
        """A picture drawn anew, named by what is in it: a kept page never shows another one."""
        mark = self.cleaned_data["mark"]
        if not isinstance(mark, UploadedFile):
            return mark
        png = clean_png(mark)
        self.mark_sha256 = sha256(png).hexdigest()
        return ContentFile(png, name=f"{self.mark_sha256}.png")

    def save(self, commit=True):
        if "mark" in self.changed_data:
            self.instance.mark_sha256 = getattr(self, "mark_sha256", "")
        return super().save(commit)


class AccreditationForm(forms.ModelForm):
    credits_per_hour = CreditsField(
        label=_("Credits for an hour"), min_value=Decimal("0.01"), initial=100, help_text=_("“1” or “1.5”.")
    )
    step = CreditsField(
        label=_("Smallest part of a credit"),
        min_value=Decimal("0.01"),
        initial=25,
        help_text=_("What somebody earns on a day is rounded down to it: 1, 0.5 or 0.25."),
    )
    most_half_day = CreditsField(
        label=_("Most credits a half day"), required=False, help_text=_("Empty: as many as there are hours.")
    )
    most_day = CreditsField(
        label=_("Most credits a day"), required=False, help_text=_("Empty: as many as there are hours.")
    )
    most = CreditsField(
        label=_("Most credits of all"),
        required=False,
        help_text=_("For the whole event, or the whole e-learning. Empty: no limit."),
    )
    professions = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=Profession,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Professions that earn credits. None chosen: everybody."),
    )
    understood = forms.BooleanField(label=_("I have understood that"), required=False)

    class Meta:
        model = Accreditation
        fields = [
            "accreditor",
            "title",
            "form",
            "number",
            "valid_from",
            "valid_until",
            "credits_per_hour",
            "step",
            "most_half_day",
            "most_day",
            "half_day_at",
            "most",
            "professions",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stated = accrediting.stating(self.instance) if self.instance.pk else 0
        self.fields["understood"].help_text = accrediting.silence_in_words(stated) if stated else ""

    def clean(self):
        facts = super().clean()
        self._refuse_half_a_grant(facts)
        if self.instance.pk and set(self.changed_data) - {"understood"}:
            number = accrediting.stating(self.instance)
            if number and not facts.get("understood"):
                self.add_error("understood", accrediting.silence_in_words(number))
        return facts

    def _refuse_half_a_grant(self, facts):
        """The constraint says so too, but its other fields are not of this form: it is not asked."""
        for name in ("number", "valid_from", "valid_until"):
            if self.instance.is_granted and name in self.fields and not facts.get(name):
                self.add_error(name, _("A granted accreditation has one."))
        first, last = facts.get("valid_from"), facts.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day of validity is before the first."))


def _day(**kwargs):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **kwargs)


class ApplyForm(forms.Form):
    on = _day(label=_("Applied for on"), initial=timezone.localdate)


class GrantForm(forms.Form):
    on = _day(label=_("Granted on"), initial=timezone.localdate)
    number = forms.CharField(
        label=_("Number of the accreditation"), max_length=60, help_text=_("As the accreditor writes it.")
    )
    valid_from = _day(label=_("First day on which it earns credits"))
    valid_until = _day(label=_("Last day on which it earns credits"))


class RefuseForm(forms.Form):
    on = _day(label=_("Refused on"), initial=timezone.localdate)
    understood = forms.BooleanField(label=_("I have understood that"), required=False)

    def __init__(self, *args, stating=0, **kwargs):
        super().__init__(*args, **kwargs)
        if stating:
            self.fields["understood"].help_text = accrediting.silence_in_words(stating)
        else:
            del self.fields["understood"]
