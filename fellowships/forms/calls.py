"""What the board of a round fills in on its overview."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hubs.wall_clock import WallClockField


class ExtensionForm(forms.Form):
    """A later closing, on the clock of the call."""

    because = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_(
            "Everybody reads it on the page of the call; who has begun an application gets it by mail."
        ),
    )

    def __init__(self, *args, call, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"] = WallClockField(
            zone=call.zone, label=_("Closes on"), initial=call.closes_at, help_text=_("A later moment only.")
        )
        self.order_fields(["until", "because"])


class StepBackForm(forms.Form):
    because = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("It goes into the record, with your name.")
    )
