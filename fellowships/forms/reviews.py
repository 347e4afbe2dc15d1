from django import forms
from django.utils.translation import gettext_lazy as _

from fellowships.actions import Stake
from fellowships.models import Review

CERTAINTY = Review._meta.get_field("certainty").choices


class GateForm(forms.Form):
    answer = forms.ChoiceField(
        choices=Stake.choices, error_messages={"required": _("Choose one of the three answers.")}
    )
    note = forms.CharField(max_length=300, required=False)

    def clean(self):
        data = super().clean()
        if data.get("answer") == Stake.UNSURE and not data.get("note"):
            self.add_error("note", _("Tell the chair in a sentence what makes you unsure."))
        return data


class ReasonForm(forms.Form):
    because = forms.CharField(
        max_length=300, error_messages={"required": _("Please say why, in a sentence.")}
    )


class ReviewForm(forms.Form):
    """The rubric of the call, and three fields for words. All may be empty in a draft."""

    for_applicant = forms.CharField(max_length=3000, required=False)
    for_board = forms.CharField(max_length=3000, required=False)
    certainty = forms.TypedChoiceField(choices=CERTAINTY, coerce=int, empty_value=None, required=False)
    seen = forms.CharField(max_length=40, required=False)

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            choices = [(anchor.value, anchor.words) for anchor in criterion.anchors.all()]
            self.fields[_name(criterion)] = forms.TypedChoiceField(
                choices=choices, coerce=int, empty_value=None, required=False
            )

    @classmethod
    def of(cls, review, criteria, seen):
        given = {score.criterion_id: score.value for score in review.scores.all()} if review else {}
        initial = {_name(criterion): given.get(criterion.pk) for criterion in criteria}
        if review:
            initial |= {name: getattr(review, name) for name in ("for_applicant", "for_board", "certainty")}
        return cls(initial=initial | {"seen": seen}, criteria=criteria)

    @property
    def values(self):
        """What was given, by criterion."""
        given = {criterion: self.cleaned_data.get(_name(criterion)) for criterion in self.criteria}
        return {criterion: value for criterion, value in given.items() if value is not None}

    @property
    def words(self):
        return {name: self.cleaned_data[name] for name in ("for_applicant", "for_board", "certainty")}

    def lines(self):
        """Each criterion with its field, for the page."""
        for criterion in self.criteria:
            value = self[_name(criterion)].value()
            yield criterion, self[_name(criterion)], "" if value is None else str(value)


def _name(criterion):
    return f"criterion_{criterion.pk}"
