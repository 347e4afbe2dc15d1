"""What staff find on their pages about answered questions: what waits, and a question with all its figures."""

from django.db.models import Count, Min, Prefetch, Q

from assessments import waiting
from assessments.models import Contest, ContestState, Flag, QuestionFigures, QuestionVersion


def counts(user):
    """For the menu: how many questions are contested, and how many texts wait to be marked."""
    contested = Contest.objects.open().manageable_by(user).values("version").distinct().count()
    return {
        "contested_count": contested,
        "waiting_count": sum(row.waiting for row in waiting.assessments(user)),
    }


def contested(user):
    """Versions with contests that are open, the one that waits longest first."""
    is_open = Q(contests__state=ContestState.OPEN) & ~Q(contests__person=user)
    return (
        QuestionVersion.objects.filter(contests__state=ContestState.OPEN)
        .select_related("question__topic")
        .annotate(
            open_contests=Count("contests", filter=is_open),
            since=Min("contests__made_at", filter=is_open),
        )
        .filter(open_contests__gt=0)
        .order_by("since")
    )


def answered():
    """The last ones."""
    rows = Contest.objects.exclude(state=ContestState.OPEN).select_related("version__question", "answered_by")
    return rows.order_by("-answered_at")[:20]


def versions_with_figures(question):
    """Newest first: figures by assessment, contests, findings, rescorings. `flag_words` are those nobody has cleared."""
    figures = QuestionFigures.objects.select_related("assessment").order_by("assessment__title")
    versions = question.versions.exclude(published_at=None).prefetch_related(
        "options", "findings__by", "rescorings__by", Prefetch("figures", figures)
    )
    found = list(versions.annotate(contest_count=Count("contests")).order_by("-number"))
    for version in found:
        describe(version)
    return found


def describe(version):
    """Flags in words, and the figures of options beside their texts."""
    cleared = {flag for finding in version.findings.all() for flag in finding.flags}
    flags = {flag for row in version.figures.all() for flag in row.flags}
    version.flag_words = [Flag(flag).label for flag in Flag if flag in flags - cleared]
    version.cleared_words = [Flag(flag).label for flag in Flag if flag in flags & cleared]
    for row in version.figures.all():
        chosen = {entry["id"]: entry for entry in row.options}
        row.bars = [(option, chosen[option.pk]) for option in version.options.all() if option.pk in chosen]
