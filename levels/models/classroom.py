"""The classroom: a level's modules, and what there is to study in each."""

from django.conf.locale import LANG_INFO
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Sum
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models import Assessment, Attempt, AttemptState, Tier, Topic
from levels import captions
from levels.models.programme import Level
from levels.storage import captions_path, package_path, resource_path


class PublishedQuerySet(models.QuerySet):
    def published(self, on=None):
        return self.filter(publish_on__lte=on or timezone.localdate())

    def announced(self):
        """Published, or to be published on a day that is set: all but drafts."""
        return self.exclude(publish_on=None)


class ModuleQuerySet(PublishedQuerySet):
    def as_syllabus(self):
        """To annotate levels with: their announced modules as dicts, with how long what is published in each takes."""
        out = Q(resources__publish_on__lte=timezone.localdate())
        modules = self.filter(level=OuterRef("pk")).announced().order_by("order", "pk")
        modules = modules.annotate(
            mandatory=Sum("resources__minutes", filter=out & Q(resources__is_mandatory=True), default=0),
            optional=Sum("resources__minutes", filter=out & Q(resources__is_mandatory=False), default=0),
        )
        facts = JSONObject(title="title", summary="summary", mandatory="mandatory", optional="optional")
        return ArraySubquery(modules.values(facts=facts))


# Words that stand where a module's slug stands, at /learn/<level>/.
RESERVED_SLUGS = ["record", "tests"]


