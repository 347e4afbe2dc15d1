"""What a person did that counts on the ladder. The apps above, which know of it, call down."""

from django.db import transaction

from accounts import audit
from hubs.models import Evidence


@transaction.atomic
def record_evidence(*, user, kind, title, on, source):
    """Note that somebody was trained or taught, once for each `source`, such as `attendance:17`.

    It changes nobody's step: where it is enough for one, the roster suggests it and a coordinator confirms.
    """
    facts = {"user": user, "kind": kind, "title": title[:300], "happened_on": on}
    evidence, is_new = Evidence.objects.get_or_create(source=source, defaults=facts)
    if is_new:
        audit.record("evidence.recorded", evidence, person=user, kind=str(kind), source=source)
    return evidence


@transaction.atomic
def withdraw_evidence(*, source):
    """Take it back where it turned out not to be so. Steps that were confirmed on it stay."""
    evidence = Evidence.objects.select_for_update().select_related("user").filter(source=source).first()
    if evidence is None:
        return False
    audit.record("evidence.withdrawn", evidence, person=evidence.user, source=source)
    evidence.delete()
    return True
