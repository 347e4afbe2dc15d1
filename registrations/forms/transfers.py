"""What hubs and the office type about seats that are to move."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from hubs.models import Hub
from registrations.forms.office import MOST_PLACES
from registrations.models import SeatTransfer, Side


class TransferForm(forms.Form):
    """How many seats, and a word about it. Between whom, the two forms below ask in their own ways."""

    seats = forms.IntegerField(label=_("How many seats"), min_value=1, max_value=MOST_PLACES, initial=1)
    note = forms.CharField(
        label=_("A word to the other side"),
        required=False,
        max_length=SeatTransfer._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def refuse(self, error):
        """Show what the action says beside the field that it is about."""
        if hasattr(error, "error_dict"):
            for name, texts in error.message_dict.items():
                self.add_error(name if name in self.fields else None, texts)
        else:
            self.add_error("seats" if error.code == "too_few" else None, error.messages)


class HubTransferForm(TransferForm):
    """A hub gives to another one, or asks it for seats."""

    direction = forms.ChoiceField(label=_("What"), widget=forms.RadioSelect)
    other = forms.ChoiceField(label=_("The other country"))
    field_order = ["direction", "other", "seats", "note"]

    def __init__(self, *args, home, free, **kwargs):
        """`free` maps countries with seats of the event to how many of them are free."""
        super().__init__(*args, **kwargs)
        self._home = home
        facts = {"country": countries.name(home)}
        self.fields["direction"].choices = [
            (Side.GIVER, _("%(country)s gives seats") % facts),
            (Side.TAKER, _("%(country)s asks for seats") % facts),
        ]
        self.fields["direction"].initial = Side.GIVER if free.get(home) else Side.TAKER
        self.fields["other"].choices = [("", "—"), *_hubs(free, but=home)]

    @property
    def pair(self):
        """Who gives, who takes."""
        other = self.cleaned_data["other"]
        is_giver = self.cleaned_data["direction"] == Side.GIVER
        return {"giver": self._home, "taker": other} if is_giver else {"giver": other, "taker": self._home}


class OfficeTransferForm(TransferForm):
    """The office proposes; both hubs confirm."""

    giver = forms.ChoiceField(label=_("Gives"))
    taker = forms.ChoiceField(label=_("Takes"))
    field_order = ["giver", "taker", "seats", "note"]

    def __init__(self, *args, free, **kwargs):
        super().__init__(*args, **kwargs)
        for side in Side:
            self.fields[side.value].choices = [("", "—"), *_hubs(free)]

    @property
    def pair(self):
        return {side.value: self.cleaned_data[side.value] for side in Side}


def _hubs(free, but=None):
    """Countries with a hub, each with its free seats."""
    codes = [str(code) for code in Hub.objects.values_list("country", flat=True)]
    return [(code, _with_free(code, free)) for code in sorted(codes, key=countries.name) if code != but]


def _with_free(code, free):
    if code not in free:
        return _("%(country)s (no seats yet)") % {"country": countries.name(code)}
    return _("%(country)s (%(count)s free)") % {"country": countries.name(code), "count": free[code]}
