"""Which report, of which months."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from impact.models import ReportKind
from impact.models.reports import EXTENSIONS
from impact.periods import this_month


class MonthField(forms.DateField):
    """Browsers without a calendar of months show a field to write in: `2026-05`."""

    def __init__(self, **kwargs):
        shown = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2026-05"})
        super().__init__(
            input_formats=["%Y-%m"],
            widget=shown,
            error_messages={"invalid": _("Write year and month, such as 2026-05.")},
            **kwargs,
        )


class MonthsForm(forms.Form):
    first_month = MonthField(label=_("From the month"), initial=this_month)
    last_month = MonthField(
        label=_("Until the month"),
        initial=this_month,
        help_text=_(
            "Whole months, which begin and end in UTC. This month is reported as far as it has come."
        ),
    )


class ReportForm(MonthsForm):
    """What staff ask for: a kind of report and a kind of file in one choice, since not every kind has every file."""

    what = forms.ChoiceField(
        label=_("Report"),
        choices=[
            (f"{kind}-{extension}", f"{kind.label} ({extension.upper()})")
            for kind in (ReportKind.SPONSOR, ReportKind.ACCREDITOR, ReportKind.RESEARCH)
            for extension in EXTENSIONS[kind]
        ],
    )
    field_order = ["what"]

    @property
    def asked(self):
        """What the action is told."""
        kind, extension = self.cleaned_data["what"].split("-")
        months = {name: self.cleaned_data[name] for name in ("first_month", "last_month")}
        return months | {"kind": kind, "extension": extension}


class NationalForm(MonthsForm):
    language = forms.ChoiceField(label=_("Language of the report"), choices=settings.LANGUAGES)

    @property
    def asked(self):
        return self.cleaned_data | {"kind": ReportKind.NATIONAL}
