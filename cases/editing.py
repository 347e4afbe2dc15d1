"""The cases of an editor: where each is, how long it has been there, and which need something today."""

from datetime import timedelta

from django.db import models
from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from cases.models import (
    TO_DO,
    Case,
    CaseRole,
    CaseState,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Role,
    Version,
)


class Stage(models.TextChoices):
    """Where a case is, as an editor speaks of it."""

    HIDDEN = "hidden", pgettext_lazy("stage of a case", "Hidden after a report")
    CHECK = "check", pgettext_lazy("stage of a case", "Privacy check")
    ASSIGN = "assign", pgettext_lazy("stage of a case", "Needs reviewers")
    REVIEW = "review", pgettext_lazy("stage of a case", "In review")
    PUBLISH = "publish", pgettext_lazy("stage of a case", "Accepted, not published yet")
    AUTHOR = "author", pgettext_lazy("stage of a case", "With the author")
    PUBLISHED = "published", pgettext_lazy("stage of a case", "Published")
    OVER = "over", pgettext_lazy("stage of a case", "Not accepted, retracted or withdrawn")


_OVER = [CaseState.ENDED, CaseState.RETRACTED, CaseState.WITHDRAWN]
_STAGE = Choose(
    When(state=CaseState.HIDDEN, then=Value(Stage.HIDDEN)),
    When(state__in=_OVER, then=Value(Stage.OVER)),
    When(newest_state=RevisionState.SUBMITTED, then=Value(Stage.CHECK)),
    When(newest_state=RevisionState.PASSED, then=Value(Stage.ASSIGN)),
    When(newest_state=RevisionState.IN_REVIEW, then=Value(Stage.REVIEW)),
    When(newest_state=RevisionState.ACCEPTED, has_version=False, then=Value(Stage.PUBLISH)),
    When(state=CaseState.PUBLISHED, then=Value(Stage.PUBLISHED)),
    default=Value(Stage.AUTHOR),
    output_field=models.CharField(),
)
_SINCE = Choose(
    When(stage__in=[Stage.HIDDEN, Stage.OVER, Stage.PUBLISHED], then=F("state_since")),
    default=F("newest_since"),
)


def is_editor(user):
    return user.is_staff or CaseRole.objects.holds(user, Role.EDITOR)


def is_open(revision):
    """Whether an editor may read it: never before it has passed the privacy check, nor after it was called back."""
    return (
        revision.passed_at is not None
        and revision.wiped_at is None
        and revision.state not in (RevisionState.RETURNED, RevisionState.DROPPED)
        and revision.case.state != CaseState.WITHDRAWN
    )


def in_stages(cases):
    """Annotate cases with their `stage`, and `since` when they are at it."""
    newest = Revision.objects.filter(case=OuterRef("pk")).order_by("-number")
    return cases.annotate(
        newest=Subquery(newest.values("pk")[:1]),
        newest_state=Subquery(newest.values("state")[:1]),
        newest_since=Subquery(newest.values("state_since")[:1]),
        has_version=Exists(Version.objects.filter(revision=OuterRef("newest"))),
        stage=_STAGE,
        since=_SINCE,
    )


def counts(cases):
    """How many of cases in stages are at each, in the order of the stages; stages without any are left out."""
    found = dict(cases.order_by().values_list("stage").annotate(number=Count("pk")))
    return [(stage, found[stage]) for stage in Stage if stage in found]


def with_details(cases):
    """Annotate cases in stages with what a line of the list tells: title, and how the reviews go."""
    told = Revision.objects.filter(case=OuterRef("pk"), passed_at__isnull=False, wiped_at=None)
    told = told.exclude(state__in=[RevisionState.RETURNED, RevisionState.DROPPED]).order_by("-number")
    reviews = Review.objects.filter(revision=OuterRef("newest"))
    return cases.select_related("author").annotate(
        title=Choose(
            When(state=CaseState.WITHDRAWN, then=Value("")),
            default=Coalesce(Subquery(told.values("title")[:1]), Value("")),
            output_field=models.CharField(),
        ),
        passed_at=Subquery(Revision.objects.filter(pk=OuterRef("newest")).values("passed_at")[:1]),
        given=_number(reviews.filter(state=ReviewState.SUBMITTED)),
        to_do=_number(reviews.filter(state__in=TO_DO)),
        is_late=Exists(reviews.filter(state__in=TO_DO, due_at__lt=timezone.now())),
    )


def needing(cases, rules):
    """Those, with details, in which an editor can do something today; the longest waiting first."""
    now = timezone.now()
    check_is_late = Q(stage=Stage.CHECK, since__lte=now - timedelta(days=rules.days_to_check))
    fewer = now - timedelta(days=rules.days_until_fewer_are_enough)
    to_see_to = Q(given__gte=rules.reviewers_each) | Q(to_do=0) | Q(is_late=True) | Q(passed_at__lte=fewer)
    return cases.filter(
        Q(stage__in=[Stage.HIDDEN, Stage.ASSIGN, Stage.PUBLISH])
        | check_is_late
        | Q(Q(stage=Stage.REVIEW) & to_see_to)
    ).order_by("since", "pk")


def search(cases, text):
    """By code, title or author; accents don't matter. `cases` have details."""
    if not text:
        return cases
    return cases.filter(
        Q(code__iexact=text) | Q(title__unaccent__icontains=text) | Q(author__name__unaccent__icontains=text)
    )


def all_of(user):
    return in_stages(Case.objects.edited_by(user))


def _number(rows):
    counted = rows.order_by().values("revision").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
