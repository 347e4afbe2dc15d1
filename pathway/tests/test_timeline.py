"""With odd data too, nothing in the drawing lies on anything else or leaves the paper."""

import dataclasses
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway import timeline
from pathway.timeline import BEAD, LANES_FROM, WIDTH, Milestone, draw, shorten, text_width

FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2027, 12, 31)
TODAY = datetime.date(2026, 11, 22)


def milestone(first, last=None, *, label="Something happens", lane="Level 1", **facts):
    return Milestone(
        lane=lane,
        first=first,
        last=last or first,
        when="then",
        text=label,
        labels=(f"{label} and quite some more words about it", label),
        **facts,
    )


def extents(lane):
    """Left, right, top and bottom of all beads and labels outside spans, and of all spans."""
    found = [
        (span["x"], span["x"] + span["width"], span["y"], span["y"] + timeline.ROW) for span in lane.spans
    ]
    found += [(bead["x"] - BEAD, bead["x"] + BEAD, bead["y"] - BEAD, bead["y"] + BEAD) for bead in lane.beads]
    for label in lane.labels:
        width = text_width(label.text)
        left = label.x if label.anchor == "start" else label.x - width
        found.append((left, left + width, label.y - 12, label.y + 2))
    return found


def is_within(inner, outer):
    return outer[0] <= inner[0] and inner[1] <= outer[1] and outer[2] <= inner[2] and inner[3] <= outer[3]


def meet(one, other):
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def assert_nothing_collides(drawing):
    for lane in drawing.lanes:
        found = extents(lane)
        for left, right, top, bottom in found:
            assert LANES_FROM <= left < right <= WIDTH
            assert lane.top <= top < bottom <= lane.top + lane.height
        for number, one in enumerate(found):
            for other in found[number + 1 :]:
                assert is_within(other, one) or is_within(one, other) or not meet(one, other)
    tops = [lane.top for lane in drawing.lanes]
    assert tops == sorted(tops)
    assert not drawing.lanes or drawing.height >= drawing.lanes[-1].top + drawing.lanes[-1].height


days = st.dates(FIRST - datetime.timedelta(days=400), LAST + datetime.timedelta(days=400))
labels = st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=200)


@st.composite
def milestones(draw_from):
    first = draw_from(days)
    last = first + datetime.timedelta(days=draw_from(st.integers(0, 500)))
    lane = draw_from(st.sampled_from(["Everyone", "Level 1", "Level 2"]))
    return milestone(first, last, label=draw_from(labels), lane=lane, is_fixed=draw_from(st.booleans()))


@given(st.lists(milestones(), max_size=25), days)
def test_nothing_collides_whatever_the_data(found, today):
    assert_nothing_collides(draw(found, FIRST, LAST, today))


@pytest.mark.parametrize("count", [2, 12])
def test_events_on_the_same_day_stand_below_each_other(count):
    drawing = draw([milestone(TODAY, label=f"Event {n}") for n in range(count)], FIRST, LAST, TODAY)

    assert_nothing_collides(drawing)
    assert len({bead["y"] for bead in drawing.lanes[0].beads}) > count // 3


def test_two_days_are_two_beads_and_a_month_is_three():
    two = draw([milestone(TODAY, TODAY + datetime.timedelta(days=1))], FIRST, LAST, TODAY)
    month = draw([milestone(TODAY, TODAY + datetime.timedelta(days=30))], FIRST, LAST, TODAY)

    assert (len(two.lanes[0].beads), len(month.lanes[0].beads)) == (2, 3)


def test_what_has_no_date_is_a_span_and_no_bead():
    [lane] = draw([milestone(FIRST, LAST, is_fixed=False)], FIRST, LAST, TODAY).lanes

    assert (len(lane.spans), lane.beads) == (1, [])


def test_a_late_event_has_its_label_on_the_left():
    [lane] = draw([milestone(LAST)], FIRST, LAST, TODAY).lanes

    assert lane.labels[0].anchor == "end"


def test_a_label_keeps_clear_of_today_where_it_can():
    near = dataclasses.replace(milestone(datetime.date(2026, 9, 9)), labels=("Two days, live and online",))

    [lane] = draw([near], FIRST, LAST, TODAY).lanes

    assert lane.labels[0].anchor == "end"


@pytest.mark.parametrize(
    ("today", "is_drawn"),
    [
        (FIRST - datetime.timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + datetime.timedelta(days=1), False),
    ],
)
def test_today_is_drawn_only_within_the_pathway(today, is_drawn):
    drawing = draw([], FIRST, LAST, today)

    assert (drawing.today is not None) is is_drawn
    if is_drawn:
        width = text_width(drawing.today.text)
        end = drawing.today.label_x + (width if drawing.today.anchor == "start" else -width)
        assert 0 <= end <= WIDTH


def test_the_scale_shows_every_month_and_both_years():
    drawing = draw([], FIRST, LAST, TODAY)

    assert [year.text for year in drawing.years] == ["2026", "2027"]
    assert len(drawing.months) == 24
    assert [rule["is_year"] for rule in drawing.rules] == [True, False, False, False] * 2


def test_a_text_is_cut_only_where_it_must_be():
    assert shorten("Level 1", 500) == "Level 1"
    assert shorten("A very long name of an event", 90).endswith("…")
    assert text_width(shorten("集中治療における敗血症", 90)) <= 90
    assert shorten("Level 1", 2) == ""


def test_the_list_puts_today_between_what_is_over_and_what_is_to_come():
    over, soon = milestone(datetime.date(2026, 5, 6)), milestone(datetime.date(2027, 5, 6))
    open_year = milestone(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), is_fixed=False)
    ongoing = milestone(FIRST, LAST, is_fixed=False)

    assert timeline.in_order([ongoing, soon, open_year, over], TODAY) == ([over], [open_year, soon, ongoing])
