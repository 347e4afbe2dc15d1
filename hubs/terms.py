"""How long an ambassador's term is."""

import calendar
from datetime import date, timedelta


def last_day(first, months):
    """The last day of a term of so many months: 1 March 2026 and 24 months end on 29 February 2028."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    day = min(first.day, calendar.monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)
