"""What is typed about an announcement: who gets it, what it says, when it leaves."""

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import Profession, Profile
from levels.models import Level
from registrations.models import Announcement, Event, State

WHO = ["event", "states", "countries", "professions", "level"]


class AnnouncementForm(forms.ModelForm):
    """Who gets it and what it says. A hub writes to the people of its country; only the office chooses countries."""

    states = forms.MultipleChoiceField(
        label=_("in the state"),
        choices=State,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody whose request or place is live."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Country"), required=False, widget=forms.CheckboxSelectMultiple
    )
    professions = forms.MultipleChoiceField(
        label=_("Profession"), choices=Profession, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Announcement
        fields = [*WHO, "subject", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}
        error_messages = {
            "subject": {"required": _("Say in a few words what it is about.")},
            "body": {"required": _("Write what people shall read.")},
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        hub = self.instance.hub
        events = Event.objects.visible_to(user).order_by("-starts_at", "title")
        self.fields["event"].queryset = events.filter(Q(hub=hub) | Q(hub=None)) if hub else events
        self.fields["event"].empty_label = _("any or none")
        self.fields["level"].queryset = Level.objects.all()
        self.fields["level"].empty_label = _("any")
        if hub:
            del self.fields["countries"]
        else:
            self.fields["countries"].choices = self._countries()

    def _countries(self):
        """Countries there are people from, the pilot countries in front, and those that are chosen already."""
        codes = set(Profile.objects.order_by().values_list("country", flat=True).distinct())
        codes |= set(settings.COUNTRIES_FIRST) | set(self.instance.countries)
        names = sorted((countries.name(code), code) for code in codes)
        return sorted(
            ((code, name) for name, code in names), key=lambda one: one[0] not in settings.COUNTRIES_FIRST
        )

    def pilot_countries(self):
        return list(self["countries"])[: len(settings.COUNTRIES_FIRST)]

    def other_countries(self):
        return list(self["countries"])[len(settings.COUNTRIES_FIRST) :]

    @property
    def knows_whom(self):
        """Is the choice of people sound, whatever the text is like?"""
        return self.is_bound and not any(name in self.errors for name in WHO)


class ConfirmForm(forms.Form):
    """Now, or at a moment on the clock of whoever writes."""

    NOW, LATER = "now", "later"

    do = forms.ChoiceField(choices=[(NOW, NOW), (LATER, LATER)])
    edition = forms.IntegerField()
    send_at = forms.DateTimeField(
        label=_("Day and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": _("Write it like this: 2027-03-14 09:00.")},
    )

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone

    def full_clean(self):
        """What is typed is what the clock says there."""
        with timezone.override(self.zone):
            super().full_clean()

    def clean(self):
        data = super().clean()
        if data.get("do") == self.NOW:
            data["send_at"] = None
        elif not data.get("send_at") and "send_at" not in self.errors:
            self.add_error("send_at", _("Say when it shall leave."))
        return data
