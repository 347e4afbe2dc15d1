"""How far the reviews of a call are, as one person of the board may see it: what that person has a stake in counts nowhere."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from fellowships import planning, rubric
from fellowships.models import Application, Assignment, AssignmentState, Conflict
from fellowships.models.reviews import LIVE


@dataclass
class OfReviewer:
    """`gets`: what the plan would give on top. `mean`: of what was handed in and counts."""

    person: User
    cap: int | None = None
    live: int = 0
    handed_in: int = 0
    late: int = 0
    left: int = 0
    gets: int = 0
    scores: list = field(default_factory=list)

    @property
    def mean(self):
        return rubric.mean(self.scores)

    @property
    def total(self):
        return self.live + self.gets


@dataclass
class OfApplication:
    application: Application
    assignments: list
    wanted: int
    planned: list = field(default_factory=list)

    @property
    def scores(self):
        return [row.review.score for row in self.assignments if _counts(row)]

    @property
    def live(self):
        return [row for row in self.assignments if row.state in LIVE]

    @property
    def rubric(self):
        return rubric.mean(self.scores)

    @property
    def spread(self):
        return rubric.spread(self.scores)

    @property
    def is_settled(self):
        return len(self.scores) >= self.wanted

    @property
    def lacks_somebody(self):
        return len(self.live) < self.wanted

    @property
    def is_far_apart(self):
        return self.spread > self.application.call.third_review_spread


def _counts(assignment):
    review = getattr(assignment, "review", None)
    return review is not None and review.submitted_at is not None and not review.void_because


def of_applications(call, user):
    """One for each application in the running, those that need a look first: the far apart, then the unfinished."""
    rows = Application.objects.on_board_of(user).in_the_running().filter(call=call)
    applications = list(rows.select_related("person", "call"))
    assignments = defaultdict(list)
    given = Assignment.objects.filter(application__in=applications).select_related("reviewer", "review")
    for row in given.order_by("turn", "pk"):
        assignments[row.application_id].append(row)
    found = [_of(call, row, assignments[row.pk]) for row in applications]
    return sorted(
        found, key=lambda one: (not one.lacks_somebody, one.is_settled, -one.spread, one.application.code)
    )


def of_application(application):
    """The same for a single one, with the values that were given."""
    rows = application.assignments.select_related("reviewer", "review").order_by("turn", "pk")
    rows = rows.prefetch_related("review__scores__criterion__anchors")
    return _of(application.call, application, list(rows))


def _of(call, application, assignments):
    one = OfApplication(application, assignments, call.reviews_each)
    one.wanted = planning.wanted(call, one.scores)
    return one


def of_reviewers(call, applications, plan=None):
    """One for each person who reviews today or has reviewed, by name."""
    caps = {role.user: role.cap or call.reviewer_cap for role in _roles(call)}
    found = {person.pk: OfReviewer(person, cap) for person, cap in caps.items()}
    now = timezone.now()
    for assignment in (row for one in applications for row in one.assignments):
        one = found.setdefault(assignment.reviewer_id, OfReviewer(assignment.reviewer))
        _add(one, assignment, now)
    visible = {one.application.pk: one for one in applications}
    for application, person in plan.pairs if plan else ():
        if application in visible:
            found[person].gets += 1
            visible[application].planned.append(found[person].person)
    return sorted(found.values(), key=lambda one: (str(one.person).casefold(), one.person.pk))


def _roles(call):
    return planning.roles_in_force(call).select_related("user")


def _add(one, assignment, now):
    is_live = assignment.state in LIVE
    one.live += is_live
    one.left += not is_live
    if assignment.state == AssignmentState.SUBMITTED:
        one.handed_in += 1
    elif is_live:
        one.late += assignment.due_at < now
    if _counts(assignment):
        one.scores.append(assignment.review.score)


@dataclass(frozen=True)
class Possible:
    """Could this person review this application? `kinds`: why not, if there is a stake."""

    person: User
    country: str
    is_from_there: bool
    load: int
    cap: int
    kinds: tuple
    had_it: bool

    @property
    def could(self):
        return not (self.kinds or self.had_it or self.load >= self.cap)


def who_could(call, application):
    """Everybody who reviews in this call, for one application. Changes nothing, and tells nobody."""
    kinds = defaultdict(list)
    for row in Conflict.objects.active().filter(application=application):
        kinds[row.person_id].append(row.get_kind_display())
    had = set(application.assignments.values_list("reviewer_id", flat=True))
    people = planning.reviewers(call)
    names = User.objects.in_bulk([one.person for one in people])
    found = [
        Possible(
            person=names[one.person],
            country=one.country,
            is_from_there=bool(one.country) and one.country == str(application.home),
            load=one.load,
            cap=one.cap,
            kinds=tuple(kinds[one.person]),
            had_it=one.person in had,
        )
        for one in people
    ]
    return sorted(found, key=lambda one: (not one.could, one.is_from_there, one.load, str(one.person)))
