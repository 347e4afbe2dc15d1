"""What people do with fellowship calls. Each function is one transaction."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships.models import Call, Interest
from fellowships.tasks import tell_interested


@transaction.atomic
def tell_me(*, user, call):
    """Note that a person wants word when the call opens. Asking twice is asking once."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.is_open:
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


@transaction.atomic
def open_call(*, call, by):
    """Open the call once; everyone who asked to be told is told in the background."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.is_open:
        raise ValidationError(_("This call is open already."), code="open")
    call.opened_at = timezone.now()
    call.full_clean()
    call.save(update_fields=["opened_at"])
    audit.record("call.opened", call, by=by)
    # Where the broker is away, beat tells them within five minutes.
    transaction.on_commit(tell_interested.delay, robust=True)
    return call
