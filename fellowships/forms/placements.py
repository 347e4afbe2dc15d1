"""What a host, a visitor and the office type about a stay."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowships.models import Placement, Side


class SeenForm(forms.Form):
    """Carries which edition of the stay was on the screen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ArrangeForm(SeenForm):
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    supervisor = forms.CharField(
        label=_("Who looks after the visitor"),
        max_length=Placement._meta.get_field("supervisor").max_length,
    )
    practical = forms.CharField(
        label=_("Where to come, and what to bring"),
        required=False,
        max_length=Placement._meta.get_field("practical").max_length,
        help_text=_("For the contact sheet: entrance, time, telephone, clothes, papers."),
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, data=None, *, placement):
        names = ("first_day", "last_day", "supervisor", "practical")
        super().__init__(
            data,
            initial={name: getattr(placement, name) for name in names} | {"seen": placement.edition},
            prefix="stay",
        )


class WishesForm(forms.Form):
    wishes = forms.CharField(
        label=_("Which days suit you"),
        max_length=Placement._meta.get_field("wishes").max_length,
        help_text=_("Your host reads this word for word."),
        widget=forms.Textarea({"rows": 3}),
    )


class CancelForm(forms.Form):
    """The office says on whose behalf; each of the others only speaks for itself."""

    side = forms.ChoiceField(label=_("Why it does not come about"), widget=forms.RadioSelect)
    because = forms.CharField(
        label=_("Reason"),
        max_length=Placement._meta.get_field("cancelled_because").max_length,
        help_text=_("The others read this word for word."),
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, data=None, *, stay):
        super().__init__(data)
        if stay.is_office:
            self.fields["side"].choices = _of_the_office(stay.placement)
        else:
            del self.fields["side"]
        self._own = Side.FELLOW if stay.is_visitor else Side.HOST

    @property
    def chosen_side(self):
        return self.cleaned_data.get("side", self._own)


def _of_the_office(placement):
    if placement.offer_id is None:
        return [
            (Side.FELLOW, _("The visitor cannot come")),
            (Side.HOST, _("The host cannot take the visitor")),
            (Side.OFFICE, _("The office calls it off")),
        ]
    return [
        (Side.FELLOW, _("The fellow cannot come: the fellowship goes to the next in reserve")),
        (Side.HOST, _("The host cannot take the fellow: the fellow keeps the fellowship and chooses anew")),
        (Side.OFFICE, _("The office takes the fellowship back")),
    ]
