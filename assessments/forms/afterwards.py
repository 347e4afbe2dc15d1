"""Forms about questions that have been answered: contesting, answering, marking, scoring anew, finding fine."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments import rescoring
from assessments.actions.hand_marking import STEPS
from assessments.models import Contest, Decision, Finding, Kind, Rescoring

_DECIMAL = {"max_digits": 14, "decimal_places": 4, "required": False}


class ContestForm(forms.ModelForm):
    class Meta:
        model = Contest
        fields = ["text"]
        labels = {"text": _("What is not right?")}
        help_texts = {
            "text": _(
                "Perhaps another answer is right as well, and why; a source helps. At most 1,000 characters."
            )
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class ReplyForm(forms.Form):
    """Which contests are answered, how, and with which words. `actions.contests.answer` judges it."""

    UPHOLD, DISMISS = "uphold", "dismiss"

    do = forms.ChoiceField(choices=[(UPHOLD, UPHOLD), (DISMISS, DISMISS)])
    contests = forms.TypedMultipleChoiceField(coerce=int, required=False)
    reply = forms.CharField(
        label=_("Your answer"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everyone ticked reads it word for word."),
    )

    def __init__(self, *args, contests, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contests"].choices = [(contest.pk, contest.pk) for contest in contests]

    @property
    def is_upheld(self):
        return self.cleaned_data["do"] == self.UPHOLD


class MarkForm(forms.Form):
    points = forms.TypedChoiceField(
        label=_("Points"),
        coerce=int,
        choices=[(step, f"{step}%") for step in STEPS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much the answer is worth.")},
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it in the review of the attempt."),
    )


class RescoringForm(forms.Form):
    """A decision about a version. `actions.rescoring` judges it and says what it would come to."""

    decision = forms.ChoiceField(label=_("What is decided"), choices=Decision, widget=forms.RadioSelect)
    options = forms.TypedMultipleChoiceField(
        label=_("Which answers"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    number = forms.DecimalField(label=_("The number that is right"), **_DECIMAL)
    tolerance = forms.DecimalField(label=_("Tolerance, either way"), min_value=0, **_DECIMAL)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone whose result changes reads it."),
    )
    may_fail = forms.BooleanField(
        label=_("Who passed may fail by it"),
        required=False,
        help_text=_("Otherwise who has passed stays passed, whatever the new score."),
    )

    def __init__(self, *args, version, rule=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.version = version
        choices = [Decision(one) for one in rescoring.decisions(version.kind, rule)]
        self.fields["decision"].choices = [(one, one.label) for one in choices]
        self.fields["options"].choices = [(option.pk, option.text) for option in version.options.all()]
        if version.kind not in {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE}:
            del self.fields["options"]
        if version.kind != Kind.NUMERIC:
            del self.fields["number"], self.fields["tolerance"]

    def clean(self):
        """What the decision has no use for is not kept: a tick left over from another choice."""
        data = super().clean()
        if data.get("decision") not in (Decision.ALSO_RIGHT, Decision.ANOTHER_KEY):
            data |= {name: None for name in ("number", "tolerance") if name in data}
            data |= {"options": []} if "options" in data else {}
        elif data.get("number") is not None:
            data["tolerance"] = data.get("tolerance") or 0
        return data

    def rule(self):
        return Rescoring(version=self.version, **self.cleaned_data)


class FindingForm(forms.ModelForm):
    class Meta:
        model = Finding
        fields = ["note"]
        labels = {"note": _("Why it is fine as it is")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class LookAgainForm(forms.Form):
    because = forms.CharField(
        label=_("Why it is looked at again"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
