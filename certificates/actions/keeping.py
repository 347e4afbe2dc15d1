"""What is no longer earned, and stays valid all the same."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from certificates.models import Award


@transaction.atomic
def keep(*, award, by, reason):
    """Leave the certificate valid although what it states is no longer earned, for a reason that stays in the house.

    Raises ValidationError without a reason, and where there is nothing to decide: somebody kept or revoked it,
    or it is earned again.
    """
    award = Award.objects.select_for_update(of=("self",)).select_related("holder").get(pk=award.pk)
    if not Award.objects.lapsed().filter(pk=award.pk).exists():
        raise ValidationError(
            _("There is nothing to decide any more: it was kept or revoked meanwhile, or is earned again."),
            code="decided",
        )
    award.lapsed_at, award.lapsed_because = None, ""
    award.kept_at, award.kept_because = timezone.now(), reason.strip()
    if not award.kept_because:
        raise ValidationError(_("Say why the certificate is kept."), code="reason")
    award.clean_fields(exclude=["holder"])
    award.save(update_fields=["lapsed_at", "lapsed_because", "kept_at", "kept_because"])
    audit.record("certificate.kept", award, by=by, person=award.holder, source=award.source)
    return award
