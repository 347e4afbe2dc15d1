"""Figures as they stood at one moment. Pages read these and nothing else, so a figure is the same wherever it is shown."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SMALLEST = 5


class SnapshotQuerySet(models.QuerySet):
    def complete(self):
        return self.exclude(seconds=None)


class Snapshot(models.Model):
    """All figures, counted at `as_of`. `seconds` is how long that took; empty while it is being made.

    The last of each month is kept for good, so that a figure quoted in a paper can be looked up; of the others the
    latest few.
    """

    as_of = models.DateTimeField(_("as of"), default=timezone.now)
    seconds = models.PositiveIntegerField(_("seconds to count"), null=True, editable=False)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot of the figures")
        verbose_name_plural = _("snapshots of the figures")
        ordering = ["-as_of", "-pk"]

    def __str__(self):
        return f"{self.as_of:%Y-%m-%d %H:%M}"


class Split(models.TextChoices):
    """What the people of a figure are divided by. The total has no groups."""

    TOTAL = "total", _("all")
    COUNTRY = "country", _("country")
    PROFESSION = "profession", _("profession")
    CAREER_STAGE = "career_stage", _("career stage")
    MONTH = "month", _("month")
    TOPIC = "topic", _("topic")
    EVENT = "event", _("event")
    QUESTION = "question", _("question")
    KIND = "kind", _("kind")


class Cell(models.Model):
    """One figure of one group. Where it would tell about fewer than five people nothing is stored but that it is hidden.

    `figure` is its name in `impact.figures`. `level` 0 is no level; `country` empty is everybody, else the country of a
    hub whose people are meant. `value` holds what there is besides the number of people; its keys stand at the figure.
    `as_of` is older than the snapshot where a score is held back until five more people are in it.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="cells")
    figure = models.CharField(_("figure"), max_length=40)
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    country = models.CharField(_("country"), max_length=2, blank=True)
    split = models.CharField(_("by"), max_length=12, choices=Split, default=Split.TOTAL)
    group = models.CharField(_("group"), max_length=80, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True)
    value = models.JSONField(_("value"), default=dict)
    is_hidden = models.BooleanField(_("too few to be shown"), default=False)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("figure of a group")
        verbose_name_plural = _("figures of groups")
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "country", "figure", "level", "split", "group"], name="impact_cell_once"
            ),
            models.CheckConstraint(
                condition=Q(is_hidden=True, people=None, value={}) | Q(is_hidden=False),
                name="impact_cell_hidden_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(people=None) | Q(people=0) | Q(people__gte=SMALLEST),
                name="impact_cell_never_of_few",
            ),
            models.CheckConstraint(
                condition=Q(split=Split.TOTAL, group="") | ~Q(split=Split.TOTAL) & ~Q(group=""),
                name="impact_cell_total_has_no_group",
            ),
        ]

    def __str__(self):
        return f"{self.figure} {self.country} {self.group}".strip()
