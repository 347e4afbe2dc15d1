import datetime
import hashlib

import factory
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.tests.factories import HubFactory
from registrations.importing import seal
from registrations.models import (
    Announcement,
    AttendanceReport,
    Closing,
    Event,
    EventKind,
    EventLanguage,
    Faculty,
    Filling,
    Nomination,
    Proposal,
    Registration,
    Rule,
    Seat,
    SeatTransfer,
    Session,
    State,
)


class EventFactory(factory.django.DjangoModelFactory):
    """A published online event in 30 days, three hours long, with unlimited places unless `capacity` is given.

    `quotas={"PL": 5}` makes the seats at home there; further seats up to `capacity` are for anyone.
    """

    class Meta:
        model = Event
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"event-{n}")
    title = factory.Sequence(lambda n: f"Event {n}")
    kind = EventKind.LIVE
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=30))
    ends_at = factory.LazyAttribute(
        lambda event: event.starts_at and event.starts_at + datetime.timedelta(hours=3)
    )
    place = "Online"
    is_online = True
    is_published = True
    filling = Filling.FIRST_COME
    signatory_name = "Claire Roger"

    @factory.post_generation
    def quotas(self, create, extracted, **kwargs):
        homes = [home for home, seats in (extracted or {}).items() for _ in range(seats)]
        homes += [""] * ((self.capacity or 0) - len(homes))
        Seat.objects.bulk_create(
            Seat(event=self, number=number, home=home) for number, home in enumerate(homes, 1)
        )


class RegistrationFactory(factory.django.DjangoModelFactory):
    """As it stands in the database, whoever made it: for tests that start from a state."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    user = factory.SubFactory(UserFactory)
    state = State.CONFIRMED
    rule = Rule.UNLIMITED
    home = "PL"


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    title = "Day 1"
    starts_at = factory.SelfAttribute("event.starts_at")
    ends_at = factory.SelfAttribute("event.ends_at")


class ProposalFactory(factory.django.DjangoModelFactory):
    """A draft that is complete, in 60 days; `facts` of a state beyond come with the action that leads there."""

    class Meta:
        model = Proposal

    hub = factory.SubFactory(HubFactory)
    kind = EventKind.NATIONAL
    title = "Sepsis day"
    summary = "Cases from Polish wards."
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=60))
    ends_at = factory.LazyAttribute(
        lambda proposal: proposal.starts_at and proposal.starts_at + datetime.timedelta(hours=6)
    )
    place = "Kraków, Aula"
    language = EventLanguage.POLISH
    capacity = 20
    filling = Filling.REVIEWED
    signatory_name = "Koordynatorka Żółć"
    written_by = factory.SubFactory(UserFactory)


class FacultyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Faculty

    event = factory.SubFactory(EventFactory)
    name = "Zbigniew Wykładowca"


class ClosingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Closing

    event = factory.SubFactory(EventFactory)
    closed_by = factory.SubFactory(UserFactory)


class SeatTransferFactory(factory.django.DjangoModelFactory):
    """Romania offers a seat to Poland; nobody has confirmed."""

    class Meta:
        model = SeatTransfer

    event = factory.SubFactory(EventFactory)
    giver = "RO"
    taker = "PL"
    seats = 1
    proposed_by = factory.SubFactory(UserFactory)


class NominationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Nomination

    event = factory.SubFactory(EventFactory, filling=Filling.REVIEWED)
    name = "Zdzisława Kandydatka"
    email = factory.Sequence(lambda n: f"nominated{n}@example.com")
    by = factory.SubFactory(UserFactory)


class ReportFactory(factory.django.DjangoModelFactory):
    """Uploaded and not read yet; `data` are the bytes of the file."""

    class Meta:
        model = AttendanceReport

    class Params:
        data = b"Name,Email\n"

    session = factory.SubFactory(SessionFactory)
    file_name = "report.csv"
    content = factory.LazyAttribute(lambda report: seal(report.data))
    sha256 = factory.LazyAttribute(lambda report: hashlib.sha256(report.data).hexdigest())
    time_zone = "Europe/Brussels"
    uploaded_by = factory.SubFactory(UserFactory)


class AnnouncementFactory(factory.django.DjangoModelFactory):
    """A draft of the office. With `hub=` it is that hub's."""

    class Meta:
        model = Announcement

    event = factory.SubFactory(EventFactory)
    subject = "News of {event}"
    body = "Dear {name}, see you on {date}."
    written_by = factory.SubFactory(UserFactory, is_staff=True)
