"""What the API answers. Moments are UTC, with the zone of the event beside them; scores are integers."""

from datetime import UTC, date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import PlainSerializer

Moment = Annotated[
    datetime,
    PlainSerializer(
        lambda moment: f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", return_type=str, when_used="json"
    ),
]


class Problem(Schema):
    type: str
    title: str
    status: int
    detail: str = Field(description="What went wrong, in words.")


class SeatsOfCountry(Schema):
    country: str = Field(description="ISO 3166 code; empty: seats for anyone.")
    seats: int
    taken: int
    offered: int = Field(description="Kept for somebody's answer.")
    free: int
    released: int = Field(description="Free, and open to the next in line anywhere.")


class Seats(Schema):
    total: int
    left: int
    countries: list[SeatsOfCountry]


class Session(Schema):
    title: str
    starts_at: Moment
    ends_at: Moment


class Registration(Schema):
    is_open: bool
    opens_at: Moment | None
    closes_at: Moment | None
    ranked_until: Moment | None = Field(
        description="Requests made until then are ranked before seats are given."
    )


class Event(Schema):
    id: str = Field(description="Stays the same; part of the address of its page.")
    url: str
    calendar_url: str | None
    title: str
    kind: str
    level: int | None
    hub: str | None = Field(description="ISO 3166 code of the country whose hub runs it; null: ESICM.")
    summary: str
    description: str = Field(description="Markdown.")
    starts_at: Moment | None
    ends_at: Moment | None
    time_zone: str = Field(description="IANA name: where the event takes place.")
    date_note: str = Field(description="What is known of the date while it is not fixed.")
    place: str
    is_online: bool
    language: str = Field(description="ISO 639 code of what is spoken.")
    host_conference: str
    minimum_attendance: int = Field(description="Percent of the minutes that count as having attended.")
    filling: str = Field(description="How places are given: first_come, reviewed or ranked.")
    registration: Registration
    seats: Seats | None = Field(description="null: as many places as are wanted.")
    sessions: list[Session]


class EventPage(Schema):
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Event]


class Level(Schema):
    number: int
    url: str
    title: str
    format: str
    when: str
    summary: str
    opens_on: date | None
    availability: str
    updated_on: date


class Society(Schema):
    name: str
    abbreviation: str
    url: str


class Hub(Schema):
    country: str
    url: str
    name: str
    introduction: str
    time_zone: str
    societies: list[Society]


class Shown(Schema):
    people: int | None = Field(description="null: not about people, or hidden.")
    value: dict | None = Field(
        description="What there is besides the number of people; see `holds` of the figure."
    )
    is_hidden: bool = Field(description="Fewer than 5 people, or from it fewer than 5 could be calculated.")
    as_of: Moment | None = Field(description="null: nobody yet.")


class Definition(Schema):
    name: str
    title: str
    definition: str
    splits: list[str]
    holds: dict[str, str] = Field(description="The keys of `value`, and what they are.")
    moore: str = Field(description="Level of Moore's framework, 1 to 5; empty: none.")
    is_about_people: bool


class Headline(Shown):
    figure: str
    title: str
    definition: str
    level: int = Field(description="0: no level.")


class Headlines(Schema):
    as_of: Moment | None = Field(description="When figures were counted last; null: not yet.")
    results: list[Headline]


class Group(Shown):
    group: str = Field(description="“other” is small groups together, “-” what nobody has stated.")


class FigureRow(Schema):
    level: int
    total: Shown
    groups: list[Group]


class Figure(Definition):
    as_of: Moment | None
    country: str = Field(description="Empty: everybody.")
    split: str
    results: list[FigureRow]


class Attendance(Schema):
    event: str
    title: str
    asked: Shown
    seated: Shown
    attended: Shown
    missed: Shown


class AttendancePage(Schema):
    as_of: Moment | None
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Attendance]
