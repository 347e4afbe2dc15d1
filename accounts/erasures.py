"""Erasing a person: every app lets go of what it holds, and an empty account stays behind."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, personal_data
from accounts.models import Erasure, User


@transaction.atomic
def erase(user):
    """Erase a person for good, all of it or nothing. The holdings say what stays and why."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.is_erased:
        raise ValidationError(_("This person has been erased already."), code="erased")
    refuse_last_superuser(user)
    for holding in personal_data.holdings():
        holding.erase(user)
    Erasure.objects.under_way().filter(user=user).update(done_at=timezone.now())
    audit.record("person.erased", user, person=user)


@transaction.atomic
def carry_out(erasure_id):
    """Erase who asked for it, unless the wish was taken back or carried out in the meantime."""
    erasure = Erasure.objects.due().select_for_update().filter(pk=erasure_id).first()
    if erasure:
        erase(erasure.user)


def refuse_last_superuser(user):
    """Locks the others, in one order: the last two may leave at the same moment."""
    if not user.is_superuser:
        return
    others = User.objects.superusers().exclude(pk=user.pk).order_by("pk")
    if not others.select_for_update(no_key=True):
        raise ValidationError(
            _(
                "You are the last administrator. Make somebody else an administrator first; "
                "then you can erase your account."
            ),
            code="last_superuser",
        )
