"""Two people at once, on real PostgreSQL, each in a thread with an own connection."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEntry
from fellowships import actions
from fellowships.models import Placement, PlacementState, Side
from fellowships.tests.factories import InvitationFactory, placement_of_fellow
from fellowships.tests.test_placements import arranged, confirmed, host_of, monday

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(deeds):
    def run(deed):
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def refused(answers):
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_two_hosts_name_the_same_days_for_one_person_and_the_second_reads_why_not():
    first = placement_of_fellow()
    others = [
        actions.begin_placement(person=first.person, invitation=InvitationFactory(expert=first.person))
        for _number in range(5)
    ]
    stays = [(stay, host_of(stay)) for stay in (first, *others)]

    answers = at_once([lambda stay=stay, host=host: arranged(stay, by=host) for stay, host in stays])

    assert Placement.objects.filter(state=PlacementState.HOST_CONFIRMED).count() == 1
    assert len(refused(answers)) == 5
    assert all(isinstance(error, ValidationError) for error in refused(answers))
    assert "overlap" in str(refused(answers)[0])


def test_fellow_confirms_while_the_host_moves_the_days():
    placement = arranged(placement_of_fellow())
    host, seen = host_of(placement), placement.edition

    at_once(
        [
            lambda: actions.confirm_placement(placement=placement, by=placement.person, seen=seen),
            lambda: arranged(placement, by=host, first=monday(22)),
        ]
    )

    placement.refresh_from_db()
    assert (placement.state, placement.first_day) == (PlacementState.HOST_CONFIRMED, monday(22))


def test_both_sides_cancel_at_once_and_one_reason_counts():
    placement = confirmed(placement_of_fellow())
    host = host_of(placement)

    answers = at_once(
        [
            lambda: actions.cancel_placement(
                placement=placement, side=Side.FELLOW, by=placement.person, because="I am ill."
            ),
            lambda: actions.cancel_placement(
                placement=placement, side=Side.HOST, by=host, because="The ward is closed."
            ),
        ]
    )

    assert len(refused(answers)) == 1
    assert isinstance(refused(answers)[0], ValidationError)
    assert AuditEntry.objects.filter(action="placement.cancelled").count() == 1
