"""The months of the pathway as a drawing: from rows to positions, and nothing else.

`milestones` makes one list of all that happens, `draw` gives each its place. Both are plain functions: what
they need is handed to them, so they can be tried with any data. The template draws what stands here.
"""

import datetime
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from levels.models import ActivityKind
from registrations.dates import day_range, days
from registrations.models import EventKind

WIDTH = 1114
LANES_FROM = 212  # left of it stand the names of the lanes
YEARS_AT = 26
MONTHS_AT = 52
TODAY_AT = 78
LANES_AT = 92
LANE_PADDING = 12
ROW = 34
BEAD = 9
BEAD_GAP = 20
TEXT_GAP = 9
SPAN_INSET = 5
LETTER_WIDTHS = dict.fromkeys("iljtfrI.,:;'|!()[] ", 4.6) | dict.fromkeys("mwMW@%–—", 12.4)

CONGRESS_KINDS = (EventKind.WORKSHOP, EventKind.MASTERCLASS)


@dataclass(frozen=True)
class Milestone:
    """Something that happens. `days` is empty while nobody has said when: then it may be any time in its span.

    `labels` are ways to say it in the drawing, the longest first; `text` is how the list says it.
    """

    lane: str
    first: datetime.date
    last: datetime.date
    when: str
    text: str
    labels: tuple
    is_fixed: bool = True
    is_ongoing: bool = False
    url: str = ""


@dataclass
class Label:
    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass
class Today(Label):
    @property
    def label_x(self):
        return self.x + (TEXT_GAP if self.anchor == "start" else -TEXT_GAP)


@dataclass
class Lane:
    name: str
    top: float
    height: float = 0
    beads: list = field(default_factory=list)
    spans: list = field(default_factory=list)
    labels: list = field(default_factory=list)

    @property
    def name_at(self):
        return self.top + LANE_PADDING + ROW / 2 + 5


@dataclass
class Drawing:
    years: list
    months: list
    rules: list
    lanes: list
    height: float
    today: Today | None
    width: int = WIDTH


# ---- What happens ---------------------------------------------------------------------------------------------


def milestones(pathway, levels, events, calls):
    """All that happens, in order; what has no date stands at the end of its span."""
    central = [event for event in events if event.hub_id is None]
    at_congress = [event for event in central if event.kind in CONGRESS_KINDS]
    live = [event for event in central if event.kind not in CONGRESS_KINDS]
    found = [_of_event(pathway, event, _("Everyone")) for event in live if event.level_id is None]
    for level in levels:
        own = [event for event in live if event.level_id == level.pk]
        found += [_of_event(pathway, event, _lane(level)) for event in own] or [_of_level(pathway, level)]
    found += [_of_event(pathway, event, _("At the LIVES congress")) for event in at_congress]
    in_countries = _("In the pilot countries")
    found += [_of_event(pathway, event, in_countries) for event in events if event.hub_id and event.starts_at]
    found.append(_of_hubs(pathway, in_countries))
    found += [_of_call(pathway, call) for call in calls]
    return found


def in_order(found, today):
    """For the list: dated ones by date, the others by the end of their span, and today among them."""
    order = sorted(found, key=lambda one: (one.first if one.is_fixed else one.last, not one.is_fixed))
    before = [one for one in order if (one.first if one.is_fixed else one.last) < today]
    return before, order[len(before) :]


def _lane(level):
    return _("Level %(number)s") % {"number": level.number}


def _of_event(pathway, event, lane):
    fixed = event.starts_at is not None
    if fixed:
        first, last = (moment.astimezone(event.zone).date() for moment in (event.starts_at, event.ends_at))
        labels = (f"{event.title}, {_short_range(first, last)}", event.title)
    else:
        first, last = _year_of(pathway, event.expected_year)
        labels = (
            (f"{event.title}, {_free_entries(event)}", event.title) if event.is_limited else (event.title,)
        )
    return Milestone(
        lane=lane,
        first=first,
        last=last,
        when=days(event),
        text=_sentence(event),
        labels=labels,
        is_fixed=fixed,
        url=event.get_absolute_url(),
    )


def _sentence(event):
    text = event.title
    if event.level_id and event.kind in CONGRESS_KINDS:
        text = f"{_lane(event.level)}: {text}"
    if event.hub_id:
        text = f"{text}, {event.hub}"
    return f"{text}, {_free_entries(event)}" if event.is_limited else text


