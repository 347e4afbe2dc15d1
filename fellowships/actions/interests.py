"""Who wants to be told when a call opens."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fellowships import stages
from fellowships.models import Interest


@transaction.atomic
def tell_me(*, user, call):
    """Note that a person wants word when the call opens. Asking twice is asking once."""
    call = stages.lock(call)
    if call.has_opened:
        raise ValidationError(_("This call is open already."), code="open")
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise ValidationError(
            _("Confirm your e-mail address first, so that our mail reaches you."), code="unverified"
        )
    interest, _created = Interest.objects.get_or_create(call=call, user=user)
    return interest


def no_longer(*, user, call):
    """Take the wish back. Nothing happens where there was none."""
    Interest.objects.filter(call=call, user=user).delete()
