"""What a centre reads of its visitors' reports: only from three on, and never who said it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import ratings
from fellowships.models import Invitation, InvitationState, Placement, PlacementState, Report, ReportState
from fellowships.tests.factories import CentreFactory, CentreMemberFactory

pytestmark = pytest.mark.django_db


def report(centre, rating, hint="", state=ReportState.ACCEPTED):
    person = UserFactory()
    invitation = Invitation.objects.create(
        expert=person,
        centre=centre,
        purpose="Teach.",
        invited_by=person,
        expires_at=timezone.now(),
        state=InvitationState.ACCEPTED,
        ended_at=timezone.now(),
    )
    stay = Placement.objects.create(
        person=person, invitation=invitation, centre=centre, state=PlacementState.PROPOSED
    )
    return Report.objects.create(
        placement=stay, state=state, due_on=timezone.localdate(), submitted_at=timezone.now() - timedelta(days=1),
        rating=rating, for_next=hint, seen="Rounds.", learned="Dosing.",
    )  # fmt: skip


def test_two_reports_say_nothing_three_give_an_average_and_hints(as_):
    centre = CentreFactory()
    tutor = CentreMemberFactory(centre=centre).user
    report(centre, 5, "Live near the tram.")
    report(centre, 4, "Bring warm clothes.")
    address = reverse("fellowships:my_centres")
    assert ratings.of([centre.pk]) == {}
    assert "tram" not in as_(tutor).get(address).content.decode()

    report(centre, 5)

    rating = ratings.of([centre.pk])[centre.pk]
    assert (rating.reports, rating.average) == (3, 467)
    assert rating.hints == ["Bring warm clothes.", "Live near the tram."]
    text = as_(tutor).get(address).content.decode()
    assert "Live near the tram." in text
    assert "4.67" in text


def test_reports_that_are_not_accepted_and_those_of_others_do_not_count():
    centre, other = CentreFactory(), CentreFactory()
    for rating in (5, 5):
        report(centre, rating)
    report(centre, 1, state=ReportState.SUBMITTED)
    report(other, 1)

    assert ratings.of([centre.pk, other.pk]) == {}
