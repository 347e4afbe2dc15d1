"""What people say about an attendance report: what it is, what stands in its columns, who is in it."""

import zoneinfo
from functools import cache

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from registrations.models import DayOrder, Provider
from registrations.reports import MOST_BYTES

PERSON, ADDRESS, WAS = "p", "e", "was-"
NOBODY, SOMEBODY_ELSE = "nobody", "other"


@cache
def zones():
    """Places with a clock of their own, without the historical names."""
    names = (name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(names))]


class KindForm(forms.Form):
    """What the file itself often tells: the system, the host's clock, the order of day and month."""

    provider = forms.ChoiceField(
        label=_("System"),
        required=False,
        choices=[("", _("find out by itself")), *Provider.choices],
        help_text=_("Choose “another system” to say yourself what stands in which column."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone of the host"),
        choices=zones,
        help_text=_("Reports show the clock of whoever hosted the meeting."),
    )
    day_order = forms.ChoiceField(
        label=_("Dates are written"),
        required=False,
        choices=[("", _("find out by itself")), *DayOrder.choices],
    )

    @property
    def said(self):
        """As the actions take it."""
        data = self.cleaned_data
        return {
            "provider": data["provider"],
            "zone": data["time_zone"],
            "day_order": data["day_order"],
        }


class UploadForm(KindForm):
    session = forms.ModelChoiceField(label=_("Session"), queryset=None, empty_label=None)
    file = forms.FileField(
        label=_("Report"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/tab-separated-values"}),
        error_messages={
            "required": _("Choose the report that you downloaded."),
            "empty": _("The file is empty."),
        },
    )
    field_order = ["session", "file", "provider", "time_zone", "day_order"]

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = event.sessions.filter(starts_at__lte=timezone.now())
        self.fields["time_zone"].initial = event.time_zone

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            text = _("The file is larger than %(most)s MB. Attendance reports are far smaller.")
            raise ValidationError(text, params={"most": MOST_BYTES // 1024 // 1024})
        return file


class AgainForm(KindForm):
    """The answer to what a report asks; `columns` (reports.Columns) where they can be shown."""

    PURPOSES = {
        "name": _("Name"),
        "email": _("E-mail address"),
        "came": _("Time of joining"),
        "left": _("Time of leaving"),
        "duration": _("Minutes or duration"),
    }

    def __init__(self, *args, report, columns=None, **kwargs):
        initial = {
            "provider": report.told_provider,
            "time_zone": report.time_zone,
            "day_order": report.day_order,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if columns:
            self._ask_columns(columns, report.columns or columns.guess)

    def _ask_columns(self, columns, guess):
        labels = map(self._label, columns.header, columns.examples)
        choices = [("", _("no such column")), *((str(place), label) for place, label in enumerate(labels, 1))]
        for purpose, label in self.PURPOSES.items():
            place = guess.get(purpose)
            self.fields[f"column_{purpose}"] = forms.TypedChoiceField(
                label=label,
                required=False,
                coerce=int,
                empty_value=None,
                choices=choices,
                initial=None if place is None else place + 1,
            )

    def clean(self):
        data = super().clean()
        names_a_person = data.get("column_name") or data.get("column_email")
        if "column_name" in self.fields and data.get("provider") == Provider.OTHER and not names_a_person:
            raise ValidationError(_("Say at least where the name or the e-mail address stands."))
        return data

    @property
    def said(self):
        chosen = {purpose: self.cleaned_data.get(f"column_{purpose}") for purpose in self.PURPOSES}
        return super().said | {"columns": {purpose: place - 1 for purpose, place in chosen.items() if place}}

    def column_fields(self):
        return [self[name] for name in self.fields if name.startswith("column_")]

    @staticmethod
    def _label(header, example):
        return f"{header} ({example[:40]})" if example else header


class CountForm(forms.Form):
    """Asked only where the report tells of presence without its length."""

    unknown = forms.ChoiceField(
        choices=[("full", _("count them as there for the full session")), ("leave", _("leave them out"))],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Say what shall be done with people whose time is not known.")},
    )

    def __init__(self, *args, is_asked, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_asked:
            del self.fields["unknown"]

    @property
    def full_if_unknown(self):
        answer = self.cleaned_data.get("unknown")
        return None if answer is None else answer == "full"


class Decisions:
    """What a page of people says: of each, what it showed, and who it is. Whoever was left alone stays so."""

    def __init__(self, event, data):
        self.event, self.data = event, data
        self.errors = []

    @cached_property
    def _posted(self):
        """Triples (id of the person, choice, address) of those about whom something was said."""
        posted = []
        for name in self.data:
            pk = name.removeprefix(WAS)
            if name.startswith(WAS) and pk.isascii() and pk.isdigit() and len(pk) < 19:
                choice = self.data.get(f"{PERSON}{pk}", "")
                address = self.data.get(f"{ADDRESS}{pk}", "").strip().lower()
                if choice or address:
                    posted.append((int(pk), choice, address))
        return posted

    @cached_property
    def chosen(self):
        """What `actions.decide_people` takes; what cannot be understood stands in `errors`."""
        ids = [int(choice) for _pk, choice, _address in self._posted if self._is_id(choice)]
        holders = self.event.registrations.confirmed()
        by_id = holders.select_related("user").in_bulk(ids)
        by_address = self._by_address(holders)
        decisions = {}
        for pk, choice, address in self._posted:
            if choice == NOBODY:
                found = None
            elif self._is_id(choice):
                found = by_id.get(int(choice))
            else:
                found = by_address.get(address)
            if found is None and choice != NOBODY:
                self.errors.append(self._unknown(address))
            else:
                decisions[pk] = (self.data[f"{WAS}{pk}"], found)
        return decisions

    def is_valid(self):
        """Reading what was chosen is what finds the errors."""
        return self.chosen is not None and not self.errors

    @staticmethod
    def _unknown(address):
        if not address:
            return _("Give the e-mail address of the account of the person you mean.")
        return _("Nobody with a place has the address “%(address)s”.") % {"address": address}

    def _by_address(self, holders):
        addresses = {address for _pk, choice, address in self._posted if address and not self._is_id(choice)}
        users = dict(
            EmailAddress.objects.filter(email__in=addresses, verified=True).values_list("email", "user")
        )
        rows = {row.user_id: row for row in holders.select_related("user").filter(user__in=users.values())}
        return {address: rows[user] for address, user in users.items() if user in rows}

    @staticmethod
    def _is_id(choice):
        return choice.isascii() and choice.isdigit() and len(choice) < 19
