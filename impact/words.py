"""Codes of groups in words, as the person who looks reads them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from accounts.models import CareerStage, Profession
from assessments.models import Topic
from certificates.models import Kind
from impact.figures import NOT_STATED, OTHER
from impact.figures.opinions import question_texts
from impact.models.snapshots import Split
from registrations.models import Event


class Words:
    """Labels of groups. What stands in the database is read once, when it is first asked for."""

    def __init__(self):
        self._known = {}

    def group(self, split, code):
        if code == OTHER:
            return _("All others")
        if code == NOT_STATED:
            return _("Not stated")
        return str(self._of(split).get(code, code)) if split != Split.MONTH else month(code)

    def _of(self, split):
        if split not in self._known:
            self._known[split] = _READERS[split]()
        return self._known[split]


def month(code):
    """`November 2026` of `2026-11`."""
    year, number = map(int, code.split("-"))
    return date_format(date(year, number, 1), "YEAR_MONTH_FORMAT")


_READERS = {
    Split.COUNTRY: lambda: dict(countries),
    Split.PROFESSION: lambda: dict(Profession.choices),
    Split.CAREER_STAGE: lambda: dict(CareerStage.choices),
    Split.TOPIC: lambda: dict(Topic.objects.values_list("slug", "title")),
    Split.EVENT: lambda: dict(Event.objects.values_list("slug", "title")),
    Split.KIND: lambda: dict(Kind.choices),
    Split.QUESTION: question_texts,
}