def _free_entries(event):
    return _("%(places)s free entries") % {"places": event.capacity}


def _of_level(pathway, level):
    """A level with no live event of its own on the calendar: from the day it opens to the end."""
    shown = (ActivityKind.WORKSHOP, ActivityKind.REPOSITORY)
    what = "; ".join(line["title"] for line in level.lines if line["kind"] in shown)
    return Milestone(
        lane=_lane(level),
        first=max(level.opens_on or pathway.starts_on, pathway.starts_on),
        last=pathway.ends_on,
        when=level.when,
        text=str(level),
        labels=(f"{level.when}: {what or level.title}", f"{level.when}: {level.title}", level.when),
        is_fixed=False,
        url=level.get_absolute_url(),
    )


def _of_hubs(pathway, lane):
    what = _("Training hubs, faculty development days, national events, simulation and bedside training")
    return Milestone(
        lane=lane,
        first=pathway.starts_on,
        last=pathway.ends_on,
        when=_("%(first)s–%(last)s, dates per country")
        % {"first": pathway.starts_on.year, "last": pathway.ends_on.year},
        text=what,
        labels=(what, _("Training hubs and their events")),
        is_fixed=False,
        is_ongoing=True,
    )


def _of_call(pathway, call):
    lane = _("Fellowships")
    if call.has_opened:
        day = call.opened_at.date()
        return Milestone(
            lane,
            day,
            day,
            day_range(day, day),
            call.title,
            (_("%(call)s: call opens") % {"call": call.title},),
        )
    return Milestone(
        lane=lane,
        first=pathway.starts_on,
        last=pathway.ends_on,
        when=_("To be announced"),
        text=f"{call.title}: {call.announcement}",
        labels=(
            f"{call.title}: {call.announcement}",
            f"{call.title}: {call.announcement.partition('. ')[0]}",
            call.title,
        ),
        is_fixed=False,
    )


def _year_of(pathway, year):
    if year is None:
        return pathway.starts_on, pathway.ends_on
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def _short_range(first, last):
    """Days without the year: that is written above."""
    if first == last:
        return date_format(first, "MONTH_DAY_FORMAT")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'MONTH_DAY_FORMAT')}"
    return f"{date_format(first, 'MONTH_DAY_FORMAT')} – {date_format(last, 'MONTH_DAY_FORMAT')}"


# ---- Where it stands ------------------------------------------------------------------------------------------


def draw(found, starts_on, ends_on, today):
    """Positions of everything. Days outside the pathway are drawn at its edge, never beyond the paper."""
    scale = _Scale(starts_on, ends_on)
    marks = [scale.x(today)] if starts_on <= today <= ends_on else []
    lanes, top = [], LANES_AT
    for name in dict.fromkeys(one.lane for one in found):
        lane = _fill(Lane(name, top), [one for one in found if one.lane == name], scale, marks)
        lanes.append(lane)
        top += lane.height
    return Drawing(
        years=scale.years(),
        months=scale.months(),
        rules=scale.rules(),
        lanes=lanes,
        height=top + 8,
        today=_today(scale, today) if marks else None,
    )


class _Scale:
    """Days to pixels: all months are equally wide, as on the pathway's own drawings."""

    def __init__(self, starts_on, ends_on):
        self.first, self.count = (
            (starts_on.year, starts_on.month),
            _month_number(ends_on) - _month_number(starts_on) + 1,
        )
        self.origin = _month_number(starts_on)
        self.month = (WIDTH - LANES_FROM) / self.count

    def x(self, day, part=0.5):
        """`part` of the way through the day: 0 is its morning, 1 its end."""
        length = monthrange(day.year, day.month)[1]
        months = _month_number(day) - self.origin + (day.day - 1 + part) / length
        return LANES_FROM + min(max(months, 0), self.count) * self.month

    def _starts(self):
        for index in range(self.count):
            number = self.origin + index
            yield index, number // 12, number % 12 + 1, LANES_FROM + index * self.month

    def years(self):
        return [
            Label(x, YEARS_AT, str(year))
            for index, year, month, x in self._starts()
            if month == 1 or (index == 0 and month < 11)
        ]

    def months(self):
        return [
            Label(x + self.month / 2, MONTHS_AT, str(MONTHS[month])[:1].upper(), "middle")
            for _index, _year, month, x in self._starts()
        ]

    def rules(self):
        """A line where a year begins, a quieter one where a quarter does."""
        return [
            {"x": x, "is_year": month == 1 or index == 0}
            for index, _year, month, x in self._starts()
            if month % 3 == 1 or index == 0
        ]


