"""Who an announcement is for, whom of them it may reach, and why the others are left out."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import BooleanField, Count, Exists, OuterRef, Q, Value
from django.utils.translation import gettext as _
from django_countries import countries

from accounts.models import Consent, ConsentKind, Profession, User
from hubs.models import Hub
from levels.models import LevelEnrolment
from registrations.desks import Desk
from registrations.models import Registration, State

# About an event that a person is registered for we may write; for anything else the person must have agreed.
MAY_BE_REACHED = Q(is_registered=True) | Q(has_agreed=True, is_confirmed=True)


def may_send(user, hub):
    """Staff write to everybody. A coordinator writes for the own hub, for as long as the term lasts."""
    if not user.is_active:
        return False
    return user.is_staff or (hub is not None and Hub.objects.run_by(user).filter(pk=hub.pk).exists())


def consent_asked(announcement):
    """A hub relies on what people agreed to with their hub, the office on the wish for news."""
    return ConsentKind.HUB if announcement.hub else ConsentKind.NEWS


def chosen(announcement):
    """Everybody who fits now, each once, annotated with what decides whether we may write.

    A hub's own country, or whoever asked for an event that the hub runs, is all it can ever choose from.
    """
    people = User.objects.filter(is_active=True)
    if announcement.event:
        people = people.filter(Exists(_registered(announcement)))
    elif announcement.hub:
        people = people.filter(profile__country=announcement.hub.country)
    elif announcement.countries:
        people = people.filter(profile__country__in=announcement.countries)
    if announcement.professions:
        people = people.filter(profile__profession__in=announcement.professions)
    if announcement.level:
        people = people.filter(
            Exists(LevelEnrolment.objects.filter(level=announcement.level, enrolment__user=OuterRef("pk")))
        )
    return _with_permission(people, announcement)


def reached(announcement):
    """Of the chosen, those we may write to."""
    return chosen(announcement).filter(MAY_BE_REACHED)


def _registered(announcement):
    """The registrations that were chosen. Who cancelled and asked anew is somebody who asked, not who cancelled."""
    live = _live(announcement.event)
    rows = Registration.objects.filter(
        event=announcement.event, state__in=announcement.states or State.LIVE, user=OuterRef("pk")
    )
    rows = rows.filter(Q(state__in=State.LIVE) | ~Exists(live.filter(user=OuterRef("user"))))
    if announcement.hub:
        rows = Desk(announcement.hub).own(rows)
    return rows.filter(home__in=announcement.countries) if announcement.countries else rows


def _live(event):
    return Registration.objects.live().filter(event=event)


def _with_permission(people, announcement):
    agreed = Exists(Consent.objects.given().filter(user=OuterRef("pk"), kind=consent_asked(announcement)))
    if announcement.hub:
        # People agreed to share with the hub of their country, not with any other.
        agreed &= Q(profile__country=announcement.hub.country)
    registered = (
        Exists(_live(announcement.event).filter(user=OuterRef("pk")))
        if announcement.event
        else Value(False, output_field=BooleanField())
    )
    confirmed = Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True))
    return people.alias(has_agreed=agreed, is_confirmed=confirmed).annotate(is_registered=registered)


@dataclass(frozen=True)
class Size:
    """How many are chosen, how many of them are reached, and why not the others."""

    chosen: int
    reached: int
    not_agreed: int
    not_confirmed: int

    @property
    def left_out(self):
        return self.chosen - self.reached


def size(announcement):
    """One query, whatever was chosen."""
    people = chosen(announcement)
    counts = people.aggregate(
        chosen=Count("pk"),
        reached=Count("pk", filter=MAY_BE_REACHED),
        not_agreed=Count("pk", filter=Q(is_registered=False, has_agreed=False)),
        not_confirmed=Count("pk", filter=Q(is_registered=False, has_agreed=True, is_confirmed=False)),
    )
    return Size(**counts)


def in_words(announcement):
    """What was chosen, as a list of phrases."""
    words = []
    if announcement.event:
        states = announcement.states or State.LIVE
        named = ", ".join(str(State(state).label).lower() for state in states)
        words.append(_("%(event)s: %(states)s") % {"event": announcement.event, "states": named})
    if announcement.hub and not announcement.event:
        words.append(announcement.hub.country.name)
    if announcement.countries:
        words.append(", ".join(countries.name(code) for code in announcement.countries))
    if announcement.professions:
        words.append(", ".join(str(Profession(value).label) for value in announcement.professions))
    if announcement.level:
        words.append(str(announcement.level))
    return words
