"""Before and after: the same people in two tests, as a line from one mean to the other."""

from django.utils.translation import gettext as _

from impact.charts.chart import Chart, Mark, Row, latest_moment
from impact.figures import FIGURES, NOT_STATED, OTHER
from impact.models.snapshots import Split


def changes(numbers, words, split, *, level, country="", figure="change", own=(), title=""):
    """A row for each group; for the total one of everybody, with that of the country above it."""
    if split == Split.TOTAL:
        found = [(_("All countries"), "", numbers.get(figure, level=level))]
        if country:
            shown = numbers.get(figure, level=level, country=country)
            found.insert(0, (words.group(Split.COUNTRY, country), country, shown))
    else:
        groups = numbers.groups(figure, split, level=level, country=country)
        found = [(words.group(split, code), code, shown) for code, shown in groups]
        found.sort(
            key=lambda one: (
                one[1] == NOT_STATED,
                one[1] == OTHER,
                one[2].is_hidden,
                -(one[2]["change"] or 0),
            )
        )
    rows = [_row(label, shown, code in own) for label, code, shown in found]
    return Chart(
        "change",
        FIGURES[figure],
        [row for row in rows if row is not None],
        latest_moment(shown for _label, _code, shown in found),
        title=title,
        level=level,
        country=country,
        split=str(split),
    )


def _row(label, shown, is_own):
    if shown.is_hidden:
        return Row(label, _("not shown"), is_hidden=True, is_own=is_own)
    if shown["before"] is None:
        return None
    before, after = shown["before"] / 100, shown["after"] / 100
    return Row(
        label=label,
        text=f"{round(before)}% → {round(after)}%",
        people=shown.people,
        mark=Mark(min(before, after), abs(after - before)),
        is_own=is_own,
        note=_interval(shown),
        detail={"before": before, "after": after, "value": shown.value},
    )


def _interval(shown):
    if shown["change_low"] is None:
        return _signed(shown["change"])
    return _("%(change)s points (95%% interval %(low)s to %(high)s)") % {
        "change": _signed(shown["change"]),
        "low": _signed(shown["change_low"]),
        "high": _signed(shown["change_high"]),
    }


def _signed(hundredths):
    return f"{round(hundredths / 100):+d}".replace("-", "−")
