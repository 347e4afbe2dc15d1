"""What coordinators and the board fill in about a candidate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hubs.wall_clock import WallClockField


class CommentForm(forms.Form):
    """`seen` is the version of the comment that was on the page."""

    text = forms.CharField(
        label=_("Your comment for the board"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write at least a sentence.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class ExceptionForm(forms.Form):
    because = forms.CharField(
        label=_("Why an exception is made"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "It counts once a second person of the board has confirmed it. Both names stay on record."
        ),
    )


class ReopenForm(forms.Form):
    """On the clock of the call."""

    because = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The person reads it, word for word, in a mail.")
    )

    def __init__(self, *args, call, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"] = WallClockField(
            zone=call.zone, label=_("Open until"), help_text=_("At most 14 days from now.")
        )
        self.order_fields(["until", "because"])
