"""Reports as the systems write them, byte for byte: encodings, marks, delimiters, line ends, quirks.

`people(number)` invents attendees; each function below makes one file of them. For tests, the demo and the bench.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

START = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)  # 09:00 in Brussels
END = START + timedelta(hours=3)
BRUSSELS = ZoneInfo("Europe/Brussels")
NARROW = "\u202f"


@dataclass
class Guest:
    name: str
    email: str = ""
    stays: list = field(default_factory=lambda: [(START, END)])

    @property
    def minutes(self):
        return sum(round((left - came).total_seconds() / 60) for came, left in self.stays)


def guest(name, email="", *spans):
    """`spans` are pairs of minutes after the start."""
    stays = [(START + timedelta(minutes=came), START + timedelta(minutes=left)) for came, left in spans]
    return Guest(name, email, stays or [(START, END)])


def people(number, domain="example.com"):
    """Every third comes back after a break; every seventh signs in without an address."""
    return [
        guest(
            f"Person {place}",
            "" if place % 7 == 6 else f"person{place}@{domain}",
            *([(0, 80), (95, 180)] if place % 3 == 2 else [(place % 15, 180)]),
        )
        for place in range(number)
    ]


def table(rows, delimiter=",", end="\r\n"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def us(moment, zone=BRUSSELS):
    return moment.astimezone(zone).strftime("%m/%d/%Y %I:%M:%S %p")


def day_first(moment, zone=BRUSSELS):
    return moment.astimezone(zone).strftime("%d/%m/%y, %H:%M:%S")


def us_short(moment, zone=BRUSSELS):
    """`9/14/26, 9:00:00 AM` with the narrow space that nobody sees."""
    local = moment.astimezone(zone)
    return f"{local.month}/{local.day}/{local:%y}, {local.hour % 12 or 12}:{local:%M:%S}{NARROW}{local:%p}"


def iso(moment, zone=BRUSSELS):
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def span(came, left):
    seconds = round((left - came).total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}h {minutes}m {seconds % 60}s" if hours else f"{minutes}m {seconds % 60}s"


# ---- Zoom -------------------------------------------------------------------------------------------------------

MEETING = [
    "Meeting ID",
    "Topic",
    "Start Time",
    "End Time",
    "User Email",
    "Duration (Minutes)",
    "Participants",
    "",
]


def _zoom_head(guests, date=us, start=START, end=END):
    values = [
        "912 3456 7890",
        "Sepsis, live: day 1",
        date(start),
        date(end),
        "host@esicm.example",
        180,
        len(guests),
        "",
    ]
    return [MEETING, values, []]


def zoom_unique(guests, *, with_guest=False, start=START, end=END):
    head = [
        "Name (Original Name)",
        "User Email",
        "Total Duration (Minutes)",
        *(["Guest"] if with_guest else []),
    ]
    rows = [[who.name, who.email, who.minutes, *(["Yes"] if with_guest else [])] for who in guests]
    return table([*_zoom_head(guests, start=start, end=end), head, *rows], end="\n").encode()


def zoom_joins(guests, *, waiting=(), with_head=True, date=us):
    head = [
        "Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest",
        "Recording Consent", "In Waiting Room",
    ]  # fmt: skip
    rows = [
        [
            who.name,
            who.email,
            date(came),
            date(left),
            round((left - came).total_seconds() / 60),
            "Yes",
            "",
            room,
        ]
        for people, room in ((waiting, "Yes"), (guests, "No"))
        for who in people
        for came, left in who.stays
    ]
    return table([*(_zoom_head(guests, date) if with_head else []), head, *rows], end="\n").encode()


def zoom_admin(guests, *, date=lambda moment: moment.astimezone(BRUSSELS).strftime("%d/%m/%Y %H:%M")):
    """Flat, with headers that stand there twice: of the host, and of the person."""
    head = [
        "Topic", "Meeting ID", "User Name", "User Email", "Department", "Group", "Has Zoom Rooms?", "Creation Time",
        "Start Time", "End Time", "Duration (Minutes)", "Participants", "Name (Original Name)", "User Email",
        "Join Time", "Leave Time", "Duration (Minutes)", "Guest", "Recording Consent", "In Waiting Room",
        "Marketing Opt In",
    ]  # fmt: skip
    host = ["Sepsis, live", "91234567890", "Host", "host@esicm.example", "Education", "", "No"]
    made = date(START - timedelta(days=20))
    rows = [
        [*host, made, date(START), date(END), 180, len(guests), who.name, who.email, date(came), date(left),
         round((left - came).total_seconds() / 60), "Yes", "", "No", ""]
        for who in guests
        for came, left in who.stays
    ]  # fmt: skip
    return b"\xef\xbb\xbf" + table([head, *rows]).encode()


# ---- Teams ------------------------------------------------------------------------------------------------------

ENGLISH = {
    "titles": ["1. Summary", "2. Participants", "3. In-Meeting activities"],
    "summary": ["Meeting title", "Attended participants", "Start time", "End time", "Meeting duration",
                "Average attendance time"],
    "people": ["Name", "First join", "Last leave", "In-meeting duration", "Email", "Participant ID (UPN)", "Role"],
    "stays": ["Name", "Join time", "Leave time", "Duration", "Email", "Role"],
    "role": "Attendee",
}  # fmt: skip
POLISH = {
    "titles": ["1. Podsumowanie", "2. Uczestnicy", "3. Działania podczas spotkania"],
    "summary": ["Tytuł spotkania", "Liczba uczestników", "Godzina rozpoczęcia", "Godzina zakończenia",
                "Czas trwania spotkania", "Średni czas uczestnictwa"],
    "people": ["Nazwa", "Pierwsze dołączenie", "Ostatnie wyjście", "Czas trwania", "Adres e-mail",
               "Identyfikator uczestnika (UPN)", "Rola"],
    "stays": ["Nazwa", "Godzina dołączenia", "Godzina wyjścia", "Czas trwania", "Adres e-mail", "Rola"],
    "role": "Uczestnik",
}  # fmt: skip


def teams(
    guests, *, encoding="utf-16-le", end="\n", date=us_short, words=ENGLISH, sections=(1, 2, 3), claimed=None
):
    titles = words["titles"]
    facts = ["Sepsis, live: day 1", claimed or len(guests), date(START), date(END), span(START, END), "2h 1m"]
    rows = []
    if 1 in sections:
        rows += [[titles[0]], *(list(pair) for pair in zip(words["summary"], facts, strict=True)), []]
    if 2 in sections:
        rows += [[titles[1]], words["people"]]
        rows += [
            [who.name, date(who.stays[0][0]), date(who.stays[-1][1]), _sum(who), who.email,
             who.email.replace("@", "@upn."), words["role"]]
            for who in guests
        ]  # fmt: skip
        rows += [[]]
    if 3 in sections:
        rows += [[titles[2]], words["stays"]]
        rows += [
            [who.name, date(came), date(left), span(came, left), who.email, words["role"]]
            for who in guests
            for came, left in who.stays
        ]
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    return bom + table(rows, "\t", end).encode(encoding)


def _sum(who):
    return span(START, START + sum((left - came for came, left in who.stays), timedelta()))


def teams_only_who_attended(guests):
    """The policy that keeps all times out."""
    rows = [["1. Summary"], ["Meeting title", "Sepsis, live"], ["Attended participants", len(guests)], []]
    rows += [["2. Participants"], ["Name", "Email", "Participant ID (UPN)", "Role"]]
    rows += [[who.name, who.email, who.email, "Attendee"] for who in guests]
    return b"\xff\xfe" + table(rows, "\t").encode("utf-16-le")


def teams_2020(guests, *, still_there=(), actions=("Joined", "Left")):
    head = ["Full Name", "User Action", "Timestamp"]
    lines = []
    for who in guests:
        for came, left in who.stays:
            lines += [(came, who.name, actions[0])]
            lines += [] if who.name in still_there else [(left, who.name, actions[1])]
    rows = [[name, action, us_short(at).replace(NARROW, " ")] for at, name, action in sorted(lines)]
    return b"\xff\xfe" + table([head, *rows], "\t", "\n").encode("utf-16-le")


# ---- Webex, and others --------------------------------------------------------------------------------------------


def webex(guests):
    head = [
        "Event Name", "Event Start Time", "Event End Time", "Name", "Attendee Email", "Join Time", "Leave Time",
        "Attendance Duration", "Connection Type",
    ]  # fmt: skip
    rows = [
        ["Sepsis, live", formula(START), formula(END), who.name, who.email, formula(came), formula(left),
         f"{round((left - came).total_seconds() / 60)} mins", "Desktop app"]
        for who in guests
        for came, left in who.stays
    ]  # fmt: skip
    return b"\xff\xfe" + table([head, *rows], "\t").encode("utf-16-le")


def formula(moment):
    return f'="{iso(moment)}"'


def other(guests, *, delimiter=";", encoding="cp1252"):
    """Of a system that nobody knows: the address first, and the name in two parts of which one is enough."""
    head = ["No.", "E-mail", "Teilnehmer", "Beitritt", "Austritt"]
    rows = [
        [number, who.email, who.name, iso(came), iso(left)]
        for number, who in enumerate(guests, 1)
        for came, left in who.stays
    ]
    return table([head, *rows], delimiter).encode(encoding)
