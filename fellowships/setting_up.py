"""What is wrong or odd about a call: what keeps it from being opened, and what people should know of.

Nothing here changes anything. The administration and the board show it at any time; opening asks the same again.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowships import rulebooks, stages
from fellowships.models import Assignment, AssignmentState, CallRole, CentreMember, Role, Stage

BIDDEN = [AssignmentState.ASKED, AssignmentState.OPEN, AssignmentState.SUBMITTED]


@dataclass(frozen=True)
class Finding:
    """One thing that was found, in a sentence. `stops`: the call cannot be opened so."""

    text: str
    stops: bool = False


def check(call):
    """All findings about a call, what stops it first. The same few queries whatever there is."""
    stopping = [] if call.has_opened else [Finding(text, stops=True) for text in obstacles(call)]
    return stopping + [
        Finding(text) for text in (*_places(call), *_people(call), *_days(call), *_rules(call))
    ]


def obstacles(call):
    """What keeps a call from being opened, in the order in which one would see to it."""
    if not call.details.strip():
        yield _("Write the details before you open the call.")
    if call.closes_at is None or call.closes_at <= timezone.now():
        yield _("Say when the call closes, some time ahead, before you open it.")
    if not call.offerings.available().exists():
        yield _("No centre takes part yet: add its places before you open the call.")
    yield from _obstacles_in_rubric(call)
    kept = sum(group.minimum for group in call.groups.all())
    if kept > call.fellowships:
        yield _(
            "The groups are promised %(kept)s fellowships in all, more than the %(fellowships)s there are."
        ) % {"kept": kept, "fellowships": call.fellowships}


def _obstacles_in_rubric(call):
    criteria = call.criteria.annotate(values=Count("anchors"))
    if not criteria:
        yield _("Write the rubric before you open the call: applicants may read it.")
    for criterion in criteria:
        if criterion.values < 2:
            yield _("“%(criterion)s” needs at least two values with words.") % {"criterion": criterion}


# ---- What does not stop anything ----


def _places(call):
    offerings = list(call.offerings.available().select_related("centre").prefetch_related("weeks"))
    places = sum(offering.places for offering in offerings)
    if offerings and places < call.fellowships:
        yield ngettext(
            "The centres give %(count)s place, fewer than the fellowships: some would stay empty.",
            "The centres give %(count)s places, fewer than the fellowships: some would stay empty.",
            places,
        ) % {"count": places}
    for offering in offerings:
        if not offering.centre.is_public:
            yield _("%(centre)s takes part, but its page is not shown in public.") % {
                "centre": offering.centre
            }
        if any(_is_outside(week, call) for week in offering.weeks.all()):
            yield _("%(centre)s has weeks outside the days of the placements.") % {"centre": offering.centre}


def _is_outside(week, call):
    too_early = call.placements_from and week.starts_on < call.placements_from
    return too_early or (call.placements_until and week.ends_on > call.placements_until)


def _people(call):
    roles = _roles_today(call)
    has = {role: [row for row in roles if row.role == role] for role in Role.values}
    yield from _chairs_and_finance(has)
    yield from _reviewers(call, has[Role.REVIEWER])
    for row in roles:
        if not row.user.is_active:
            yield _("%(person)s has a role, but a closed account.") % {"person": row.user}
        elif row.is_host and row.role == Role.CHAIR:
            yield _(
                "%(person)s is chair, and speaks for a centre that takes part: of who chose it they see nothing."
            ) % {"person": row.user}


def _roles_today(call):
    """Roles in force today, each with whether the person speaks for a centre of this call."""
    today = timezone.localdate()
    speaks = CentreMember.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), user=OuterRef("user"), centre__offerings__call=call.pk
    )
    in_force = CallRole.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), call=call.pk, starts_on__lte=today
    )
    return list(in_force.select_related("user").annotate(is_host=Exists(speaks)))


def _chairs_and_finance(has):
    if not has[Role.CHAIR]:
        yield _("The call has no chair: only the office can decide.")
    if not has[Role.FINANCE]:
        yield _(
            "Nobody has the role of finance: bursaries cannot be marked as paid by anybody but the office."
        )
    payers = {row.user_id: row.user for row in has[Role.FINANCE]}
    for role, words in (
        (Role.REVIEWER, _("%(person)s pays and reviews: who pays should not read motivations.")),
        (Role.CHAIR, _("%(person)s pays and is chair: who decides should not pay.")),
    ):
        for row in has[role]:
            if row.user_id in payers:
                yield words % {"person": row.user}


def _reviewers(call, reviewers):
    if len(reviewers) < call.reviews_each:
        yield ngettext(
            "There is %(count)s reviewer, fewer than the reviews each application gets.",
            "There are %(count)s reviewers, fewer than the reviews each application gets.",
            len(reviewers),
        ) % {"count": len(reviewers)}
    if call.stage == Stage.REVIEWING:
        busy = Assignment.objects.filter(application__call=call.pk, state__in=BIDDEN).values("reviewer")
        idle = len({row.user_id for row in reviewers} - {row["reviewer"] for row in busy})
        if idle:
            yield ngettext(
                "%(count)s reviewer can see nothing: no application is assigned to them.",
                "%(count)s reviewers can see nothing: no application is assigned to them.",
                idle,
            ) % {"count": idle}
    elif stages.has_reached(call, Stage.OPEN) and not stages.has_reached(call, Stage.SCORED):
        yield from _room(call, reviewers)


def _room(call, reviewers):
    """Whether the reviewers can take what was handed in."""
    room = sum(call.reviewer_cap if row.cap is None else row.cap for row in reviewers)
    needed = call.applications.submitted().count() * call.reviews_each
    if reviewers and needed > room:
        yield _("There are %(needed)s reviews to write, and the reviewers take %(room)s at most.") % {
            "needed": needed,
            "room": room,
        }


def _days(call):
    if call.reviews_due_at and call.closes_at and call.reviews_due_at <= call.closes_at:
        yield _("Reviews are due before the call closes.")
    if call.results_on and call.reviews_due_at and call.results_on < call.reviews_due_at.date():
        yield _("Results are announced for a day before the reviews are due.")
    if not call.placements_from or not call.placements_until:
        yield _("The days of the placements are not said yet.")
    elif call.results_on and call.placements_from <= call.results_on:
        yield _("Placements begin before the results are out.")


def _rules(call):
    if not call.has_opened:
        if not call.eligibility.exists():
            yield _("There is no rule of eligibility: everybody may apply.")
    elif not rulebooks.are_as_published(call):
        yield _("The rules in force are not those that were published. Tell those who run the portal.")
