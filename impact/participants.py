"""The participants of one hub by name: those who share with it, for as long as they do. Nothing of it is kept.

People agreed to share profile and progress with the hub of the country in which they work. Who withdraws that, moves away
or closes the account is gone with the next query.
"""

import csv
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Consent, ConsentKind, Profession, User
from accounts.tables import harmless
from certificates.models import Certificate
from impact.models.snapshots import SMALLEST
from levels.models import Enrolment, Level, LevelEnrolment, Progress
from registrations.models import Registration

STUCK_AFTER = timedelta(days=60)
CHUNK = 500  # people of a file at a time
OTHERS_KEPT = 10 * 60  # seconds
LONGEST = 60  # of a value in the address
ORDERS = {"name": ["name", "pk"], "newest": ["-enrolled_at", "pk"]}
STAGES = ["not_begun", "under_way", "stuck", "completed"]
COLUMNS = [
    "name",
    "profession",
    "career_stage",
    "specialty",
    "workplace",
    "on_the_pathway_since",
    "levels",
    "events_attended",
    "certificates",
    "last_active_month",
]


@dataclass(frozen=True)
class Filter:
    """`options` are (value, label, is chosen)."""

    name: str
    label: str
    options: list


@dataclass(frozen=True)
class LevelReached:
    """A level that is open to a person, and the share of its requirements that is met, in whole percent."""

    number: int
    have: int
    of: int
    is_completed: bool

    @property
    def percent(self):
        return 100 if self.is_completed else 100 * self.have // self.of if self.of else 0


def on_the_pathway(hub):
    """Everybody of the country who is on the pathway, whether they share or not: only to be counted."""
    enrolled = Exists(Enrolment.objects.filter(user=OuterRef("pk")))
    return User.objects.filter(enrolled, is_active=True, is_staff=False, profile__country=hub.country)


def sharing(hub):
    """Of them, those who share with the hub today."""
    return on_the_pathway(hub).filter(_shares())


def _shares():
    return Exists(Consent.objects.given().filter(user=OuterRef("pk"), kind=ConsentKind.HUB))


def rounded(number):
    """Down to whole fives, so that nobody is found by the difference of two days; 0 where there are fewer than five."""
    return number - number % SMALLEST


class Participants:
    """The participants who pass what the address asks for. Values that cannot be meant are as if they were not there."""

    def __init__(self, hub, asked):
        self.hub = hub
        self.text = " ".join(asked.get("q", "").replace("\0", "").split())[:LONGEST]
        self.level = next((level for level in self.levels if str(level.number) == asked.get("level")), None)
        self.profession = _meant(asked.get("profession"), Profession.values)
        self.stage = _meant(asked.get("stage"), STAGES)
        self.order = _meant(asked.get("order"), ORDERS) or "name"

    @cached_property
    def levels(self):
        return list(Level.objects.all())

    @property
    def is_narrowed(self):
        return bool(self.text or self.level or self.profession or self.stage)

    @property
    def is_beyond_announcements(self):
        """An announcement can choose by level and profession, and by nothing else."""
        return bool(self.text or self.stage)

    @property
    def others(self):
        """How many more of the country are on the pathway and do not share, kept for some minutes: see `rounded`."""
        return cache.get_or_set(
            f"participants-not-sharing:{self.hub.pk}",
            lambda: rounded(on_the_pathway(self.hub).exclude(_shares()).count()),
            OTHERS_KEPT,
        )

    @cached_property
    def ids(self):
        """Of all who are found, in order: who asks for one page is spared a second search to count them."""
        return list(_enrolled_at(self._chosen).order_by(*ORDERS[self.order]).values_list("pk", flat=True))

    def rows(self, ids):
        """These people in this order, with all that a row says; who has just taken the consent back is left out."""
        people = _with_levels(list(_with_story(sharing(self.hub).filter(pk__in=ids))))
        places = {pk: place for place, pk in enumerate(ids)}
        return sorted(people, key=lambda person: places[person.pk])

    @property
    def _chosen(self):
        rows = sharing(self.hub)
        for word in self.text.split():
            rows = rows.filter(name__unaccent__icontains=word)
        if self.profession:
            rows = rows.filter(profile__profession=self.profession)
        if self.level or self.stage:
            rows = rows.filter(self._stands())
        return rows

    def _stands(self):
        """Which level is open, and how far the person is: with that level, or else with all that are open."""
        opened = LevelEnrolment.objects.filter(enrolment__user=OuterRef("pk"))
        touched = Progress.objects.filter(person=OuterRef("pk"))
        if self.level:
            opened = opened.filter(level=self.level)
            touched = touched.filter(resource__module__level=self.level)
        unfinished, completed = opened.filter(completed_at=None), opened.exclude(completed_at=None)
        begun = Exists(touched) | Exists(completed)
        lately = touched.filter(last_at__gte=timezone.now() - STUCK_AFTER)
        return {
            "": Q(Exists(opened)),
            "not_begun": Exists(opened) & ~begun,
            "under_way": Exists(unfinished) & begun,
            "stuck": Exists(unfinished) & begun & ~Exists(lately),
            "completed": Exists(completed) & ~Exists(unfinished),
        }[self.stage]

    def filters(self):
        stages = {
            "not_begun": _("Not begun"),
            "under_way": _("Under way"),
            "stuck": _("Nothing for 60 days"),
            "completed": pgettext("progress of a person", "Completed"),
        }
        levels = [
            (str(level.number), _("Level %(number)s") % {"number": level.number}) for level in self.levels
        ]
        chosen_level = str(self.level.number) if self.level else ""
        return [
            _filter("level", _("Level"), levels, chosen_level),
            _filter("stage", _("Progress"), stages.items(), self.stage),
            _filter("profession", _("Profession"), Profession.choices, self.profession),
        ]

    def orders(self):
        labels = {"name": _("by name"), "newest": _("newest on the pathway first")}
        return [(value, label, value == self.order) for value, label in labels.items()]


