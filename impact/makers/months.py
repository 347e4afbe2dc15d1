"""What every report says of its months, before anything else."""

from django.utils.formats import date_format

OFFICE = "European Society of Intensive Care Medicine (ESICM)"


def about(report, now):
    """Pairs of what it is about, and words. Whoever reads it later has to see what had not happened yet."""
    period = report.period
    yield "Months", f"{period}, so far" if period.is_so_far(now) else str(period)
    yield (
        "Counted",
        f"on {_moment(now)} (UTC). Months begin and end in UTC. What is recorded later is not in it.",
    )
    yield "Made by", OFFICE


def notice(report, now):
    """What readers would not expect of these months, in a sentence; empty where there is nothing."""
    begins = report.period.begin_of_programme()
    if begins:
        day = date_format(begins, "j F Y")
        return f"Nothing happened in these months: the programme began on {day}, after them."
    if report.period.is_so_far(now):
        return "The last of these months is not over: its figures are those so far, and will still grow."
    return ""


def _moment(value):
    return date_format(value, "j F Y, H:i")
