from django import forms
from django.utils.translation import gettext_lazy as _

from levels.models import Contribution


class ContributionForm(forms.ModelForm):
    class Meta:
        model = Contribution
        fields = ["text"]
        labels = {"text": _("Your answer")}
        help_texts = {
            "text": _(
                "A few lines. Who takes this level sees it with your name; write nothing that could identify a patient."
            )
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


class HideForm(forms.Form):
    because = forms.CharField(
        label=_("Why it is hidden"),
        max_length=300,
        help_text=_("Its author reads this."),
    )
