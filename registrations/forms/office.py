"""What the office types about an event as a whole."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from hubs.models import Hub
from registrations.models import Event

MOST_PLACES = 2000


class SeatsForm(forms.Form):
    """How many places there are, and how many of them are at home in which country."""

    capacity = forms.IntegerField(
        label=_("Places in all"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=_("Empty: as many as want to come."),
    )

    def __init__(self, *args, homes, is_for_anyone=False, **kwargs):
        """`homes` are `boards.Home`s: the seats there are now. An event `is_for_anyone` keeps none for a country."""
        super().__init__(*args, **kwargs)
        if is_for_anyone:
            self._homes, self._codes = {}, []
            return
        self._homes = {home.code: home for home in homes if home.code}
        codes = {str(code) for code in Hub.objects.values_list("country", flat=True)} | self._homes.keys()
        self._codes = sorted(codes, key=countries.name)
        for code in self._codes:
            self.fields[f"home_{code}"] = self._seats_of(code)

    def _seats_of(self, code):
        home = self._homes.get(code)
        taken = home.taken if home else 0
        return forms.IntegerField(
            label=countries.name(code),
            required=False,
            min_value=0,
            max_value=MOST_PLACES,
            initial=len(home.seats) if home else 0,
            help_text=_("%(count)s taken") % {"count": taken},
        )

    @cached_property
    def quotas(self):
        return {code: self.cleaned_data[f"home_{code}"] or 0 for code in self._codes}

    def country_fields(self):
        return [self[f"home_{code}"] for code in self._codes]

    def refuse(self, error):
        """Show what the action says beside the number that it is about."""
        home = (error.params or {}).get("code") if hasattr(error, "params") else None
        field = f"home_{home}"
        self.add_error(field if field in self.fields else "capacity", ValidationError(error.messages))


class CancelEventForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_(
            "Everyone who is registered reads this, and so does everyone who opens the event’s page."
        ),
        max_length=Event._meta.get_field("cancellation_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: everyone who is registered reads it.")},
    )
