"""How people did and what they said, since the programme began: the same figures as on the dashboards."""

from django.utils.formats import date_format

from impact.documents.content import Part, Table, percent, points
from impact.figures import FIGURES
from impact.makers import counted
from impact.models.snapshots import Split
from impact.words import Words

COMPARED = (
    "Percent of the points; the change is in percentage points. Only people who took both tests are compared. Gained: the "
    "part that the group gained of what it could gain."
)
NONE_YET = "These figures have not been counted yet."


def _state_of(beginning):
    return f"{counted.NOT_BY_MONTH} Counted on {date_format(beginning.as_of, 'j F Y, H:i')} (UTC)."


def learned(beginning):
    """Parts: the change of knowledge, and who passed."""
    title = "What was learned"
    if beginning is None:
        return [Part(title, [NONE_YET])]
    levels = beginning.levels("change")
    return [Part(title, [_state_of(beginning)], [*_changes(beginning, levels), _passed(beginning)])]


def _changes(beginning, levels):
    shown = {level: beginning.get("change", level=level) for level in levels}
    yield Table(
        "Before and after",
        ["level", "both tests", "before", "after", "change", "95 % sure", "gained"],
        [[f"Level {level}", *_change(cell)] for level, cell in shown.items()],
        title="Before and after a level",
        note=COMPARED if levels else "No level has a test before and after it that people have taken.",
    )
    if not levels:
        return
    yield Table(
        "Not compared",
        ["level", "only the test before", "only the test after"],
        [[f"Level {level}", *_left_out(cell)] for level, cell in shown.items()],
        title="Who is not in it",
        note="People who took one of the tests only. If the figures above held them, the level would look better than it is.",
    )
    words = Words()
    for level in levels:
        yield Table(
            "By profession",
            ["profession", "both tests", "before", "after", "change", "95 % sure", "gained"],
            [
                [words.group(Split.PROFESSION, group), *_change(cell)]
                for group, cell in beginning.groups("change", Split.PROFESSION, level=level)
            ],
            title=f"Level {level} by profession",
            note=counted.TOGETHER,
            under="level",
        )
    yield from _by_topic(beginning, levels)


def _by_topic(beginning, levels):
    words = Words()
    for level in levels:
        rows = [
            [words.group(Split.TOPIC, group), counted.people(cell), *_points(cell)]
            for group, cell in beginning.groups("change_by_topic", Split.TOPIC, level=level)
        ]
        if rows:
            yield Table(
                "By topic",
                ["topic", "both tests", "before", "after", "change"],
                rows,
                title=f"Level {level} by topic",
                note=str(FIGURES["change_by_topic"].definition),
                under="level",
            )


def _points(cell):
    if not cell.is_there or cell["before"] is None:
        return ["", "", ""]
    return [percent(cell["before"]), percent(cell["after"]), points(cell["change"])]


def _change(cell):
    """People, before, after, change, between what it lies, and the share of what there was to gain."""
    if not cell.is_there or cell["before"] is None:
        return [counted.people(cell), "", "", "", "", ""]
    between = f"{points(cell['change_low']).text} and {points(cell['change_high']).text}"
    return [
        cell.people,
        percent(cell["before"]),
        percent(cell["after"]),
        points(cell["change"]),
        between,
        "" if cell["class_gain"] is None else percent(cell["class_gain"]),
    ]


def _left_out(cell):
    """Of one to four people it is not said how many."""
    return [counted.FEW if cell[key] is None else cell[key] for key in ("only_before", "only_after")]


def _passed(beginning):
    rows = []
    for level in beginning.levels("assessed"):
        cell = beginning.get("assessed", level=level)
        rows.append(
            [f"Level {level}", counted.people(cell), percent(cell["passed"]) if cell.is_there else ""]
        )
    return Table(
        "Assessments",
        ["level", "people with a result", "passed"],
        rows,
        title="Assessments",
        note=str(FIGURES["assessed"].definition) if rows else "Nobody has a result yet.",
    )


LEARNED = ["change", "change_by_topic", "assessed"]
RATED, AGREED = ("satisfaction", "relevance"), ("unbiased", "intention", "action")
ASKED = ("answered", "followed_up")
SAID = [*RATED, *AGREED, *ASKED]


def said(beginning):
    """Parts: what people thought of it, and what they mean to change, and have changed."""
    title = "What people said"
    if beginning is None:
        return [Part(title, [NONE_YET])]
    rated = Table(
        "Opinions",
        ["what", "about", "answers", "mean of 5"],
        list(_opinions(beginning, RATED, "mean", points)),
        title="What they thought",
    )
    agreed = Table(
        "Intention and action",
        ["what", "about", "answers", "share"],
        list(_opinions(beginning, AGREED, "share", percent)),
        title="What they intend, and what became of it",
    )
    asked = Table(
        "Answered",
        ["what", "about", "asked", "answered", "share"],
        list(_answered(beginning)),
        title="How many answered",
        note="Answers are anonymous. How each figure is counted stands at the end.",
    )
    return [Part(title, [], [rated, agreed, asked])]


def _opinions(beginning, names, key, form):
    for name, level, cell in _each(beginning, names):
        answers = cell["answers"] if cell.is_there else counted.people(cell)
        yield [str(FIGURES[name].title), _about(level), answers, form(cell[key]) if cell.is_there else ""]


def _answered(beginning):
    for name, level, cell in _each(beginning, ASKED):
        told = [counted.people(cell), "", ""]
        if cell.is_there:
            told = [cell["invited"], cell["answered"], percent(cell["rate"])]
        yield [str(FIGURES[name].title), _about(level), *told]


def _each(beginning, names):
    for name in names:
        for level in beginning.levels(name):
            yield name, level, beginning.get(name, level=level)


def _about(level):
    return f"Level {level}" if level else "Events"
