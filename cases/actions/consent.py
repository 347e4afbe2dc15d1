"""A patient takes the consent back: the case is offline at once, whatever its state. `cases.wiping` deletes it later."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import states
from cases.actions.checking import expire_reviews
from cases.emails import consent as emails
from cases.models import (
    OPEN,
    Case,
    CaseState,
    Consent,
    PrivacyReport,
    ReportOutcome,
    Review,
    RevisionState,
)


@transaction.atomic
def withdraw(*, case, by, because=""):
    """By an author or an editor. It cannot be undone, and leaves the index in the same transaction.

    because: for the editors; it goes with the texts.
    """
    case = states.lock(case)
    if not _may_withdraw(by, case):
        raise ValidationError(_("This is for the authors of the case and its editors."))
    was_read = case.state == CaseState.PUBLISHED
    now = timezone.now()
    states.change(
        case,
        CaseState.WITHDRAWN,
        by=by,
        person=case.author,
        facts={"was_read": was_read},
        because=because.strip(),
    )
    Consent.objects.filter(case=case, withdrawn_at=None).update(withdrawn_at=now)
    for revision in case.revisions.filter(state__in=OPEN):
        states.change(revision, RevisionState.DROPPED, by=by, person=case.author)
    expire_reviews(Review.objects.filter(revision__case=case), by=by)
    PrivacyReport.objects.filter(case=case).open().update(
        outcome=ReportOutcome.WITHDRAWN, settled_by=by, settled_at=now
    )
    emails.queue_withdrawn(case, by)
    return case


def _may_withdraw(user, case):
    written = Case.objects.written_by(user) | Case.objects.edited_by(user)
    return written.filter(pk=case.pk).exists()
