"""Staff sign off what only a human being can judge, or take the signature back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from levels.actions import completion
from levels.actions.evidence import record
from levels.models import EvidenceKind, LevelEnrolment, RequirementKind
from levels.standing import facts_of


@transaction.atomic
def sign_off(*, level_enrolment, key, holds, by):
    """Say that a person has met a requirement that staff sign off or, with `holds` False, no longer.

    Raises ValidationError where somebody else was faster: it stands so already.
    """
    completion.hold([level_enrolment.enrolment.user_id])
    row = LevelEnrolment.objects.select_related("enrolment__user", "level").get(pk=level_enrolment.pk)
    facts = facts_of(row, key)
    if facts is None or facts["kind"] != RequirementKind.SIGN_OFF:
        raise ValidationError(_("This is not signed off by staff."), code="unknown")
    if bool(facts["at"]) == holds and not facts["exempt"]:
        text = _("This is signed off already.") if holds else _("This is not signed off.")
        raise ValidationError(text, code="already")
    person = row.enrolment.user
    audit.record("requirement.signed_off", row, by=by, person=person, requirement=key, holds=holds)
    record(
        person=person,
        kind=EvidenceKind.SIGNED_OFF,
        level=row.level,
        data={"requirement": key, "holds": holds},
    )
