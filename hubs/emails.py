"""Mails about ambassadors. Facts go into the outbox as they are now; words are found when it is sent."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hubs.models import Ambassador, Invitation, Membership
from mailing import actions as outbox
from mailing.kinds import Kind, register

SALT = "hubs.invitation"


def token_of(invitation):
    return signing.dumps(invitation.pk, salt=SALT)


def invitation_of(token):
    """The invitation a link was made for, if it is still open."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=Invitation.KEPT)
    except signing.BadSignature:
        return None
    return Invitation.objects.open().select_related("hub", "invited_by").filter(pk=pk).first()


def queue_nominated(ambassador, by):
    _tell_person("nominated", ambassador, ambassador.pk, by=by.name)


def queue_accepted(ambassador, by):
    """To the coordinator who sent the invitation: the person has come."""
    path = reverse("hubs:ambassador", args=[ambassador.hub.code, ambassador.pk])
    row = _row(f"invitation-accepted:{ambassador.pk}", by, ambassador, person=ambassador.user.name, path=path)
    outbox.queue("hubs/invitation_accepted", **row)


def queue_invited(invitation):
    """In the language of who invites: of the person nothing is known yet. It holds a link that lets one in."""
    outbox.queue(
        "hubs/invited",
        key=f"invited:{invitation.hub_id}:{invitation.pk}",
        to=invitation.email,
        language=invitation.invited_by.language,
        secret=True,
        context={
            "invitation": invitation.pk,
            "hub": invitation.hub.name,
            "by": invitation.invited_by.name,
            "note": invitation.note,
            "until": invitation.expires_at.isoformat(),
            "path": reverse("hubs:accept", args=[token_of(invitation)]),
        },
    )


def queue_stepped_up(ambassador, step):
    _tell_person("stepped_up", ambassador, f"{ambassador.pk}:{step.rung}", rung=int(step.rung))


def queue_renewed(ambassador):
    _tell_person("renewed", ambassador, f"{ambassador.pk}:{ambassador.ends_on}")


def queue_ended(ambassador):
    _tell_person("ended", ambassador, ambassador.pk, reason=ambassador.ending_reason)


def queue_resigned(ambassador):
    _tell_coordinators("resigned", [ambassador], reason=ambassador.ending_reason)


def queue_terms_ending(ambassadors):
    """To the person and to each coordinator, once for each end of a term, however often this is called."""
    outbox.queue_many(
        "hubs/term_ending",
        [_row(f"term-ending:{row.pk}:{row.ends_on}", row.user, row) for row in ambassadors],
    )
    _tell_coordinators("term_ending_hub", ambassadors)


def _tell_person(kind, ambassador, occasion, **extra):
    row = _row(f"ambassador-{kind}:{occasion}", ambassador.user, ambassador, **extra)
    outbox.queue(f"hubs/{kind}", **row)


def _tell_coordinators(kind, ambassadors, **extra):
    """Whoever runs the hub today, except where it is about oneself."""
    terms = Membership.objects.in_force().filter(hub__in={row.hub_id for row in ambassadors})
    terms = list(terms.select_related("user"))
    rows = [
        _row(
            f"ambassador-{kind}:{row.pk}:{row.ends_on}:{term.user_id}",
            term.user,
            row,
            person=row.user.name,
            path=reverse("hubs:ambassador", args=[row.hub.code, row.pk]),
            **extra,
        )
        for row in ambassadors
        for term in terms
        if term.hub_id == row.hub_id and term.user_id != row.user_id
    ]
    outbox.queue_many(f"hubs/{kind}", rows)


def _row(key, user, ambassador, **extra):
    facts = {
        "ambassador": ambassador.pk,
        "name": user.name,
        "hub": ambassador.hub.name,
        "ends_on": ambassador.ends_on.isoformat(),
        "path": reverse("hubs:own_ambassador"),
    }
    return {
        "key": key,
        "user": user,
        "to": user.email,
        "language": user.language,
        "context": facts | extra,
    }


def _still_ends_then(message):
    """Renewed or ended since then: nothing to remind of."""
    facts = message.context
    return Ambassador.objects.live().filter(pk=facts["ambassador"], ends_on=facts["ends_on"]).exists()


def _still_invited(message):
    return Invitation.objects.open().filter(pk=message.context["invitation"]).exists()


def register_kinds():
    register(Kind("hubs/nominated", _("Nominated as ambassador")))
    register(Kind("hubs/invited", _("Invitation to become an ambassador"), still_true=_still_invited))
    register(Kind("hubs/invitation_accepted", _("Invitation accepted, to the coordinator")))
    register(Kind("hubs/stepped_up", _("Next step as ambassador")))
    register(Kind("hubs/renewed", _("Term as ambassador renewed")))
    register(Kind("hubs/ended", _("Term as ambassador ended by the hub")))
    register(Kind("hubs/resigned", _("An ambassador resigned, to the coordinators")))
    register(Kind("hubs/term_ending", _("Term as ambassador ends soon"), still_true=_still_ends_then))
    register(
        Kind(
            "hubs/term_ending_hub",
            _("Term of an ambassador ends soon, to the coordinators"),
            still_true=_still_ends_then,
        )
    )
