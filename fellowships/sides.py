"""On which sides of a stay a person stands: visitor, host, office."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fellowships.models import Placement, Side


def of(user, placement):
    """Of the own stay nobody is host or office, too. A stranger stands on no side."""
    if placement.person_id == user.pk:
        return {Side.FELLOW}
    this = Placement.objects.filter(pk=placement.pk)
    sides = set()
    if this.hosted_by(user).exists():
        sides.add(Side.HOST)
    if this.run_by_office(user).exists():
        sides.add(Side.OFFICE)
    return sides


def require(user, placement, *sides):
    """Raises ValidationError where this person stands on none of these sides."""
    if not of(user, placement) & set(sides):
        raise ValidationError(_("Somebody else decides about this."), code="side")
