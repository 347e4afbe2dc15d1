"""Who could review a revision, and why not. Only a look: `cases.actions.assigning` asks."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import (
    LIVE,
    Author,
    CaseRole,
    PrivacyCheck,
    Repository,
    Review,
    ReviewState,
    Role,
    Stake,
)


@dataclass(frozen=True)
class Candidate:
    """label: of somebody who has reviewed this case before. why_not: empty where the person can be asked."""

    person: object
    topics: tuple[str, ...]
    load: int
    cap: int
    label: int | None
    why_not: str
    stakes: tuple = ()

    @property
    def could(self):
        return not self.why_not


def candidates(revision, *, by):
    """All reviewers of today, those who fit best first: who knows the case, then topics, then the fewest open reviews."""
    desk = _Desk(revision, by)
    roles = CaseRole.objects.in_force().filter(role=Role.REVIEWER)
    roles = roles.select_related("user").prefetch_related("topics")
    found = [(desk.rank(role), desk.candidate(role)) for role in roles]
    return [one for _rank, one in sorted(found, key=lambda pair: (not pair[1].could, pair[0]))]


def missing(revision):
    """How many reviewers are still to be asked."""
    return max(Repository.current().reviewers_each - revision.reviews.live().count(), 0)


def proposed(revision, found):
    """Who would be asked if nobody chose: of `candidates` as many as are missing."""
    return [one.person for one in found if one.could][: missing(revision)]


class _Desk:
    """All that is asked of each reviewer, in as many queries for one as for fifty."""

    def __init__(self, revision, by):
        self.revision, self.by, case = revision, by, revision.case
        self.topics = {topic.pk: topic.name for topic in revision.topics.all()}
        authors = Author.objects.filter(case=case, person__isnull=False)
        self.authors = {case.author_id, *authors.values_list("person_id", flat=True)}
        self.checkers = set(
            PrivacyCheck.objects.filter(revision=revision).values_list("checker_id", flat=True)
        )
        self.stakes = {}
        for stake in Stake.objects.filter(case=case, is_active=True):
            self.stakes.setdefault(stake.person_id, []).append(stake)
        rows = Review.objects.filter(revision__case=case)
        self.labels = dict(rows.values_list("reviewer_id", "label"))
        self.had = {row.reviewer_id: row for row in rows.filter(revision=revision)}
        self.loads = Counter(Review.objects.to_do().values_list("reviewer_id", flat=True))

    def candidate(self, role):
        person = role.user
        shared = (self.topics[topic.pk] for topic in role.topics.all() if topic.pk in self.topics)
        return Candidate(
            person=person,
            topics=tuple(shared),
            load=self.loads[person.pk],
            cap=role.cap,
            label=self.labels.get(person.pk),
            why_not=self._why_not(role),
            stakes=tuple(self.stakes.get(person.pk, ())),
        )

    def rank(self, role):
        """By lot where nothing else sets two apart, and by the same lot tomorrow."""
        topics = {topic.pk for topic in role.topics.all()}
        fits = 0 if topics & self.topics.keys() else 1 if not topics else 2
        lot = hashlib.sha256(f"{self.revision.case.code}:{role.user_id}".encode()).hexdigest()
        return role.user_id not in self.labels, fits, self.loads[role.user_id], lot

    def _why_not(self, role):
        person = role.user_id
        if person in self.authors:
            return _("Is an author of this case")
        if person in self.stakes:
            kinds = ", ".join(stake.get_kind_display() for stake in self.stakes[person])
            return _("Has a stake: %(kinds)s") % {"kinds": kinds}
        return self._why_not_today(role)

    def _why_not_today(self, role):
        person = role.user_id
        if person in self.had:
            return _why_not_again(self.had[person])
        if person == self.by.pk:
            return _("You decide about this case yourself")
        if person in self.checkers:
            return _("Has checked this case for privacy")
        if self.loads[person] >= role.cap:
            return _("Has as many open reviews as agreed (%(cap)s)") % {"cap": role.cap}
        return ""


def _why_not_again(review):
    if review.state in LIVE:
        return _("Reviews it")
    if review.state == ReviewState.DECLINED:
        return _("Has given it back")
    return _("Had it, and it was taken back")
