"""Horizontal bars: people, shares and means of groups, the own hub beside everybody."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from impact.charts.chart import Chart, Mark, Row, latest_moment
from impact.figures import FIGURES, NOT_STATED, OTHER
from impact.models.snapshots import Split

WHOLE = 10_000


def bars(numbers, words, figure, split, *, level=0, country="", key=None, own=(), title="", in_order=False):
    """One bar for each group. `key` is the share or mean in the value that is drawn; None draws the people."""
    found = numbers.groups(figure, split, level=level, country=country)
    found = found if in_order else sorted(found, key=lambda pair: _place(pair, key))
    found = found or _as_a_whole(numbers, figure, level, country)
    scale = _scale(found, key)
    rows = [
        Row(
            label=words.group(split, code) if code else _("All together"),
            text=said(shown, key),
            people=shown.people,
            mark=_mark(shown, key, scale),
            beside=_beside(numbers, figure, split, level, country, code, key),
            is_hidden=shown.is_hidden,
            is_own=code in own,
        )
        for code, shown in found
    ]
    return Chart(
        "bars",
        FIGURES[figure],
        rows,
        latest_moment(shown for _code, shown in found),
        title=title,
        level=level,
        country=country,
        split=str(split),
        unit=_unit(key),
    )


def _as_a_whole(numbers, figure, level, country):
    """Where all groups are too small to be told apart, something was counted all the same."""
    shown = numbers.get(figure, level=level, country=country)
    return [("", shown)] if shown.people or shown.is_hidden else []


def bars_row(label, shown, key, *, is_own=False):
    """A row of a chart that is put together by hand. A rate is of those who were asked."""
    return Row(
        label=label,
        text=said(shown, key),
        people=shown["invited"] or shown.people,
        mark=_mark(shown, key, _scale([], key)),
        is_hidden=shown.is_hidden,
        is_own=is_own,
    )


def _place(pair, key):
    code, shown = pair
    return code == NOT_STATED, code == OTHER, shown.is_hidden, -(_number(shown, key) or 0), code


def _number(shown, key):
    return shown.people if key is None else shown[key]


def _scale(found, key):
    if key is not None:
        return 500 if key == "mean" else WHOLE
    return max((shown.people or 0 for _code, shown in found), default=0)


def _mark(shown, key, scale):
    number = _number(shown, key)
    if shown.is_hidden or number is None or not scale:
        return None
    if key == "mean":
        return Mark(0, max(0, number - 100) / 4)
    return Mark(0, max(100 * number / scale, 0.6 if number else 0))


def _beside(numbers, figure, split, level, country, code, key):
    """Where everybody stands, for shares and means of one country: counts of people cannot be compared."""
    if not country or key is None or not code:
        return None
    everybody = numbers.get(figure, level=level, split=split, group=code)
    mark = _mark(everybody, key, _scale([], key))
    return mark and mark.end


def _unit(key):
    return {None: "people", "mean": "mean"}.get(key, "share")


def said(shown, key=None):
    """The value in words: `214 people`, `72%`, `4.3 of 5`."""
    if shown.is_hidden:
        return _("not shown")
    number = _number(shown, key)
    if number is None:
        return _("nothing yet")
    if key is None:
        return ngettext("%(number)s person", "%(number)s people", number) % {
            "number": f"{number:,}".replace(",", " ")
        }
    if key == "mean":
        return _("%(mean)s of 5") % {"mean": f"{number / 100:.1f}"}
    return f"{round(number / 100)}%"


# ---- The funnel ----


def funnel(numbers, words, steps, *, country="", split=Split.TOTAL, group=""):
    """From step to step: how many, of the step before and of the first. `steps` are pairs (figure, level)."""
    found = [
        (figure, level, numbers.get(figure, level=level, country=country, split=split, group=group))
        for figure, level in steps
    ]
    first, everybodys_first = found[0][2], numbers.get(steps[0][0], level=steps[0][1])
    rows, before = [], None
    for figure, level, shown in found:
        title = str(FIGURES[figure].title)
        rows.append(
            Row(
                label=_("%(what)s (Level %(level)s)") % {"what": title, "level": level} if level else title,
                text=said(shown),
                people=shown.people,
                mark=_of_first(shown, first),
                beside=_end(_of_first(numbers.get(figure, level=level), everybodys_first))
                if country
                else None,
                is_hidden=shown.is_hidden,
                note=_of_before(shown, before, first),
                detail={"definition": FIGURES[figure].definition},
            )
        )
        before = shown
    moment = latest_moment(shown for _figure, _level, shown in found)
    return Chart(
        "funnel",
        FIGURES[steps[0][0]],
        rows,
        moment,
        title=_("From the first look to the certificate"),
        country=country,
    )


def _of_first(shown, first):
    if shown.is_hidden or first.is_hidden or not first.people:
        return None
    return Mark(0, 100 * (shown.people or 0) / first.people)


def _end(mark):
    return mark and mark.end


def _of_before(shown, before, first):
    """Nothing is said where one of the two is hidden: it would follow from the share. More than before is no part of it."""
    if before is None or _share(shown, first) is None:
        return ""
    of_first = _("%(share)s%% of the first step") % {"share": _share(shown, first)}
    if _share(shown, before) is None or before is first:
        return of_first
    return _("%(share)s%% of the step before, %(first)s%% of the first") % {
        "share": _share(shown, before),
        "first": _share(shown, first),
    }


def _share(shown, whole):
    if shown.is_hidden or whole.is_hidden or not whole.people or (shown.people or 0) > whole.people:
        return None
    return round(100 * (shown.people or 0) / whole.people)
