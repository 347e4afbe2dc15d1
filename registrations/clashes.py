"""What else takes place on the days of an event: a warning, not a refusal."""

from datetime import datetime, time, timedelta

from django.db.models import Q

from registrations.models import Event, Proposal, ProposalState


def of(planned, user):
    """Other events of the hub, and events for everyone, on the days of a proposal or an event of a hub; and what
    else the hub has proposed for them. Only what this person may see anyway.
    """
    if planned.starts_at is None or planned.ends_at is None:
        return []
    first, last = (moment.astimezone(planned.zone).date() for moment in (planned.starts_at, planned.ends_at))
    from_, until = (datetime.combine(day, time(0), planned.zone) for day in (first, last + timedelta(days=1)))
    on_those_days = Q(starts_at__lt=until, ends_at__gt=from_)
    events = Event.objects.visible_to(user).filter(on_those_days, cancelled_at=None)
    events = events.filter(Q(hub=None) | Q(hub=planned.hub))
    proposals = Proposal.objects.visible_to(user).filter(on_those_days, hub=planned.hub)
    proposals = proposals.filter(state__in=[ProposalState.PROPOSED, ProposalState.SENT_BACK])
    if isinstance(planned, Event):
        events = events.exclude(pk=planned.pk)
    elif planned.pk:
        proposals, events = proposals.exclude(pk=planned.pk), events.exclude(proposal=planned)
    return [*events.order_by("starts_at", "pk"), *proposals.select_related("hub").order_by("starts_at", "pk")]
