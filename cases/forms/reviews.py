from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.reviewing import Gate
from cases.models import Advice, Comment

MOST = Comment._meta.get_field("text").max_length


class GateForm(forms.Form):
    answer = forms.ChoiceField(
        choices=Gate.choices, error_messages={"required": gettext_lazy("Choose one of the three answers.")}
    )
    note = forms.CharField(max_length=300, required=False)


class BackForm(forms.Form):
    """Giving a review back that was opened already."""

    because = forms.CharField(
        max_length=300, error_messages={"required": gettext_lazy("Please say why, in a sentence.")}
    )
    has_stake = forms.BooleanField(required=False)


class ReasonForm(forms.Form):
    because = forms.CharField(
        max_length=300, error_messages={"required": gettext_lazy("Please say why, in a sentence.")}
    )


@dataclass(frozen=True)
class Remark:
    """The field for a comment on one place of the text."""

    name: str
    value: str
    error: str


class ReviewForm(forms.Form):
    """What a reviewer says of the whole; and a comment on each place that the text has. All may be empty in a draft."""

    advice = forms.ChoiceField(choices=Advice.choices, required=False)
    for_author = forms.CharField(max_length=5000, required=False)
    for_editor = forms.CharField(max_length=3000, required=False)
    seen = forms.CharField(max_length=40, required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places

    @classmethod
    def of(cls, review, places, seen):
        initial = {name: getattr(review, name) for name in ("advice", "for_author", "for_editor")}
        comments = {_name(comment.where): comment.text for comment in review.comments.all()}
        return cls(initial=initial | comments | {"seen": seen}, places=places)

    def clean(self):
        data = super().clean()
        for where in self.places:
            if len(self._given(where)) > MOST:
                self.add_error(
                    None, _("A comment is too long: %(most)s characters at most.") % {"most": MOST}
                )
        return data

    @property
    def words(self):
        return {name: self.cleaned_data[name] for name in ("advice", "for_author", "for_editor")}

    @property
    def comments(self):
        return {where: self._given(where) for where in self.places}

    def remark(self, where):
        name = _name(where)
        given = self._given(where) if self.is_bound else self.initial.get(name, "")
        error = _("This is too long: %(most)s characters at most.") % {"most": MOST}
        return Remark(name, given, error if len(given) > MOST else "")

    def _given(self, where):
        return self.data.get(_name(where), "").replace("\x00", "").strip()


def _name(where):
    return f"comment-{where}"
