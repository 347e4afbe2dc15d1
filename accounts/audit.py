"""The one door to the audit trail."""

from accounts.models import AuditEntry


def record(action, instance, *, by=None, person=None, **facts):
    """Add a line to the trail, in the caller's transaction.

    `action` is `noun.verb` ("registration.approved"); `by` is the person who did it, None for the portal
    itself; `person` whom it concerns; `facts` are states, codes and numbers that JSON can hold.
    """
    return AuditEntry.objects.create(
        action=action,
        object_type=instance._meta.label_lower,
        object_id=str(instance.pk),
        actor_id=getattr(by, "pk", None),
        person_id=getattr(person, "pk", None),
        facts=facts,
    )
