"""One of the staff asks that a requirement be taken as met for one person, with a reason; another decides."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from levels import emails
from levels.actions.evidence import record
from levels.models import EvidenceKind, Exemption, LevelEnrolment
from levels.standing import facts_of


class AlreadyDecided(ValidationError):
    """Somebody else was faster: says who decided what. Nothing was changed."""

    def __init__(self, exemption):
        super().__init__(
            _("%(who)s has decided this already: %(what)s. Nothing was changed."),
            code="decided",
            params={
                "who": exemption.decided_by or _("Somebody"),
                "what": _("granted") if exemption.is_granted else _("refused"),
            },
        )


@transaction.atomic
def ask_for_exemption(*, level_enrolment, key, reason, by):
    """Ask that a requirement be taken as met. Nothing counts before somebody else has granted it."""
    row = LevelEnrolment.objects.select_for_update().get(pk=level_enrolment.pk)
    facts = facts_of(row, key)
    if facts is None:
        raise ValidationError(_("The level does not ask this of the person."), code="unknown")
    if facts["at"]:
        raise ValidationError(_("The person has met this already."), code="met")
    exemption = Exemption(level_enrolment=row, key=key, reason=reason.strip(), asked_by=by)
    exemption.full_clean()
    exemption.save()
    audit.record("exemption.asked", exemption, by=by, person=row.enrolment.user, requirement=key)
    return exemption


@transaction.atomic
def decide_exemption(*, exemption, is_granted, by):
    """Grant or refuse an exemption that somebody else has asked for. The person is told where it is granted.

    Raises AlreadyDecided, and ValidationError for who has asked for it.
    """
    exemption = Exemption.objects.select_for_update(of=["self"]).get(pk=exemption.pk)
    if exemption.decided_at:
        raise AlreadyDecided(exemption)
    if exemption.asked_by_id == by.pk:
        raise ValidationError(
            _("You have asked for this yourself, so somebody else has to decide it."), code="own"
        )
    exemption.is_granted, exemption.decided_by, exemption.decided_at = is_granted, by, timezone.now()
    exemption.full_clean()
    exemption.save()
    row = exemption.level_enrolment
    verb = "granted" if is_granted else "refused"
    audit.record(f"exemption.{verb}", exemption, by=by, person=row.enrolment.user, requirement=exemption.key)
    if is_granted:
        emails.queue_exempted(exemption)
        record(
            person=row.enrolment.user,
            kind=EvidenceKind.EXEMPTED,
            level=row.level,
            data={"requirement": exemption.key, "holds": True},
        )
    return exemption
