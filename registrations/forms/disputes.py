"""What a person says about their attendance, and what they are answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.models import Dispute


class DisputeForm(forms.ModelForm):
    """The claim of a person. `actions.dispute_attendance` judges it."""

    class Meta:
        model = Dispute
        fields = ["claimed_minutes", "statement"]
        labels = {"claimed_minutes": _("Minutes that you were there"), "statement": _("What happened")}
        help_texts = {
            "statement": _(
                "Perhaps when you came and left, with which address you joined, or who can confirm it."
            )
        }
        widgets = {"statement": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        minutes = self.fields["claimed_minutes"]
        minutes.help_text = _("The session lasted %(length)s minutes.") % {"length": session.minutes}
        minutes.widget.attrs |= {"max": session.minutes, "min": 0}


class AnswerForm(forms.Form):
    """Whether the attendance is put right, to how much, and why. `actions.answer_dispute` judges it."""

    ACCEPT, REFUSE = "accept", "refuse"

    do = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (REFUSE, REFUSE)])
    minutes = forms.IntegerField(label=_("Minutes to record"), min_value=0, required=False)
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=Dispute._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it word for word. Needed where you refuse."),
        required=False,
    )

    def clean(self):
        data = super().clean()
        if data.get("do") == self.REFUSE:
            self.errors.pop("minutes", None)
            data["minutes"] = None
        elif data.get("minutes") is None and "minutes" not in self.errors:
            self.add_error("minutes", _("Say how many minutes shall stand on record."))
        return data
