"""What the author declares about the patient's consent."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from cases.actions import writing
from cases.models import Consent


@transaction.atomic
def declare(*, revision, by, kind, given_on, country, rule=""):
    """Declare it, or declare it anew, while the case is a draft. What was withdrawn is not declared again."""
    case = writing.lock_draft(revision).case
    consent = Consent.objects.filter(case=case).first() or Consent(case=case)
    if consent.withdrawn_at:
        raise ValidationError(_("This consent was withdrawn: the case cannot be shown."), code="withdrawn")
    consent.kind, consent.given_on, consent.country, consent.rule = kind, given_on, country, rule
    consent.declared_at = timezone.now()
    consent.full_clean()
    consent.save()
    audit.record("case_consent.declared", consent, by=by, person=case.author, kind=kind)
    return consent
