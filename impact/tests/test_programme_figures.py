from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases.models import Reading
from cases.tests.factories import published
from certificates.models import Kind
from certificates.tests.factories import CertificateFactory
from impact import gathering, reading, visits
from impact.actions import snapshots
from impact.figures import FIGURES, Source
from impact.models.snapshots import Split

pytestmark = pytest.mark.django_db


def test_without_a_portal_above_there_are_no_views(monkeypatch):
    monkeypatch.setattr(visits, "_source", None)

    assert visits.by_path() == {}


def holders(number, kind, country, **facts):
    return [
        CertificateFactory(kind=kind, holder=UserFactory(country=country), **facts) for _ in range(number)
    ]


def test_certificates_are_counted_by_kind_and_only_while_valid():
    holders(6, Kind.LEVEL, "PL")
    both = holders(5, Kind.ATTENDANCE, "PL")
    for certificate in both:
        CertificateFactory(kind=Kind.LEVEL, holder=certificate.holder)
    holders(2, Kind.LEVEL, "PL", revoked_at=timezone.now(), revocation_reason="Issued by mistake.")

    snapshots.take()
    numbers = reading.latest(figures=["certificates"])

    assert numbers.get("certificates").people == 11
    assert numbers.get("certificates")["certificates"] == 16
    assert [
        (group, shown.people, shown["certificates"])
        for group, shown in numbers.groups("certificates", Split.KIND)
    ] == [("attendance", 5, 5), ("level", 11, 11)]


def test_of_two_editions_the_later_one_counts():
    for first in holders(5, Kind.LEVEL, "PL"):
        CertificateFactory(
            award=first.award,
            holder=first.holder,
            kind=Kind.LEVEL,
            edition=2,
            replaces=first,
            replacement_reason="The name was wrong.",
        )

    snapshots.take()

    assert reading.latest().get("certificates")["certificates"] == 5


def test_a_kind_that_few_hold_is_not_named():
    holders(9, Kind.LEVEL, "PL")
    holders(1, Kind.FELLOWSHIP, "PL")

    snapshots.take()

    assert [group for group, _shown in reading.latest().groups("certificates", Split.KIND)] == ["other"]


def test_certificates_of_a_period_are_those_issued_in_it():
    holders(1, Kind.LEVEL, "PL", issued_at=datetime(2027, 1, 31, 23, 59, tzinfo=UTC))
    holders(2, Kind.LEVEL, "PL", issued_at=datetime(2027, 2, 1, tzinfo=UTC))
    since, until = datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)

    with gathering.milestones() as milestones:
        found = FIGURES["certificates"].count(Source(milestones, until, since), Split.MONTH)

    assert {key: tally.people for key, tally in found.items()} == {(0, "PL", "2027-02"): 2}


def test_published_cases_and_their_readers_are_counted():
    version = published()
    for _ in range(5):
        Reading.objects.create(case=version.case, version=version, person=UserFactory(country="IN"))
    Reading.objects.create(case=version.case, version=version, person=UserFactory(is_staff=True))

    snapshots.take()
    numbers = reading.latest()

    assert numbers.get("cases")["published"] == 1
    assert (numbers.get("readers").people, numbers.get("readers")["readings"]) == (5, 5)


def test_before_anything_is_published_there_are_no_cases():
    snapshots.take()

    assert reading.latest().get("cases")["published"] == 0
