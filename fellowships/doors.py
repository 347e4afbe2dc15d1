"""Which workspaces of fellowships somebody has, asked together with what else a page's frame needs."""

from django.db.models import Exists, OuterRef

from fellowships.models import CallRole, CentreMember, Role
from hubs.models import in_force


def with_doors(people):
    """Annotate people with the workspaces that are open to them today: reviews, rounds, centres."""
    roles = CallRole.objects.filter(in_force(), user=OuterRef("pk"))
    return people.annotate(
        has_reviews=Exists(roles.filter(role=Role.REVIEWER)),
        has_rounds=Exists(roles.filter(role__in=[Role.CHAIR, Role.FINANCE])),
        has_centres=Exists(CentreMember.objects.filter(in_force(), user=OuterRef("pk"))),
    )