class Module(models.Model):
    """A chapter of a level."""

    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="modules", verbose_name=_("level")
    )
    slug = models.SlugField(_("slug"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    objectives = models.TextField(_("objectives"), blank=True, help_text=_("One a line."))
    needs_previous = models.BooleanField(
        _("opens when the module before is done"),
        default=False,
        help_text=_("Done: all its mandatory resources are."),
    )
    publish_on = models.DateField(_("published on"), null=True, blank=True, help_text=_("Empty: a draft."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ModuleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["level", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "slug"],
                name="levels_module_slug_once",
                violation_error_message=_("The level has a module with this slug."),
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="levels_module_slug_not_reserved",
                violation_error_message=_("This word stands for a page of the portal. Choose another slug."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("levels:module", args=[self.level.number, self.slug])


class ResourceKind(models.TextChoices):
    PAGE = "page", _("Page")
    VIDEO = "video", _("Video")
    PDF = "pdf", _("PDF")
    LINK = "link", _("Link")
    PACKAGE = "package", _("Interactive lesson")
    DISCUSSION = "discussion", _("Question to discuss")
    ASSESSMENT = "assessment", _("Assessment")


def attempt_under_way(assessment, person):
    """To annotate with: has the person an attempt at the assessment whose clock may be running?"""
    return Exists(Attempt.objects.filter(assessment=assessment, person=person, state=AttemptState.OPEN))


class ResourceQuerySet(PublishedQuerySet):
    def with_progress_of(self, person):
        """Annotate how far the person is, in the same query: all empty where nothing was opened yet."""
        mine = FilteredRelation("progress", condition=Q(progress__person=person))
        return self.alias(mine=mine).annotate(
            is_under_way=attempt_under_way(OuterRef("assessment"), person),
            touched_at=F("mine__last_at"),
            covered=F("mine__covered"),
            position=F("mine__position"),
            done_at=F("mine__done_at"),
            done_version=F("mine__done_version"),
        )


class Resource(models.Model):
    """One thing to study. What is needed depends on the kind (`levels.publishing` says what is missing).

    `length` is seconds of a video and pages of a PDF. `needed_percent` is how much of them has to be watched or
    reached before the resource is done.
    """

    module = models.ForeignKey(
        Module, on_delete=models.PROTECT, related_name="resources", verbose_name=_("module")
    )
    slug = models.SlugField(_("slug"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=ResourceKind)
    title = models.CharField(_("title"), max_length=200)
    objective = models.CharField(_("objective"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), default=10)
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    tier = models.CharField(_("tier"), max_length=12, choices=Tier, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="resources", verbose_name=_("topics"))
    body = models.TextField(
        _("text"), blank=True, help_text=_("Markdown. The page itself, or words above the rest.")
    )
    file = models.FileField(_("file"), blank=True, upload_to=resource_path)
    length = models.PositiveIntegerField(_("seconds or pages"), null=True, blank=True)
    needed_percent = models.PositiveSmallIntegerField(_("percent needed"), default=90)
    url = models.URLField(_("web address"), blank=True)
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resources",
        verbose_name=_("assessment"),
    )
    author = models.CharField(_("author"), max_length=200, blank=True)
    reviewer = models.CharField(_("reviewed by"), max_length=200, blank=True)
    review_due_on = models.DateField(_("to be reviewed again by"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    updated_on = models.DateField(_("last updated"), default=timezone.localdate)
    is_sample = models.BooleanField(
        _("sample content"), default=False, help_text=_("Made for the demo, for the directors to replace.")
    )
    publish_on = models.DateField(_("published on"), null=True, blank=True, help_text=_("Empty: a draft."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ResourceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["module", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["module", "slug"],
                name="levels_resource_slug_once",
                violation_error_message=_("The module has a resource with this slug."),
            ),
            models.CheckConstraint(
                condition=Q(needed_percent__gt=0, needed_percent__lte=100),
                name="levels_resource_percent",
                violation_error_message=_("Between 1 and 100 percent can be asked for."),
            ),
            models.CheckConstraint(
                condition=Q(kind="assessment") | Q(assessment=None),
                name="levels_resource_assessment_only_there",
                violation_error_message=_("Only a resource of this kind leads to an assessment."),
            ),
            models.CheckConstraint(
                condition=Q(length=None) | Q(length__gt=0), name="levels_resource_length_positive"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("levels:resource", args=[self.module.level.number, self.module.slug, self.slug])


class Captions(models.Model):
    """The words of a video as WebVTT, in one language. Without captions a video is not published."""

    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="captions", verbose_name=_("video")
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    file = models.FileField(_("WebVTT file"), upload_to=captions_path)

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints = [
            models.UniqueConstraint(fields=["resource", "language"], name="levels_captions_once"),
        ]

    def __str__(self):
        return f"{self.resource} ({self.language})"

    @property
    def language_name(self):
        return LANG_INFO.get(self.language, {}).get("name_local", self.language).capitalize()

    def cues(self):
        """What is said, in order. Nothing where the file is away: the film itself still plays."""
        try:
            with self.file.open("rb") as words:
                return captions.read(words.read())
        except (OSError, ValidationError):
            return []


class Picture(models.Model):
    """A picture in the text of a resource: `![what it shows](pictures/NAME/)` puts it there."""

    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("resource")
    )
    name = models.SlugField(
        _("name"),
        max_length=60,
        help_text=_("In the text: ![what the picture shows](pictures/NAME/)"),
    )
    file = models.ImageField(_("file"), upload_to=resource_path)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["resource", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "name"],
                name="levels_picture_name_once",
                violation_error_message=_("Two pictures have this name."),
            ),
        ]

    def __str__(self):
        return self.name


class PackageStandard(models.TextChoices):
    SCORM_12 = "1.2", "SCORM 1.2"
    SCORM_2004 = "2004", "SCORM 2004"


class Package(models.Model):
    """A SCORM package that was checked and unpacked: its files lie in the storage below `folder`."""

    resource = models.OneToOneField(
        Resource, on_delete=models.CASCADE, related_name="package", verbose_name=_("resource")
    )
    standard = models.CharField(_("standard"), max_length=4, choices=PackageStandard)
    title = models.CharField(_("title in the package"), max_length=300, blank=True)
    file = models.FileField(_("zip file"), upload_to=package_path)
    folder = models.CharField(_("folder"), max_length=200, unique=True)
    entry = models.CharField(_("first page"), max_length=500)
    launch_data = models.TextField(_("launch data"), blank=True)
    pass_mark = models.PositiveIntegerField(_("mastery score in hundredths"), null=True, blank=True)
    file_count = models.PositiveIntegerField(_("files"))
    size = models.PositiveBigIntegerField(_("bytes, unpacked"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        verbose_name = _("SCORM package")
        verbose_name_plural = _("SCORM packages")

    def __str__(self):
        return self.title or str(self.resource)


class Contribution(models.Model):
    """What a person says to a question to discuss."""

    resource = models.ForeignKey(
        Resource, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("question")
    )
    author = models.ForeignKey(
        "accounts.User",
        null=True,
        on_delete=models.SET_NULL,
        related_name="contributions",
        verbose_name=_("author"),
    )
    text = models.TextField(_("text"), max_length=4000)
    said_at = models.DateTimeField(_("said"), default=timezone.now)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_because = models.CharField(_("why it was hidden"), max_length=300, blank=True)
    is_faculty = models.BooleanField(_("from the faculty"), default=False)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["said_at", "pk"]

    def __str__(self):
        return self.text[:60]
