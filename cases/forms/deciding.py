from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Judgement


class DecisionForm(forms.Form):
    """What an editor decides. Whether a reason is asked for says the action, which looks once more."""

    judgement = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (Judgement.ACCEPTED, _("Accept: it can be published as it is")),
            (Judgement.CHANGES, _("Ask for changes: the author gets a new draft")),
            (Judgement.REJECTED, _("Do not accept: the case ends here")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    for_author = forms.CharField(
        label=_("For the author"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "The author reads this together with all comments of the reviewers, not your name. "
            "Asked for unless you accept."
        ),
    )
    because = forms.CharField(
        label=_("Why with fewer reviews"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, asks="", **kwargs):
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["because"].help_text = asks
        else:
            del self.fields["because"]
