"""What a person has done, as it happened (evidence), and what that comes to (progress, package state)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Assessment
from cases.models import Case
from levels.models.classroom import Resource
from levels.models.programme import Activity, Level


class EvidenceKind(models.TextChoices):
    """Each kind has one subject and its own `data`.

    That somebody answered an evaluation is none of them: evidence holds the moment, and answers are anonymous.
    """

    OPENED = "opened", _("Opened")  # resource; {}
    WATCHED = "watched", _("Watched")  # resource; {"from": ms, "to": ms}: a piece really played
    PAGES = "pages", _("Pages reached")  # resource; {"pages": [1, 2]}
    DECLARED = "declared", _("Said to have read it")  # resource; {}
    CONTRIBUTED = "contributed", _("Contributed")  # resource; {"contribution": id}
    PLAYED = (
        "played",
        _("Played"),
    )  # resource; {"completed": bool, "passed": bool|null, "score": 0..10000|null, "seconds": n}
    SCORED = "scored", _("Assessment scored")  # assessment; {"score": 0..10000, "passed": bool, "attempt": n}
    ATTENDED = "attended", _("Attended")  # activity; {"occasion": slug, "title": text, "share": 0..10000}
    CASE = "case", _("Worked on a case")  # case; {"part": "read" | "authored" | "reviewed", "holds": bool}
    SIGNED_OFF = "signed_off", _("Signed off")  # level; {"requirement": key, "holds": bool}
    EXEMPTED = "exempted", _("Exempted")  # level; {"requirement": key, "holds": bool}
    COMPLETED = "completed", _("Level completed")  # level; {"score": 0..10000|null}


ABOUT_RESOURCE = ["opened", "watched", "pages", "declared", "contributed", "played"]
ABOUT_LEVEL = ["signed_off", "exempted", "completed"]


class Evidence(models.Model):
    """One thing that happened. Rows are only ever added (trigger); everything else is computed from them.

    `device` and `sequence` name a sending from a browser once, so that what is sent again counts once.
    `happened_at` is clamped to the server's clock; `received_at` is the server's own.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="evidence",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=11, choices=EvidenceKind)
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    assessment = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    activity = models.ForeignKey(
        Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    level = models.ForeignKey(Level, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    resource_version = models.PositiveSmallIntegerField(_("version of the resource"), null=True, blank=True)
    data = models.JSONField(_("data"), default=dict)
    happened_at = models.DateTimeField(_("happened"), default=timezone.now)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    device = models.UUIDField(_("device"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("number on the device"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of learning", "evidence")
        verbose_name_plural = pgettext_lazy("of learning", "evidence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "device", "sequence"],
                condition=Q(device__isnull=False),
                name="levels_evidence_received_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=ABOUT_RESOURCE, resource__isnull=False)
                    & Q(assessment=None, activity=None, case=None, level=None)
                )
                | (
                    Q(kind="scored", assessment__isnull=False)
                    & Q(resource=None, activity=None, case=None, level=None)
                )
                | (
                    Q(kind="attended", activity__isnull=False)
                    & Q(resource=None, assessment=None, case=None, level=None)
                )
                | (
                    Q(kind="case", case__isnull=False)
                    & Q(resource=None, assessment=None, activity=None, level=None)
                )
                | (
                    Q(kind__in=ABOUT_LEVEL, level__isnull=False)
                    & Q(resource=None, assessment=None, activity=None, case=None)
                ),
                name="levels_evidence_has_its_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "resource"], name="levels_evidence_of_resource"),
            models.Index(
                fields=["person", "kind"], condition=Q(resource=None), name="levels_evidence_of_person"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.kind} {self.happened_at:%Y-%m-%d}"


class Progress(models.Model):
    """What the evidence about one resource comes to, for one person. Can be thrown away and rebuilt.

    `covered` is seconds of a video or pages of a PDF; `detail` what it is counted from: {"watched": [[from, to],
    …] in ms, rising and apart}, {"pages": [1, 2, 5]}, {"score": …, "seconds": …}; `position` where to go on
    (seconds, or a page).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="progress",
        verbose_name=_("person"),
    )
    resource = models.ForeignKey(
        Resource, on_delete=models.PROTECT, related_name="progress", verbose_name=_("resource")
    )
    opened_at = models.DateTimeField(_("opened"))
    last_at = models.DateTimeField(_("last touched"))
    covered = models.PositiveIntegerField(_("covered"), default=0)
    position = models.PositiveIntegerField(_("position"), default=0)
    detail = models.JSONField(_("detail"), default=dict)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_version = models.PositiveSmallIntegerField(_("version done"), null=True, blank=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(fields=["person", "resource"], name="levels_progress_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_version=None)
                | Q(done_at__isnull=False, done_version__isnull=False),
                name="levels_progress_done_version",
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.resource}"


class WatchClock(models.Model):
    """How much film a person can have watched and not told yet, in ms, as of a moment: see `levels.watching`."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="watch_clock",
        verbose_name=_("person"),
    )
    allowance = models.PositiveIntegerField(_("left over"), default=0)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)

    class Meta:
        verbose_name = _("clock for films")
        verbose_name_plural = _("clocks for films")

    def __str__(self):
        return str(self.person_id)


class PackageState(models.Model):
    """Where a person stands inside a SCORM package: all the package stored, and the time spent in it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="package_states",
        verbose_name=_("person"),
    )
    resource = models.ForeignKey(
        Resource, on_delete=models.PROTECT, related_name="package_states", verbose_name=_("resource")
    )
    cmi = models.JSONField(_("state"), default=dict)
    # Each window that opens the package is a launch; only the newest one is heard. Its commits are numbered.
    launch = models.PositiveIntegerField(_("launch"), default=0)
    launched_at = models.DateTimeField(_("launched"), default=timezone.now)
    sequence = models.PositiveBigIntegerField(_("number of the last commit"), default=0)
    seconds_before = models.PositiveIntegerField(_("seconds spent before this launch"), default=0)
    seconds = models.PositiveIntegerField(_("seconds spent"), default=0)
    # The data of the last evidence that came of it: a commit that says nothing new adds none.
    told = models.JSONField(_("last told"), default=dict)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("state of a package")
        verbose_name_plural = _("states of packages")
        constraints = [
            models.UniqueConstraint(fields=["person", "resource"], name="levels_package_state_once"),
        ]

    def __str__(self):
        return f"{self.person} · {self.resource}"

    @property
    def minutes(self):
        return round(self.seconds / 60)
