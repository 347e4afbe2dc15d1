"""Stays as tests need them: of a fellow with an accepted offer, or of an expert with an accepted invitation."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships.models import (
    Bursary,
    Invitation,
    InvitationState,
    Offer,
    OfferState,
    Placement,
    PlacementState,
    Report,
    Stage,
)
from fellowships.tests.factories import (
    ApplicationFactory,
    CentreFactory,
    RunFactory,
    at_stage,
    open_call,
    signed_by_two,
)


def accepted_offer(call, person=None, **fields):
    """An offer that was accepted, at the first centre of the call with room. Its run was signed by hand, without turns."""
    application = ApplicationFactory(call=call, person=person or UserFactory(country="PL"))
    run = call.runs.first() or signed_by_two(RunFactory(snapshot__call=call))
    usual = {
        "offering": next(one for one in call.offerings.all() if one.offers.holding().count() < one.places),
        "state": OfferState.ACCEPTED,
        "sent_at": timezone.now() - timedelta(days=3),
        "ended_at": timezone.now(),
        "expires_at": timezone.now() + timedelta(days=7),
    }
    return Offer.objects.create(application=application, run=run, **usual | fields)


def stay(call=None, *, person=None, ended_days_ago=3, length=5, **fields):
    """A stay of a fellow that is over, `length` days long."""
    call = call or at_stage(open_call(), Stage.RUNNING)
    offer = accepted_offer(call, person)
    last = timezone.localdate() - timedelta(days=ended_days_ago)
    usual = {
        "state": PlacementState.DONE,
        "days": DateRange(last - timedelta(days=length - 1), last + timedelta(days=1)),
        "centre": offer.offering.centre,
        "supervisor": "Prof. Claire Moreau",
    }
    return Placement.objects.create(person=offer.application.person, call=call, offer=offer, **usual | fields)


def visit(*, person=None, ended_days_ago=3, length=2, **fields):
    """A stay of an invited expert that is over."""
    person, centre = person or UserFactory(country="SE"), CentreFactory()
    invitation = Invitation.objects.create(
        expert=person,
        centre=centre,
        purpose="To teach source control.",
        state=InvitationState.ACCEPTED,
        invited_by=UserFactory(is_staff=True),
        expires_at=timezone.now() + timedelta(days=7),
        ended_at=timezone.now(),
    )
    last = timezone.localdate() - timedelta(days=ended_days_ago)
    usual = {
        "state": PlacementState.DONE,
        "days": DateRange(last - timedelta(days=length - 1), last + timedelta(days=1)),
        "centre": centre,
    }
    return Placement.objects.create(person=person, invitation=invitation, **usual | fields)


def report_of(placement, **fields):
    return Report.objects.create(
        placement=placement, **{"due_on": timezone.localdate() + timedelta(days=27)} | fields
    )


def bursary_of(placement, **fields):
    return Bursary.objects.create(placement=placement, **{"amount": 1000} | fields)
