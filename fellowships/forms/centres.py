"""What a centre writes about itself, and the places it gives to a call."""

from itertools import pairwise

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fellowships import languages
from fellowships.models import Centre, Offering

MOST_TOPICS = 12
MOST_WEEKS = 30
EMPTY_WEEKS = 3


class TopicsField(SimpleArrayField):
    """A list in words: with room after each comma."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value


class CentreForm(forms.ModelForm):
    """All of a page but its name, its place and whether it is public: about those the office decides."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    topics = TopicsField(
        forms.CharField(max_length=60),
        label=_("Topics"),
        required=False,
        max_length=MOST_TOPICS,
        help_text=_("A few words each, with commas between them. People search by them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken at work"), required=False, widget=forms.CheckboxSelectMultiple
    )

    website = forms.URLField(label=_("Web address"), required=False, assume_scheme="https")

    class Meta:
        model = Centre
        fields = [
            "summary",
            "description",
            "topics",
            "tutor",
            "team",
            "department",
            "languages",
            "requirements",
            "website",
            "contact_email",
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 8}),
            "team": forms.Textarea(attrs={"rows": 4}),
            "requirements": forms.Textarea(attrs={"rows": 4}),
        }

    sections = [
        (_("What a fellow learns with you"), ["summary", "description", "topics"]),
        (_("Who teaches"), ["tutor", "team", "department", "languages"]),
        (_("Before somebody comes"), ["requirements", "website", "contact_email"]),
    ]

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["edition"] = edition
        known = languages.choices()
        self.fields["languages"].choices = known + [
            (code, languages.name(code)) for code in self.instance.languages if code not in dict(known)
        ]
        self.fields["description"].help_text = _(
            "Markdown: an empty line begins a paragraph, a line with “- ” a list."
        )

    def sections_with_fields(self):
        return [(title, [self[name] for name in names]) for title, names in self.sections]

    def clean_topics(self):
        """Each once, in the order in which they were written."""
        return list(dict.fromkeys(topic for topic in self.cleaned_data["topics"] if topic))

    def take_edition(self, edition):
        """From now on a second save is meant: the person has been told of the newer edition."""
        self.data = self.data.copy()
        self.data["edition"] = edition


class PlacesForm(forms.ModelForm):
    class Meta:
        model = Offering
        fields = ["places", "notes"]
        widgets = {"places": forms.NumberInput(attrs={"min": 1, "max": 50})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["places"].label = _("How many fellows you take in all")
        self.fields["notes"].help_text = _("One at a time, not in the week of the congress …")


class WeekForm(forms.Form):
    starts_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, call, **kwargs):
        super().__init__(*args, **kwargs)
        self.call = call
        self.empty_permitted = False  # a row that was not touched is a week all the same

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if self.errors or not (first or last):
            return data
        if not (first and last):
            raise ValidationError(_("Give both, the first and the last day."))
        if last < first:
            raise ValidationError(_("The last day is before the first."))
        begin, end = self.call.placements_from, self.call.placements_until
        if (begin and first < begin) or (end and last > end):
            raise ValidationError(_("This is outside the time of the placements of this call."))
        return data

    def days(self):
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        return (first, last) if first and last else None


class _Weeks(forms.BaseFormSet):
    def days(self):
        """Pairs of first and last day; empty rows are left out."""
        return sorted(days for form in self.forms if (days := form.days()))

    def clean(self):
        if any(self.errors):
            return
        days = self.days()
        if not days:
            raise ValidationError(_("Name at least one week in which a fellow can come."))
        for (_first, last), (first, _last) in pairwise(days):
            if first <= last:
                raise ValidationError(_("Two of these weeks overlap. Make one of them."))


_WeekForms = forms.formset_factory(
    WeekForm, formset=_Weeks, extra=EMPTY_WEEKS, max_num=MOST_WEEKS, validate_max=True
)


def weeks_form(data, *, call, offering, more=False):
    """The weeks of an offering, with empty rows to add to; `more` adds rows to what was posted."""
    weeks = offering.weeks.all() if offering.pk else []
    initial = [{"starts_on": week.starts_on, "ends_on": week.ends_on} for week in weeks]
    if data is not None and more:
        data = data.copy()
        wanted = int(data.get("weeks-TOTAL_FORMS") or 0) + EMPTY_WEEKS
        data["weeks-TOTAL_FORMS"] = min(wanted, MOST_WEEKS)
    return _WeekForms(data, initial=initial, prefix="weeks", form_kwargs={"call": call})


class WithdrawForm(forms.Form):
    because = forms.CharField(
        label=_("Why"),
        help_text=_("Those who chose your centre read this word for word."),
        max_length=Offering._meta.get_field("withdrawn_because").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write at least one sentence: those who chose you read it.")},
    )
