"""What is written about the visit of an expert."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowships.models import Centre, Invitation
from hubs.models import Hub


class InviteForm(forms.Form):
    """`user` chooses among the own hosts; only the office promises money."""

    host = forms.ChoiceField(label=_("Where"))
    email = forms.EmailField(
        label=_("E-mail address of the expert"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say whom you invite.")},
    )
    purpose = forms.CharField(
        label=_("What the visit is for"),
        help_text=_("The expert reads this word for word: what you hope to learn, from whom and with whom."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    proposed_dates = forms.CharField(
        label=_("When it might be"), required=False, max_length=200, help_text=_("“A week in March 2027”")
    )
    days = forms.IntegerField(
        label=_("Days to answer"), min_value=3, max_value=60, initial=14, widget=forms.NumberInput
    )
    bursary = forms.DecimalField(
        label=_("Travel support in euros"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        help_text=_("Empty: none is promised."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._centres = {
            f"centre-{one.pk}": one for one in Centre.objects.manageable_by(user).order_by("name")
        }
        self._hubs = {f"hub-{one.pk}": one for one in Hub.objects.manageable_by(user)}
        choices = [(key, str(one)) for key, one in (self._centres | self._hubs).items()]
        self.fields["host"].choices = choices if len(choices) == 1 else [("", "---"), *choices]
        if not user.is_staff:
            del self.fields["bursary"]

    @property
    def has_hosts(self):
        return bool(self._centres or self._hubs)

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def facts(self):
        """As `actions.invite_expert` takes them."""
        data = self.cleaned_data.copy()
        host = data.pop("host")
        return data | {
            "centre": self._centres.get(host),
            "hub": self._hubs.get(host),
            "bursary": data.get("bursary") or 0,
        }


class AnswerForm(forms.Form):
    because = forms.CharField(
        label=_("A word to the host"),
        help_text=_("If you decline and like to say why."),
        required=False,
        max_length=Invitation._meta.get_field("because").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RevokeForm(forms.Form):
    because = forms.CharField(
        label=_("Why"),
        help_text=_("The expert reads this word for word."),
        max_length=Invitation._meta.get_field("because").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write at least one sentence: the expert reads it.")},
    )
