"""What people write about ambassadors. The actions judge it."""

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Ambassador, Invitation, Step


class NominationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say whom you nominate.")},
    )
    note = forms.CharField(
        label=_("Why this person"),
        help_text=_("If you like, in one sentence. The person reads it."),
        required=False,
        max_length=Invitation._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StepForm(forms.ModelForm):
    """The next step: what shows that it was earned."""

    class Meta:
        model = Step
        fields = ["taken_on", "evidence", "link"]
        widgets = {
            "taken_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "evidence": forms.Textarea(attrs={"rows": 2}),
        }

    link = forms.URLField(
        label=_("Link to it"),
        required=False,
        assume_scheme="https",
        # By another code than the field's own, or the field puts its own words in place of these.
        validators=[
            URLValidator(
                schemes=["https"], message=_("Only a link that begins with https://."), code="not_https"
            )
        ],
        help_text=_("Only if it is online: a programme, a list of speakers."),
    )

    def __init__(self, *args, suggested=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["taken_on"].initial = suggested.happened_on if suggested else timezone.localdate()
        self.fields["evidence"].initial = suggested.title if suggested else ""
        self.fields["evidence"].required = True
        self.fields["evidence"].error_messages["required"] = _("Say what shows it, in a few words.")


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The person reads this word for word."),
        max_length=Ambassador._meta.get_field("ending_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write at least one sentence: the person reads it.")},
    )


class ResignForm(forms.Form):
    reason = forms.CharField(
        label=_("A word to your hub"),
        help_text=_("If you like. The coordinators read it."),
        required=False,
        max_length=Ambassador._meta.get_field("ending_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
