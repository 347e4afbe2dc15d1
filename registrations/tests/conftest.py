"""A workshop in Warsaw, at noon of its day."""

import datetime

import pytest
import time_machine

from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

NOON = datetime.datetime(2027, 3, 10, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def clock():
    """Noon of the day of the session; `clock.shift(31)` lets seconds pass."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(clock, poland):
    """11:00 to 16:00 UTC, in Warsaw."""
    event = EventFactory(
        slug="workshop",
        hub=poland,
        starts_at=NOON - HOUR,
        ends_at=NOON + 4 * HOUR,
        time_zone="Europe/Warsaw",
        place="Warszawa",
        is_online=False,
    )
    return SessionFactory(event=event, title="Workshop")


@pytest.fixture
def registration(session, participant):
    return RegistrationFactory(event=session.event, user=participant)
