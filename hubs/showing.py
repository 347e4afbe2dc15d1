"""Whom and what the public page of a hub names, fetched with the hub itself."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from hubs.models import Ambassador, Membership, Role, Rung, Society


def with_people(hubs):
    """Annotate `supporters`, `coordinators` and `teachers` as dicts: only people who have agreed, while in office."""
    terms = Membership.objects.shown_in_public().filter(hub=OuterRef("pk")).order_by("role", "user__name")
    ambassadors = Ambassador.objects.shown_in_public().filter(hub=OuterRef("pk"), user__is_active=True)
    ambassadors = ambassadors.exclude(user__name="").order_by("-rung", "user__name")
    societies = Society.objects.filter(hub=OuterRef("pk")).order_by("name")
    return hubs.annotate(
        supporters=ArraySubquery(
            societies.values(facts=JSONObject(name="name", abbreviation="abbreviation", url="url"))
        ),
        coordinators=ArraySubquery(terms.values(facts=JSONObject(name="user__name", role="role"))),
        teachers=ArraySubquery(ambassadors.values(facts=JSONObject(name="user__name", rung="rung"))),
    )


def running(hub):
    """`[(name, role)]` of those who run a hub that was fetched so."""
    return [(row["name"], Role(row["role"]).label) for row in hub.coordinators]


def teaching(hub):
    """`[(name, step)]` of those who teach for it."""
    return [(row["name"], Rung(row["rung"]).label) for row in hub.teachers]
