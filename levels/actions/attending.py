"""What people attended, told by the app that keeps attendance."""

from django.db import transaction
from django.utils import timezone

from levels.actions import completion
from levels.models import Evidence, EvidenceKind


@transaction.atomic
def set_shares(*, occasion, title, activity, shares):
    """Say for what share of an occasion people were there, and decide about their levels. Returns how many changed.

    `shares` maps ids of people to hundredths of a percent; `activity` is what the occasion counts as, or None. Only
    news is written: a share that is known already is not, and what was said of the occasion under another activity
    is taken back. The caller reads its figures after `completion.hold(people)`.
    """
    news = differing(occasion=occasion, activity=activity, shares=shares)
    now = timezone.now()
    Evidence.objects.bulk_create(
        [
            Evidence(
                person_id=person,
                kind=EvidenceKind.ATTENDED,
                activity_id=subject,
                data={"occasion": occasion, "title": title, "share": share},
                happened_at=now,
                received_at=now,
            )
            for (person, subject), share in news.items()
        ],
        batch_size=1000,
    )
    completion.decide_all(people={person for person, _subject in news}, now=now)
    return len(news)


def differing(*, occasion, activity, shares):
    """`{(person, activity): share}` where these shares are not what was said last. Changes nothing."""
    said = _said(occasion, shares)
    wanted = {(person, getattr(activity, "pk", None)): share for person, share in shares.items()}
    wanted |= {key: 0 for key in said if key not in wanted}
    return {key: share for key, share in wanted.items() if key[1] and share != said.get(key, 0)}


def _said(occasion, people):
    """`{(person, activity): share}`, the latest word on each."""
    rows = Evidence.objects.filter(
        kind=EvidenceKind.ATTENDED, person__in=list(people), resource=None, data__occasion=occasion
    )
    rows = rows.order_by("person", "activity_id", "-happened_at", "-pk").distinct("person", "activity_id")
    return {
        (person, activity): data["share"]
        for person, activity, data in rows.values_list("person", "activity", "data")
    }
