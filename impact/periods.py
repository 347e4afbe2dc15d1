"""Whole months, as reports are about them. A month begins and ends in UTC, whatever the clock of who asks says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from levels.models import Pathway


@dataclass(frozen=True)
class Period:
    """From the first day of `first` to the last day of the month of `last`; both are first days of months."""

    first: date
    last: date

    def __str__(self):
        first, last = (_month(day) for day in (self.first, self.last))
        if self.first == self.last:
            return last
        return f"{first} – {last}"

    @property
    def since(self):
        return datetime.combine(self.first, time(), UTC)

    @property
    def until(self):
        """The first moment that no longer belongs to it."""
        return datetime.combine(_next(self.last), time(), UTC)

    def is_so_far(self, now=None):
        """It is not over yet."""
        return (now or timezone.now()) < self.until

    def begin_of_programme(self):
        """The programme's first day where this period lies before it, else None."""
        first = Pathway.objects.values_list("starts_on", flat=True).order_by("starts_on").first()
        return first if first and self.until.date() <= first else None

    def refuse_nonsense(self, now=None):
        """Raises ValidationError where it runs backwards, or into the future."""
        if self.last < self.first:
            raise ValidationError(_("The last month lies before the first."), code="backwards")
        if self.last > this_month(now):
            raise ValidationError(
                _("There is nothing to report of months to come. The last month can be this one."),
                code="future",
            )


def this_month(now=None):
    return (now or timezone.now()).astimezone(UTC).date().replace(day=1)


def _next(month):
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def _month(day):
    return date_format(day, "YEAR_MONTH_FORMAT")