def _month_number(day):
    return day.year * 12 + day.month - 1


def _today(scale, today):
    x = scale.x(today)
    text = _("Today, %(date)s") % {"date": day_range(today, today)}
    fits = x + TEXT_GAP + text_width(text) <= WIDTH
    return Today(x, TODAY_AT, text, "start" if fits else "end")


def _fill(lane, found, scale, marks):
    """Put each thing into the first row of the lane where it meets nothing else."""
    rows = []
    for one in sorted(found, key=lambda one: (one.is_ongoing, one.first, one.last)):
        place = _bead_places(one, scale, marks) if one.is_fixed else _span_places(one, scale)
        row, (_extent, text, x, anchor) = _free_row(rows, place)
        middle = lane.top + LANE_PADDING + row * (ROW + 4) + ROW / 2
        _put(lane, one, scale, middle)
        if text:
            lane.labels.append(Label(x, middle + 5, text, anchor))
    lane.height = 2 * LANE_PADDING + len(rows) * (ROW + 4) - 4
    return lane


def _put(lane, one, scale, middle):
    if one.is_fixed:
        lane.beads += [{"x": x, "y": middle} for x in _beads(one, scale)]
    else:
        left, right = _span(one, scale)
        lane.spans.append(
            {"x": left, "y": middle - ROW / 2, "width": right - left, "is_ongoing": one.is_ongoing}
        )


def _beads(one, scale):
    """One bead for each day, up to three; side by side even where the days lie closer than the beads."""
    days_long = min((one.last - one.first).days + 1, 3)
    last_place = WIDTH - BEAD - (days_long - 1) * BEAD_GAP
    first = max(LANES_FROM + BEAD, min(scale.x(one.first), last_place))
    return [first + index * BEAD_GAP for index in range(days_long)]


def _span(one, scale):
    """From its first day to its last, and wide enough to be seen however short that is."""
    left = min(scale.x(one.first, 0) + SPAN_INSET, WIDTH - 2 * ROW)
    return left, max(scale.x(one.last, 1) - SPAN_INSET, left + 2 * ROW)


def _bead_places(one, scale, marks):
    """Where the label may stand: right of the beads, else left of them; shorter words before cut ones.

    The side on which it crosses no mark, the line of today, comes first.
    """
    beads = _beads(one, scale)
    left, right = beads[0] - BEAD, beads[-1] + BEAD
    for text in [*one.labels, shorten(one.labels[-1], max(WIDTH - right, left - LANES_FROM) - TEXT_GAP)]:
        width = text_width(text)
        sides = []
        if right + TEXT_GAP + width <= WIDTH:
            sides.append(((left, right + TEXT_GAP + width), text, right + TEXT_GAP, "start"))
        if left - TEXT_GAP - width >= LANES_FROM:
            sides.append(((left - TEXT_GAP - width, right), text, left - TEXT_GAP, "end"))
        yield from sorted(sides, key=lambda side: any(side[0][0] < mark < side[0][1] for mark in marks))


def _span_places(one, scale):
    left, right = _span(one, scale)
    room = right - left - ROW
    text = next((text for text in one.labels if text_width(text) <= room), None)
    text = text or shorten(one.labels[-1], room)
    yield (left, right), text, left + ROW / 2, "start"


def _free_row(rows, places):
    """The first row with room for one of the places; a new row where there is none."""
    places = list(places)
    for number, taken in enumerate(rows):
        for place in places:
            if all(place[0][1] + TEXT_GAP <= start or end + TEXT_GAP <= place[0][0] for start, end in taken):
                taken.append(place[0])
                return number, place
    rows.append([places[0][0]])
    return len(rows) - 1, places[0]


def text_width(text):
    """About how wide a text is drawn at 14 px; rather too wide than too narrow."""
    return sum(
        14.5 if unicodedata.east_asian_width(letter) in "WF" else LETTER_WIDTHS.get(letter, 8)
        for letter in text
    )


def shorten(text, room):
    """The text, cut to the room with an ellipsis; nothing where not even that fits."""
    if text_width(text) <= room:
        return text
    while text and text_width(text + "…") > room:
        text = text[:-1].rstrip(" ,;:")
    return text + "…" if text else ""
