"""From a published case to the certificates of its authors, and from a review to that of its reviewer.

In English first, whatever the language of who decides (programme-facts A7). Of an invented sample there is none.
"""

from datetime import UTC, datetime

from django.utils import dateformat, timezone, translation

from cases.citation import REPOSITORY
from certificates.actions import Earned, award, award_many, withdraw
from certificates.facts import Facts
from certificates.models import Kind
from hubs.moments import day_range

# Authors could tell from a title, a code or a day which of the certificates they are shown is about their case.
CONFIDENTIAL = "Confidential, as the review was blind"
FITS = 300


def source_of_author(case, person):
    return f"case_author:{case.pk}:{person.pk}"


def source_of_reviewer(review):
    return f"case_review:{review.pk}"


def award_authors(version, people):
    """What was told of an earlier version is brought up to date."""
    if version.case.is_sample:
        return
    day = version.case.versions.order_by("number").first().published_at.date()
    with translation.override("en"):
        dates = day_range(day, day)
    facts = Facts(
        title=version.title,
        programme=REPOSITORY,
        dates=dates,
        first_day=day,
        last_day=day,
        address=version.get_absolute_url(),
    )
    award_many(
        Earned(
            source=source_of_author(version.case, person),
            kind=Kind.CASE_AUTHOR,
            holder=person,
            facts=facts,
        )
        for person in people
    )


def take_back_authors(case, *, because):
    """A case that is retracted earns nothing."""
    for author in case.authors.filter(person__isnull=False).select_related("person"):
        withdraw(source=source_of_author(case, author.person), because=because[:FITS])


def award_reviewer(review):
    """For a review that was handed in, once it is decided about: it tells the month and nothing of the case.

    It is issued with all others of that month: else the day of issue would tell which decision it belongs to.
    """
    if review.revision.case.is_sample:
        return
    handed_in = review.submitted_at.astimezone(UTC)
    with translation.override("en"):
        month = dateformat.format(handed_in, "F Y")
    award(
        source=source_of_reviewer(review),
        kind=Kind.CASE_REVIEWER,
        holder=review.reviewer,
        facts=Facts(title=CONFIDENTIAL, programme=REPOSITORY, dates=month),
        due_at=_next_month(timezone.now()),
    )


def _next_month(moment):
    day = moment.astimezone(UTC)
    return datetime(day.year + day.month // 12, day.month % 12 + 1, 1, 6, tzinfo=UTC)