def _meant(value, values):
    return value if value in values else ""


def _filter(name, label, options, chosen):
    return Filter(name, label, [(value, text, value == chosen) for value, text in options])


def _with_story(people):
    """Annotate `attended` (registrations), `certified` (certificates), `last_at` and `enrolled_at`; levels come beside."""
    attended = Registration.objects.filter(user=OuterRef("pk")).attended().order_by().values("pk")
    valid = Certificate.objects.valid().filter(holder=OuterRef("pk")).order_by().values("holder")
    last = Progress.objects.filter(person=OuterRef("pk")).order_by("-last_at").values("last_at")[:1]
    return (
        _enrolled_at(people)
        .select_related("profile")
        .annotate(
            attended=ArraySubquery(attended),
            certified=Coalesce(Subquery(valid.annotate(found=Count("pk")).values("found")), Value(0)),
            last_at=Subquery(last),
        )
    )


def _enrolled_at(people):
    enrolled = Enrolment.objects.filter(user=OuterRef("pk")).order_by("enrolled_at").values("enrolled_at")[:1]
    return people.annotate(enrolled_at=Subquery(enrolled))


def _with_levels(people):
    """The same people, each with `levels_reached` and `last_month`. One query for any number of them."""
    by_person = {person.pk: [] for person in people}
    rows = LevelEnrolment.objects.filter(enrolment__user__in=by_person).order_by("level__number")
    for row in rows.values(
        "enrolment__user", "level__number", "completed_at", "standing__have", "standing__of"
    ):
        by_person[row["enrolment__user"]].append(
            LevelReached(
                row["level__number"],
                row["standing__have"] or 0,
                row["standing__of"] or 0,
                row["completed_at"] is not None,
            )
        )
    for person in people:
        person.levels_reached = by_person[person.pk]
        person.last_month = person.last_at and timezone.localdate(person.last_at).replace(day=1)
    return people


class _Echo:
    """A file for `csv.writer` that hands each line on."""

    def write(self, line):
        return line


def table(participants):
    """Line by line, so that a file of thousands needs no room. No cell is run as a formula by a spreadsheet."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for first in range(0, len(participants.ids), CHUNK):
        for person in participants.rows(participants.ids[first : first + CHUNK]):
            yield writer.writerow([harmless(cell) for cell in _cells(person)])


def _cells(person):
    profile = person.profile
    return [
        str(person),
        profile.get_profession_display(),
        profile.get_career_stage_display(),
        profile.specialty,
        profile.workplace,
        f"{person.enrolled_at:%Y-%m-%d}",
        "; ".join(_level(one) for one in person.levels_reached),
        len(person.attended),
        person.certified,
        f"{person.last_month:%Y-%m}" if person.last_month else "",
    ]


def _level(one):
    if one.is_completed:
        return _("Level %(number)s: completed") % {"number": one.number}
    return _("Level %(number)s: %(have)s of %(of)s requirements met") % {
        "number": one.number,
        "have": one.have,
        "of": one.of,
    }
