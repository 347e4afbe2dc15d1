"""Mails about who runs a hub: to those who are asked, begin, hand over or end, and to the office."""

from django.core import signing
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from hubs.models import Appointment
from mailing import actions as outbox
from mailing.kinds import Kind, register

SALT = "hubs.appointment"


def token_of(appointment):
    return signing.dumps(appointment.pk, salt=SALT)


def appointment_of(token):
    """The invitation that a link was made for, if it is still open."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=Appointment.KEPT)
    except signing.BadSignature:
        return None
    related = ("hub", "invited_by", "predecessor__user")
    return Appointment.objects.open().select_related(*related).filter(pk=pk).first()


def queue_invited(appointment):
    """In the language of who asks: of the person nothing is known yet. Its link is for that address only."""
    outbox.queue(
        "hubs/team_invited",
        key=f"team-invited:{appointment.hub_id}:{appointment.pk}",
        to=appointment.email,
        language=appointment.invited_by.language,
        secret=True,
        context={
            "appointment": appointment.pk,
            "hub": appointment.hub.name,
            "by": appointment.invited_by.name,
            "role": str(appointment.role),
            "takes_over": appointment.predecessor_id is not None,
            "starts_on": appointment.starts_on.isoformat(),
            "until": appointment.expires_at.isoformat(),
            "path": reverse("hubs:appointment", args=[token_of(appointment)]),
        },
    )


def queue_begun(membership, appointment):
    """To who asked, to who hands over, and to the office: somebody has accepted."""
    predecessor = appointment.predecessor
    told = {appointment.invited_by.pk: appointment.invited_by}
    if predecessor:
        told[predecessor.user_id] = predecessor.user
    facts = _facts(membership) | {
        "predecessor": predecessor.user.name if predecessor else "",
        "predecessor_until": predecessor.ends_on.isoformat() if predecessor and predecessor.ends_on else "",
    }
    _queue("team_begun", f"team-begun:{membership.pk}", [*told.values(), *_office()], facts)


def queue_ended(membership, by):
    """To the person, unless it was the own wish, and to the office."""
    told = [membership.user] if membership.user_id != by.pk else []
    facts = _facts(membership) | {"by": by.name, "never_began": membership.ends_on is None}
    _queue("team_ended", f"team-ended:{membership.pk}:{membership.ends_on}", [*told, *_office()], facts)


def _facts(membership):
    return {
        "hub": membership.hub.name,
        "person": membership.user.name,
        "person_pk": membership.user_id,
        "role": str(membership.role),
        "starts_on": membership.starts_on.isoformat(),
        "ends_on": membership.ends_on.isoformat() if membership.ends_on else "",
        "path": reverse("hubs:team", args=[membership.hub.code]),
    }


def _queue(kind, key, people, facts):
    """Each person once, however many reasons there are to write."""
    people = {person.pk: person for person in people if person.is_active}
    rows = [
        {
            "key": f"{key}:{person.pk}",
            "user": person,
            "to": person.email,
            "language": person.language,
            "context": facts | {"name": person.name, "is_about_reader": person.pk == facts["person_pk"]},
        }
        for person in people.values()
    ]
    outbox.queue_many(f"hubs/{kind}", rows)


def _office():
    """Those of the staff who look after the hubs."""
    right = {"content_type__app_label": "hubs", "codename": "change_membership"}
    own = {f"user_permissions__{name}": value for name, value in right.items()}
    of_groups = {f"groups__permissions__{name}": value for name, value in right.items()}
    staff = User.objects.filter(is_staff=True, is_active=True)
    return list(staff.filter(Q(is_superuser=True) | Q(**own) | Q(**of_groups)).distinct())


def _still_invited(message):
    return Appointment.objects.open().filter(pk=message.context["appointment"]).exists()


def register_kinds():
    register(Kind("hubs/team_invited", _("Invitation to run a hub"), still_true=_still_invited))
    register(Kind("hubs/team_begun", _("Somebody runs a hub from now on")))
    register(Kind("hubs/team_ended", _("Somebody’s term at a hub ends")))
