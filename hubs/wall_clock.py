"""Moments as people type them: what the clock on the wall says there."""

from datetime import UTC

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hubs.moments import city

FORMAT = "%Y-%m-%dT%H:%M"


class WallClockField(forms.DateTimeField):
    """A moment on the clock of `zone` (a ZoneInfo), whatever the zone of the portal or of the browser."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT)
    default_error_messages = {
        "skipped": _("That hour does not exist in %(zone)s: the clocks go forward in that night."),
        "twice": _("That hour comes twice in %(zone)s: the clocks go back in that night. Take another."),
    }

    def __init__(self, *, zone, **kwargs):
        self.zone = zone
        super().__init__(input_formats=[FORMAT, f"{FORMAT}:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def prepare_value(self, value):
        return value.astimezone(self.zone).replace(tzinfo=None) if hasattr(value, "astimezone") else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        # Not the parent's own: that would put the clock of the portal under it.
        typed = forms.fields.BaseTemporalField.to_python(self, str(value).strip())
        moment = typed.replace(tzinfo=self.zone)
        if moment.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != typed:
            raise self._refused("skipped")
        if moment.utcoffset() != moment.replace(fold=1).utcoffset():
            raise self._refused("twice")
        return moment

    def _refused(self, code):
        return ValidationError(self.error_messages[code], code=code, params={"zone": city(self.zone)})
