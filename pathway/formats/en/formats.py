"""English as most of our readers write it: 22 November 2026, 14:30."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "d/m/Y"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j F"
