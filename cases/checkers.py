"""Who may check a revision for privacy: checkers; and editors where a case would wait for one person, or for nobody."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.models import (
    Author,
    Case,
    CaseRole,
    PrivacyCheck,
    Repository,
    Revision,
    RevisionState,
    Role,
    Stake,
    Verdict,
)


def queue_of(user):
    """What this person may check now, the oldest first."""
    as_checker = Revision.objects.to_check(user).values("pk")
    waiting = Revision.objects.filter(Q(pk__in=as_checker) | Q(pk__in=_left_to_editors(user).values("pk")))
    return waiting.order_by("submitted_at", "pk")


def has_desk(user):
    """Checkers, editors and the office: for all others the desk is not there."""
    return user.is_staff or CaseRole.objects.holds(user, Role.PRIVACY, Role.EDITOR)


def handed_in_to(user):
    """All that was ever handed in and that this person may have to do with, whatever became of it."""
    if not has_desk(user):
        return Revision.objects.none()
    cases = Case.objects.without_stake_of(user)
    return Revision.objects.filter(case__in=cases, submitted_at__isnull=False, wiped_at=None)


def may_check(user, revision):
    return queue_of(user).filter(pk=revision.pk).exists()


def may_recall(user, revision):
    """Who checks has a veto as long as nothing is decided; and so has who edits."""
    return _cases_to_veto(user).filter(pk=revision.case_id).exists()


def vetoable_by(user):
    """What has passed and is not decided yet: it can still be called back."""
    states = [RevisionState.PASSED, RevisionState.IN_REVIEW]
    found = Revision.objects.filter(case__in=_cases_to_veto(user), state__in=states)
    return found.order_by("-passed_at", "-pk")


def due_at(revision):
    """Until when the check is promised: after that an editor may check too."""
    return revision.submitted_at + timedelta(days=Repository.current().days_to_check)


def with_due_days(revisions, now):
    """The same, each with `due_at` and `is_late`."""
    promised = timedelta(days=Repository.current().days_to_check)
    for revision in revisions:
        revision.due_at = revision.submitted_at + promised
        revision.is_late = revision.due_at < now
        yield revision


def is_here_as_editor(user):
    return not CaseRole.objects.holds(user, Role.PRIVACY)


def let_through_by(user, revision):
    """Whether this person has let it pass: somebody else should then decide, where there is somebody else."""
    return PrivacyCheck.objects.filter(revision=revision, checker=user.pk, verdict=Verdict.PASSED).exists()


def _cases_to_veto(user):
    if CaseRole.objects.holds(user, Role.PRIVACY):
        return Case.objects.without_stake_of(user)
    return Case.objects.edited_by(user)


def _left_to_editors(user):
    """Overdue, or without a checker who has no stake."""
    overdue = Q(submitted_at__lte=timezone.now() - timedelta(days=Repository.current().days_to_check))
    return Revision.objects.filter(
        overdue | ~Q(Exists(_checkers())),
        state=RevisionState.SUBMITTED,
        case__in=Case.objects.edited_by(user),
    )


def _checkers():
    """The terms of those who could check the revision around this query."""
    about = {"case": OuterRef(OuterRef("case")), "person": OuterRef("user")}
    return (
        CaseRole.objects.in_force()
        .filter(role=Role.PRIVACY)
        .exclude(user=OuterRef("case__author"))
        .filter(~Exists(Author.objects.filter(**about)))
        .filter(~Exists(Stake.objects.filter(is_active=True, **about)))
    )
