"""What is told about a stay, by the visitor and by the host. `actions.reporting` judges it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowships.models import Attestation, Report

RATINGS = [
    (5, _("5: outstanding, I would go again tomorrow")),
    (4, _("4: very good")),
    (3, _("3: good")),
    (2, _("2: less than I hoped for")),
    (1, _("1: not worth the journey")),
]


class ReportForm(forms.ModelForm):
    """A draft may be as empty as it likes; whoever hands in is told what is missing."""

    rating = forms.TypedChoiceField(
        label=_("How good was the host?"),
        choices=RATINGS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The host sees the average of several visitors, never yours alone."),
    )

    class Meta:
        model = Report
        fields = ["seen", "learned", "changes", "rating", "for_next", "may_be_quoted"]
        labels = {
            "seen": _("What did you see and do?"),
            "learned": _("What did you learn?"),
            "changes": _("What will you change at home?"),
            "for_next": _("What should the next visitor know?"),
            "may_be_quoted": _("ESICM may quote this report with my name"),
        }
        help_texts = {
            "changes": _("One thing that can be seen or counted, and when you will look at it again."),
            "for_next": _("The host reads it without your name, when several visitors have written."),
        }
        widgets = {
            "seen": forms.Textarea(attrs={"rows": 5}),
            "learned": forms.Textarea(attrs={"rows": 5}),
            "changes": forms.Textarea(attrs={"rows": 4}),
            "for_next": forms.Textarea(attrs={"rows": 3}),
        }


class AttestationForm(forms.ModelForm):
    """The host's word."""

    class Meta:
        model = Attestation
        fields = ["days_present", "hours", "words"]
        labels = {
            "days_present": _("Days on which the visitor was there"),
            "hours": _("Hours in all"),
            "words": _("About the visitor"),
        }
        help_texts = {
            "hours": _("They are printed on the certificate. Nothing is printed for 0."),
            "words": _("The office reads it, nobody else."),
        }
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        length = (placement.days.upper - placement.days.lower).days
        self.fields["days_present"].help_text = _("The stay had %(days)s days.") % {"days": length}
        self.fields["days_present"].widget.attrs |= {"min": 1, "max": length}


class ReasonForm(forms.Form):
    because = forms.CharField(
        label=_("What is to be changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
