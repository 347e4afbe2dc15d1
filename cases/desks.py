"""Which desks of the repository somebody has."""

from django.db.models import Exists, OuterRef

from cases.models import CaseRole, Role


def with_desks(people):
    """Annotate people with the desks that are open to them today: privacy check, reviews, editing."""
    roles = CaseRole.objects.in_force().filter(user=OuterRef("pk"))
    return people.annotate(
        checks_cases=Exists(roles.filter(role=Role.PRIVACY)),
        reviews_cases=Exists(roles.filter(role=Role.REVIEWER)),
        edits_cases=Exists(roles.filter(role=Role.EDITOR)),
    )
