"""An event of the hub of Poland that took place, and who was registered."""

import pytest

from accounts.tests.factories import UserFactory
from registrations import actions, importing
from registrations.models import Attendance
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory
from registrations.tests.reports.samples import START


@pytest.fixture
def session(poland):
    """180 minutes, on 14 September 2026."""
    event = EventFactory(slug="kick-off", hub=poland, starts_at=START, time_zone="Europe/Brussels")
    return SessionFactory(event=event)


@pytest.fixture
def registered(session):
    """`registered("Anna Lis", "anna@example.com")`: somebody with a place."""

    def register(name, email="", **fields):
        user = UserFactory(name=name, **({"email": email} if email else {}))
        return RegistrationFactory(event=session.event, user=user, **fields)

    return register


@pytest.fixture
def upload(session, staff):
    """`upload(data)`: uploaded and read, as the worker would."""

    def take_in(data, to=session, **said):
        said = {"zone": "Europe/Brussels", "by": staff, "file_name": "report.csv"} | said
        report, _is_new = actions.upload_report(session=to, data=data, **said)
        importing.read_report(report.pk)
        report.refresh_from_db()
        return report

    return take_in


@pytest.fixture
def minutes():
    """Minutes on record, by name."""
    return lambda: dict(Attendance.objects.values_list("registration__user__name", "minutes"))
