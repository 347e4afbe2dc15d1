"""A hub proposes an event, the office approves it or sends it back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations.actions.seats import lay_out_seats
from registrations.dates import moment
from registrations.emails import proposals as proposal_emails
from registrations.models import Event, Faculty, Filling, Proposal, ProposalState
from registrations.proposing import facts_of
from registrations.sessions import make_sessions

MISSING = {
    "kind": _("Say what kind of event it is."),
    "summary": _("Say in one sentence what it is: people read it first."),
    "place": _("Say where it takes place."),
    "language": _("Say in which language it is."),
    "signatory_name": _("Say who signs the certificates."),
}
# Letters that have no other form to fall back on, so that slugify would drop them.
PLAIN_LETTERS = str.maketrans("łŁøØđĐßæÆ", "lLoOdDsaA")


class ProposalMoved(ValidationError):
    """Somebody else was faster: says what the proposal is now, by whom and since when. Nothing was changed."""

    def __init__(self, proposal):
        self.proposal = proposal
        step = proposal.steps.select_related("by").last()
        super().__init__(
            _("This proposal is %(state)s already, by %(who)s on %(when)s. Nothing was changed."),
            code="moved",
            params={
                "state": proposal.get_state_display().lower(),
                "who": step.by if step else proposal.written_by,
                "when": moment(step.at if step else proposal.changed_at, proposal.zone),
            },
        )


class ChangedMeanwhile(ValidationError):
    """Somebody else saved the same proposal while it was being edited. Nothing was changed."""

    def __init__(self, proposal):
        self.proposal = proposal
        super().__init__(
            _("Somebody else has changed this proposal meanwhile, on %(when)s. Nothing was saved yet."),
            code="changed",
            params={"when": moment(proposal.changed_at, proposal.zone)},
        )


@transaction.atomic
def keep_proposal(*, proposal, faculty, by):
    """Save a proposal as the hub has filled it in, with who teaches (`Faculty` rows, not saved). Returns it.

    `proposal.edition` is the one that was on the page: raises ChangedMeanwhile where there is a newer one, and
    ProposalMoved where the proposal is no longer the hub's to change.
    """
    if proposal.pk:
        now = _lock(proposal)
        if not now.is_with_the_hub:
            raise ProposalMoved(now)
        if now.edition != proposal.edition:
            raise ChangedMeanwhile(now)
        proposal.edition += 1
    else:
        proposal.written_by = by
    proposal.changed_at = timezone.now()
    proposal.full_clean()
    proposal.save()
    proposal.faculty.all().delete()
    _add_faculty(faculty, proposal=proposal)
    audit.record("proposal.kept", proposal, by=by, edition=proposal.edition)
    return proposal


@transaction.atomic
def propose_event(*, proposal, faculty, by, comment=""):
    """Save a proposal and hand it to the office. Names each field that is missing; then nothing is saved."""
    _refuse_unless_complete(proposal)
    proposal = keep_proposal(proposal=proposal, faculty=faculty, by=by)
    proposal.proposed_at, proposal.proposed_by = timezone.now(), by
    step = _step(proposal, ProposalState.PROPOSED, by, comment, facts=facts_of(proposal))
    proposal_emails.queue_received(proposal, step)
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal, by):
    """The hub does not want it any more."""
    proposal = _lock(proposal)
    if proposal.state in (ProposalState.APPROVED, ProposalState.WITHDRAWN):
        raise ProposalMoved(proposal)
    _step(proposal, ProposalState.WITHDRAWN, by)
    return proposal


@transaction.atomic
def approve_proposal(*, proposal, by, comment=""):
    """It becomes an event of the hub, not published yet: the hub does that when it is ready."""
    proposal = _lock_open(proposal, by)
    proposal.event = event = _make_event(proposal)
    lay_out_seats(event=event, capacity=proposal.capacity, quotas={}, by=by)
    make_sessions(event)
    _add_faculty(
        [
            Faculty(name=row.name, role=row.role, topic=row.topic, minutes=row.minutes, user_id=row.user_id)
            for row in proposal.faculty.all()
        ],
        event=event,
    )
    step = _decide(proposal, ProposalState.APPROVED, by, comment)
    proposal_emails.queue_decided(proposal, step)
    return proposal


@transaction.atomic
def send_back_proposal(*, proposal, by, comment):
    """The hub shall change something first: the comment says what, so there is no sending back without one."""
    if len(comment.strip()) < 10:
        raise ValidationError(
            {"comment": _("Write at least one sentence: the hub has to know what to change.")}, code="comment"
        )
    proposal = _lock_open(proposal, by)
    step = _decide(proposal, ProposalState.SENT_BACK, by, comment)
    proposal_emails.queue_decided(proposal, step)
    return proposal


def _lock(proposal):
    return Proposal.objects.select_for_update(of=["self"]).select_related("hub").get(pk=proposal.pk)


def _lock_open(proposal, by):
    """The proposal as it is now, if it can be decided by this person."""
    proposal = _lock(proposal)
    if proposal.state != ProposalState.PROPOSED:
        raise ProposalMoved(proposal)
    if proposal.proposed_by_id == by.pk:
        raise ValidationError(
            _("You proposed this yourself: somebody else of the office decides about it."), code="own"
        )
    return proposal


def _decide(proposal, state, by, comment):
    proposal.decided_at, proposal.decided_by = timezone.now(), by
    return _step(proposal, state, by, comment)


def _step(proposal, state, by, comment="", facts=None):
    """Put the proposal into a state, and the step and what was said into its thread."""
    before, proposal.state = proposal.state, state
    proposal.edition += 1
    proposal.save()
    audit.record(f"proposal.{state}", proposal, by=by, before=before)
    return proposal.steps.create(state=state, comment=comment.strip(), by=by, facts=facts or {})


def _refuse_unless_complete(proposal):
    missing = {name: text for name, text in MISSING.items() if not getattr(proposal, name)}
    if proposal.starts_at is None and not proposal.date_note:
        missing["starts_at"] = _("Give the date, or say in words when it will be known.")
    elif proposal.starts_at and proposal.starts_at < timezone.now():
        missing["starts_at"] = _("This is past.")
    if missing:
        raise ValidationError(missing, code="incomplete")


def _add_faculty(rows, **whose):
    for order, row in enumerate(rows):
        row.order = order
        for name, owner in whose.items():
            setattr(row, name, owner)
    Faculty.objects.bulk_create(rows)


def _make_event(proposal):
    event = Event(
        slug=_slug(proposal),
        hub=proposal.hub,
        time_zone=proposal.time_zone,
        asks_for_motivation=proposal.filling == Filling.REVIEWED,
        **{
            name: getattr(proposal, name)
            for name in (
                "title",
                "kind",
                "level",
                "summary",
                "description",
                "starts_at",
                "ends_at",
                "date_note",
                "place",
                "is_online",
                "language",
                "host_conference",
                "filling",
                "signatory_name",
                "signatory_post",
            )
        },
    )
    event.full_clean()
    event.save()
    return event


def _slug(proposal):
    """From the title and the country; with the proposal's number where that is taken."""
    words = slugify(proposal.title.translate(PLAIN_LETTERS))[:60].strip("-")
    slug = f"{words}-{proposal.hub.code}".strip("-")
    return f"{slug}-{proposal.pk}" if Event.objects.filter(slug=slug).exists() else slug
