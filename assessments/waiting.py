"""Texts that wait to be marked, the oldest first, without saying whose they are."""

from django.db.models import Count, Min, Q

from assessments.models import Assessment, AttemptQuestion, AttemptState

_WAITS = Q(attempt__state=AttemptState.MARKING, points=None, is_counted=True)


def all_texts(user):
    """Nobody marks an own text."""
    return AttemptQuestion.objects.filter(_WAITS).exclude(attempt__person=user)


def texts(user, assessment):
    """Of one assessment."""
    rows = all_texts(user).filter(attempt__assessment=assessment)
    return rows.select_related("version__question", "attempt").order_by("attempt__ended_at", "pk")


def assessments(user):
    """Those with texts that wait for this person: how many, and since when."""
    prefix = "attempts__questions__"
    waits = Q(
        **{
            "attempts__state": AttemptState.MARKING,
            f"{prefix}points": None,
            f"{prefix}is_counted": True,
        }
    ) & ~Q(attempts__person=user)
    return (
        Assessment.objects.filter(attempts__state=AttemptState.MARKING)
        .annotate(waiting=Count(f"{prefix}pk", filter=waits), since=Min("attempts__ended_at", filter=waits))
        .filter(waiting__gt=0)
        .order_by("since")
    )
