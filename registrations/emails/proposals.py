"""Mails between a hub and the office about an event that is proposed."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from hubs.models import Membership
from mailing import actions as outbox
from mailing.kinds import Kind, register
from registrations.emails.recipients import office_address
from registrations.models import Proposal, ProposalState


def queue_received(proposal, step):
    address = office_address()
    if not address:
        return
    path = reverse("registrations:office_proposal", args=[proposal.pk])
    key = f"proposal-received:{step.pk}"
    outbox.queue("registrations/proposal_received", key=key, to=address, context=_facts(proposal, step, path))


def queue_decided(proposal, step):
    """To everyone who runs the hub today; where nobody does, to the hub's own address."""
    kind = f"registrations/proposal_{step.state}"
    facts = _facts(proposal, step, _path_for_the_hub(proposal))
    people = User.objects.filter(
        is_active=True, hub_memberships__in=Membership.objects.in_force().filter(hub=proposal.hub)
    )
    rows = [
        {
            "key": f"proposal-{step.state}:{step.pk}:{user.pk}",
            "user": user,
            "to": user.email,
            "language": user.language,
            "context": facts | {"name": user.name},
        }
        for user in people.distinct()
    ]
    if not rows and proposal.hub.contact_email:
        key = f"proposal-{step.state}:{step.pk}:hub"
        rows = [
            {"key": key, "to": proposal.hub.contact_email, "context": facts | {"name": proposal.hub.name}}
        ]
    outbox.queue_many(kind, rows)


def _path_for_the_hub(proposal):
    if proposal.event:
        return reverse("registrations:manage_event", args=[proposal.event.slug])
    return reverse("registrations:proposal", args=[proposal.hub.code, proposal.pk])


def _facts(proposal, step, path):
    return {
        "proposal": proposal.pk,
        "title": proposal.title,
        "hub": proposal.hub.name,
        "comment": step.comment,
        "path": path,
        "starts_at": proposal.starts_at and proposal.starts_at.isoformat(),
        "ends_at": proposal.ends_at and proposal.ends_at.isoformat(),
        "date_note": proposal.date_note,
        "time_zone": proposal.time_zone,
        "place": proposal.place,
    }


def _still(state):
    return lambda message: Proposal.objects.filter(pk=message.context["proposal"], state=state).exists()


def register_kinds():
    register(
        Kind(
            "registrations/proposal_received",
            _("Event proposed by a hub"),
            still_true=_still(ProposalState.PROPOSED),
        )
    )
    register(Kind("registrations/proposal_approved", _("Proposed event approved")))
    register(
        Kind(
            "registrations/proposal_sent_back",
            _("Proposed event sent back"),
            still_true=_still(ProposalState.SENT_BACK),
        )
    )
