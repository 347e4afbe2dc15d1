"""Who is written to about a case."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from cases.models import Author, CaseRole, Role, Stake


def checkers_of(case):
    """Who may check it for privacy today."""
    return _holding(case, Role.PRIVACY)


def editors_of(case):
    """Who may decide about it today; the office where nobody else can, so that nothing goes to nobody."""
    return _holding(case, Role.EDITOR) or list(_without_stake(case).filter(is_staff=True).order_by("pk"))


def _holding(case, role):
    in_force = CaseRole.objects.in_force().filter(role=role, user=OuterRef("pk"))
    return list(_without_stake(case).filter(Exists(in_force)).order_by("pk"))


def _without_stake(case):
    named = Author.objects.filter(case=case.pk, person=OuterRef("pk"))
    stakes = Stake.objects.filter(case=case.pk, person=OuterRef("pk"), is_active=True)
    people = User.objects.filter(is_active=True).exclude(pk=case.author_id)
    return people.filter(~Q(Exists(named)), ~Q(Exists(stakes)))
