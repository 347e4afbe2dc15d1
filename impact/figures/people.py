"""How many people have reached what: the funnel, and the ground of everything else."""

from datetime import UTC

from django.db.models import Count as CountRows
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from impact.figures.figure import COLUMNS, NOT_STATED, Count, Figure
from impact.models.milestones import Step
from impact.models.snapshots import Split

SPLITS = (Split.PROFESSION, Split.CAREER_STAGE, Split.MONTH)


def of_step(step):
    """People who have reached a step. A person reaches it once on each level."""

    def count(source, split):
        rows = source.milestones.filter(step=step).order_by()
        rows = rows.annotate(month=TruncMonth("at", tzinfo=UTC)) if split == Split.MONTH else rows
        keys = ["level", "country", *_key_of(split)]
        return {
            (level, country or NOT_STATED, group_name(*group) if group else ""): Count(people)
            for level, country, *group, people in rows.values_list(*keys).annotate(
                people=CountRows("person", distinct=True)
            )
        }

    return count


def _key_of(split):
    if split == Split.TOTAL:
        return []
    return ["month"] if split == Split.MONTH else [COLUMNS[split]]


def group_name(value):
    """Months as `2026-11`, in UTC."""
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m}"
    return value or NOT_STATED


FIGURES = [
    Figure(
        "joined",
        _("People with an account"),
        _(
            "Accounts with a profile, by the day of the account. People who work for the portal are never counted."
        ),
        of_step(Step.JOINED),
        SPLITS,
        moore="1",
    ),
    Figure(
        "enrolled",
        _("People on the pathway"),
        _("Accounts that are on the pathway, by the day on which they joined it."),
        of_step(Step.ENROLLED),
        SPLITS,
        moore="1",
    ),
    Figure(
        "opened",
        _("Level open"),
        _("People to whom the level is open."),
        of_step(Step.OPENED),
        SPLITS,
        moore="1",
    ),
    Figure(
        "started",
        _("Level begun"),
        _("People who have opened at least one resource of the level."),
        of_step(Step.STARTED),
        SPLITS,
        moore="1",
    ),
    Figure(
        "pretested",
        _("Test before the level taken"),
        _("People with a score in the test before the level."),
        of_step(Step.PRETEST),
        SPLITS,
        moore="3",
    ),
    Figure(
        "posttested",
        _("Test after the level taken"),
        _("People with a score in the test after the level."),
        of_step(Step.POSTTEST),
        SPLITS,
        moore="3",
    ),
    Figure(
        "completed",
        _("Level completed"),
        _("People who met all requirements of the level, and whose completion was not taken back."),
        of_step(Step.COMPLETED),
        SPLITS,
        moore="4",
    ),
    Figure(
        "certified",
        _("People with a certificate"),
        _(
            "People who hold at least one certificate that is neither revoked nor replaced, by the day of the first."
        ),
        of_step(Step.CERTIFIED),
        SPLITS,
        moore="1",
    ),
]
