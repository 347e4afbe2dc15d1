"""What people write about ambassadors, and about who runs a hub. The actions judge it."""

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Ambassador, Invitation, Role, Step


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


class _DayInput(forms.DateInput):
    def __init__(self):
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class _TermForm(forms.Form):
    """The beginning of a term: whom, and from which day on."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say whom you mean.")},
    )
    starts_on = forms.DateField(
        label=_("First day"),
        widget=_DayInput(),
        error_messages={
            "required": _("Say from which day on."),
            "invalid": _("Write it like this: 2027-03-14."),
        },
    )


class AppointForm(_TermForm):
    """Only staff choose a role: a coordinator names deputies."""

    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=_DayInput(),
        help_text=_("Empty: until further notice."),
        error_messages={"invalid": _("Write it like this: 2027-03-14.")},
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.DEPUTY)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate()
        if not by.is_staff:
            del self.fields["role"]


class HandOverForm(_TermForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address of the successor")
        self.fields["starts_on"].label = _("First day of the successor")


class EndTermForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"),
        widget=_DayInput(),
        help_text=_("Yesterday closes the workspace for this person at once."),
        error_messages={
            "required": _("Say which day is the last."),
            "invalid": _("Write it like this: 2027-03-14."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate()
