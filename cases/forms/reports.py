"""What readers report, and how an editor settles it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import PrivacyReport, ReportOutcome


class ReportForm(forms.ModelForm):
    class Meta:
        model = PrivacyReport
        fields = ["text"]
        labels = {"text": _("What makes you think that the patient could be recognised?")}
        help_texts = {
            "text": _(
                "Name the place: “the second picture”, “the town in the findings”. Only editors read it."
            )
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"text": {"required": _("Tell the editor in a sentence what you have seen.")}}


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What did you find?"),
        choices=[
            (ReportOutcome.NO_PROBLEM, _("Nobody can be recognised: show it again")),
            (ReportOutcome.CORRECTED, _("A corrected version is published: show it again")),
            (ReportOutcome.RETRACTED, _("Retract it: title and reason stay readable")),
            (ReportOutcome.WITHDRAWN, _("Take it offline for good: texts and pictures are deleted")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four.")},
    )
    because = forms.CharField(
        label=_("Why?"),
        max_length=500,
        required=False,
        help_text=_("Needed for a retraction: readers see it then. Name nobody."),
    )

    @classmethod
    def of(cls, report, data=None):
        """Several stand on one page."""
        return cls(data, auto_id=f"id-{report.pk}-%s")


class WithdrawForm(forms.Form):
    is_sure = forms.BooleanField(
        label=_("The consent is withdrawn. I know that this cannot be undone."),
        error_messages={"required": _("Tick this to go on.")},
    )
    because = forms.CharField(
        label=_("What the editors should know"),
        max_length=500,
        required=False,
        help_text=_("You may leave it empty: nobody has to give a reason. Please name nobody."),
    )
