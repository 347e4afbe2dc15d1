"""The one place where cases, revisions, reviews and questions of readers change their state."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from cases.models import AskedState, Case, CaseState, ReviewState, Revision, RevisionState

TRANSITIONS = {
    "case": {
        CaseState.WRITING: {CaseState.PUBLISHED, CaseState.ENDED, CaseState.WITHDRAWN},
        CaseState.PUBLISHED: {CaseState.HIDDEN, CaseState.RETRACTED, CaseState.WITHDRAWN},
        CaseState.HIDDEN: {CaseState.PUBLISHED, CaseState.RETRACTED, CaseState.WITHDRAWN},
        # Consent can be withdrawn of what nobody reads any more: the texts are there until then.
        CaseState.RETRACTED: {CaseState.WITHDRAWN},
        CaseState.ENDED: {CaseState.WITHDRAWN},
    },
    "revision": {
        RevisionState.DRAFT: {RevisionState.SUBMITTED, RevisionState.DROPPED},
        RevisionState.SUBMITTED: {RevisionState.PASSED, RevisionState.RETURNED, RevisionState.DROPPED},
        # An editor may decide about a correction without reviewers. A problem of privacy found late returns it.
        RevisionState.PASSED: {
            RevisionState.IN_REVIEW,
            RevisionState.RETURNED,
            RevisionState.ACCEPTED,
            RevisionState.CHANGES,
            RevisionState.REJECTED,
            RevisionState.DROPPED,
        },
        RevisionState.IN_REVIEW: {
            RevisionState.RETURNED,
            RevisionState.ACCEPTED,
            RevisionState.CHANGES,
            RevisionState.REJECTED,
            RevisionState.DROPPED,
        },
    },
    "review": {
        ReviewState.ASKED: {
            ReviewState.OPEN,
            ReviewState.RECUSED,
            ReviewState.DECLINED,
            ReviewState.EXPIRED,
        },
        ReviewState.OPEN: {
            ReviewState.SUBMITTED,
            ReviewState.RECUSED,
            ReviewState.DECLINED,
            ReviewState.EXPIRED,
        },
        ReviewState.SUBMITTED: {ReviewState.RECUSED},
    },
    "askedquestion": {
        AskedState.WAITING: {AskedState.SHOWN, AskedState.DECLINED},
        AskedState.SHOWN: {AskedState.DECLINED},
    },
}


def lock(case):
    """The case, locked until the end of the transaction: whatever moves a case or a part of it takes this first."""
    return Case.objects.select_for_update().get(pk=case.pk)


def newest(case):
    """The newest revision of a case that the caller has locked."""
    return Revision.objects.filter(case=case).order_by("number").last()


def change(thing, state, *, by=None, person=None, facts=None, **fields):
    """Move one row to another state, and put the move on record. The caller holds the lock of its case.

    by:     who did it, None for the portal itself; `person`: whom it concerns
    facts:  for the audit trail; never what an author or reviewer wrote
    fields: further columns that change with it

    Raises ValidationError where the table of transitions does not know the move: somebody else was faster.
    """
    noun = thing._meta.model_name
    before = thing.state
    if state not in TRANSITIONS[noun].get(before, set()):
        raise ValidationError(
            _("This has been settled meanwhile: it is “%(state)s” now."),
            params={"state": thing.get_state_display()},
            code="transition",
        )
    thing.state, thing.state_since = state, timezone.now()
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.full_clean(exclude=["content", "ticks"] if noun == "revision" else None)
    thing.save(update_fields=["state", "state_since", *fields])
    audit.record(
        f"case_{noun}.{state}" if noun != "case" else f"case.{state}",
        thing,
        by=by,
        person=person,
        before=before,
        **(facts or {}),
    )
