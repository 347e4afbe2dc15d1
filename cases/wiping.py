"""What is left of a case when the patient's consent is withdrawn and the days of grace are over: its code, and who did
what when. Not one word of it, not one picture. Backups forget it when they expire.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from cases import states
from cases.emails import consent as emails
from cases.models import (
    Answer,
    AskedQuestion,
    Case,
    CaseState,
    Comment,
    Decision,
    Picture,
    PictureTick,
    Plate,
    PrivacyCheck,
    PrivacyReport,
    Repository,
    Review,
    Revision,
    Version,
)
from mailing.actions import forget
from mailing.models import Message


def wipe_due(now=None):
    """Delete what is due. How many cases?"""
    now = now or timezone.now()
    limit = now - timedelta(days=Repository.current().days_until_wiped)
    withdrawn = Case.objects.filter(state=CaseState.WITHDRAWN, wiped_at=None, state_since__lte=limit)
    due = list(withdrawn.order_by("pk"))
    for case in due:
        wipe(case)
    return len(due)


@transaction.atomic
def wipe(case):
    """All words and pictures of a withdrawn case, wherever they were written. Twice does nothing more."""
    case = states.lock(case)
    if case.state != CaseState.WITHDRAWN or case.wiped_at:
        return
    now = timezone.now()
    _wipe_readers(case)
    _wipe_judgements(case)
    Version.objects.filter(case=case).update(wiped_at=now, title="", authors=[], notice="")
    _wipe_revisions(case, now)
    _wipe_pictures(case)
    forget(Message.objects.filter(kind__startswith="cases/", context__code=case.code))
    case.wiped_at, case.because = now, ""
    case.save(update_fields=["wiped_at", "because"])
    case.history.update(because="")
    audit.record("case.wiped", case, person=case.author)
    emails.queue_wiped(case)


def _wipe_readers(case):
    """Questions may tell of the patient, and answers belong to texts that are gone. That somebody read it stays."""
    AskedQuestion.objects.filter(case=case).delete()
    Answer.objects.filter(version__case=case).delete()
    PrivacyReport.objects.filter(case=case).update(text="", because="")


def _wipe_judgements(case):
    Comment.objects.filter(review__revision__case=case).delete()
    said = {"for_author": "", "for_editor": "", "because": ""}
    Review.objects.filter(revision__case=case).update(**said)
    Review.history.filter(revision__case=case).update(**said)
    Decision.objects.filter(revision__case=case).update(for_author="", because="")
    PrivacyCheck.objects.filter(revision__case=case).update(notes={}, for_author="")


def _wipe_revisions(case, now):
    """The database lets go of parts of a revision only once it is marked."""
    revisions = Revision.objects.filter(case=case)
    revisions.update(wiped_at=now, content={}, title="", changed="", ticks=[], country="", age_band="")
    Revision.topics.through.objects.filter(revision__in=revisions).delete()
    PictureTick.objects.filter(plate__revision__in=revisions).delete()
    Plate.objects.filter(revision__in=revisions).delete()


def _wipe_pictures(case):
    """The files go once that is certain."""
    for picture in Picture.objects.filter(case=case):
        storage, name = picture.file.storage, picture.file.name
        picture.delete()
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name), robust=True)
    Picture.history.filter(case_id=case.pk).delete()
