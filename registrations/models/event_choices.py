"""What an event can be, and the words its address may not be."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    WEBINAR = "webinar", _("Webinar")
    LIVE = "live", _("Live online event")
    WORKSHOP = "workshop", _("Workshop")
    MASTERCLASS = "masterclass", _("Masterclass")
    NATIONAL = "national", _("National event")
    FACULTY = "faculty", _("Faculty development day")
    SIMULATION = "simulation", _("Simulation session")
    BEDSIDE = "bedside", _("Bedside session")


class EventLanguage(models.TextChoices):
    """What is spoken at an event."""

    ENGLISH = "en", _("English")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    ROMANIAN = "ro", _("Romanian")
    SWEDISH = "sv", _("Swedish")


# Addresses below /events/ and /hubs/pl/manage/ that lead elsewhere.
RESERVED_SLUGS = {
    "ambassadors",
    "announcements",
    "api",
    "evaluations",
    "events",
    "material",
    "overview",
    "people",
    "proposals",
    "reports",
    "team",
}


def validate_slug_is_free(value):
    if value in RESERVED_SLUGS:
        raise ValidationError(_("“%(value)s” leads to another page of the portal."), params={"value": value})


class Filling(models.TextChoices):
    """How requests become seats (design §7)."""

    FIRST_COME = "first_come", _("First come, first served")
    REVIEWED = "reviewed", _("Reviewed by the hub of the person's country")
    RANKED = "ranked", _("Ranked by the hubs, given on one day")


class Criterion(models.TextChoices):
    """What is asked when no hub has said who of two people comes first."""

    LOT = "lot", _("a lot, sealed before anybody asks")
    ATTENDANCE = "attendance", _("minutes attended at events of the pathway so far, else the lot")
    LEVEL_SCORE = "level_score", _("the score of the event’s level, else the lot")


def default_reminders():
    """Minutes before the start: 7 days, 1 day, 1 hour."""
    return [7 * 24 * 60, 24 * 60, 60]


def default_release_warnings():
    """Days before the release date."""
    return [14, 3]
