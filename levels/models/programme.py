"""The pathway as the programme announces it: levels, directors, activities, outcomes. Its facts stand here once."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models import Assessment, Tier
from certificates.models import Accreditation, Form
from evaluations.models import Survey


class PathwayQuerySet(models.QuerySet):
    def with_points(self):
        """Annotate `points`: what the programme says about itself, as dicts, in the same query."""
        points = Statement.objects.filter(pathway=OuterRef("pk")).order_by("section", "order")
        return self.annotate(
            points=ArraySubquery(points.values(point=JSONObject(section="section", text="text")))
        )


class Pathway(models.Model):
    """The programme. The portal runs one; its facts stand here once."""

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(_("lead"), help_text=_("Two or three sentences at the head of the home page."))
    aims = models.TextField(_("aims"), help_text=_("Markdown."))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    free_of_charge = models.TextField(_("what is free"))
    pilot_priority = models.TextField(_("who comes first"))
    endorsement = models.TextField(_("endorsement"))
    contact_email = models.EmailField(_("contact"))
    office_email = models.EmailField(
        _("office"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Where hubs’ proposals are announced. Empty: the contact."),
    )
    signatory_name = models.CharField(
        _("who signs the certificates"), max_length=120, blank=True, default="", db_default=""
    )
    signatory_post = models.CharField(
        _("post of the signatory"), max_length=200, blank=True, default="", db_default=""
    )
    content_updated_on = models.DateField(_("last updated"))

    objects = PathwayQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("pathway")
        verbose_name_plural = _("pathways")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="levels_pathway_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def months(self):
        return (self.ends_on.year - self.starts_on.year) * 12 + self.ends_on.month - self.starts_on.month + 1


class Format(models.TextChoices):
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")


class LevelQuerySet(models.QuerySet):
    def with_lines(self):
        """Annotate `lines`: what each level consists of, as dicts, in the same query."""
        lines = Activity.objects.filter(level=OuterRef("pk")).order_by("order")
        return self.annotate(
            lines=ArraySubquery(
                lines.values(
                    line=JSONObject(kind="kind", title="title", note="note", pilot_first="pilot_first")
                )
            )
        )

    def with_credits_to_tell(self):
        """Levels whose accreditations have changed since awards were told what they earn."""
        untold = Q(credits_told_at=None) | Q(accredited_at__gt=F("credits_told_at"))
        return self.filter(untold, accredited_at__isnull=False)

    def due(self, on=None):
        """Levels whose day has come."""
        return self.filter(Q(opens_on=None) | Q(opens_on__lte=on or timezone.localdate()))

    def opened(self, on=None):
        """Levels that nobody has to wait for: their day has come, and they ask for no level before them."""
        return self.due(on).filter(needs_previous=False)


class Level(models.Model):
    pathway = models.ForeignKey(
        Pathway, on_delete=models.PROTECT, related_name="levels", verbose_name=_("pathway")
    )
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    also_printed_as = models.CharField(_("also printed as"), max_length=200, blank=True)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    when = models.CharField(_("when, in short"), max_length=120)
    summary = models.TextField(_("summary"))
    opens_on = models.DateField(
        _("opens on"), null=True, blank=True, help_text=_("Empty: at once, for everyone who is enrolled.")
    )
    needs_previous = models.BooleanField(
        _("opens when the level before is completed"),
        default=False,
        help_text=_(
            "The programme has not published whether levels build on each other, so single levels may be taken."
        ),
    )
    availability = models.CharField(_("how long it stays open"), max_length=200, blank=True)
    content_updated_on = models.DateField(_("last updated"))
    evaluation = models.OneToOneField(
        Survey,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="level",
        verbose_name=_("evaluation"),
        help_text=_("A survey of its own; everyone to whom the level is open may answer."),
    )
    signatory_name = models.CharField(
        _("who signs the certificates"), max_length=120, blank=True, default="", db_default=""
    )
    signatory_post = models.CharField(
        _("post of the signatory"), max_length=200, blank=True, default="", db_default=""
    )
    accreditations = models.ManyToManyField(
        Accreditation,
        blank=True,
        related_name="levels",
        verbose_name=_("accreditations"),
        limit_choices_to={"form": Form.E_LEARNING},
        help_text=_("Of its e-learning. Live events of the level have their own."),
    )
    accredited_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Set by a trigger whenever an accreditation of the level, or what is known of one, changes.",
    )
    credits_told_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="The `accredited_at` as of which awards were told what they earn.",
    )

    pretest = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("pre-test"),
        help_text=_("Taken before the level; never counts towards completion."),
    )
    posttest = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("post-test"),
        help_text=_("Compared with the pre-test, person by person."),
    )

    objects = LevelQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["accredited_at", "credits_told_at"])

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["number"]

    def __str__(self):
        return _("Level %(number)s: %(title)s") % {"number": self.number, "title": self.title}

    def get_absolute_url(self):
        return reverse("level", args=[self.number])

    @property
    def previous(self):
        return Level.objects.filter(pathway=self.pathway_id, number__lt=self.number).last()


class DirectorQuerySet(models.QuerySet):
    def of_the_pathway(self):
        return self.filter(level=None)


class Director(models.Model):
    """A person who directs the pathway, or one level of it. Needs no account."""

    pathway = models.ForeignKey(
        Pathway, on_delete=models.CASCADE, related_name="directors", verbose_name=_("pathway")
    )
    level = models.ForeignKey(
        Level,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="directors",
        verbose_name=_("level"),
    )
    name = models.CharField(_("name"), max_length=120)
    degrees = models.CharField(_("degrees"), max_length=60, blank=True)
    post = models.TextField(_("post"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = DirectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("director")
        verbose_name_plural = _("directors")
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "level", "name"],
                nulls_distinct=False,
                name="levels_director_once",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def initials(self):
        words = self.name.split()
        return (words[0][0] + words[1][0]).upper() if len(words) > 1 else self.name[:2].upper()


class ActivityKind(models.TextChoices):
    """What belongs to a level besides its events."""

    ELEARNING = "elearning", _("E-learning")
    LIVE = "live", _("Live event")
    WORKSHOP = "workshop", _("Workshop at the congress")
    NATIONAL = "national", _("National events")
    ASSESSMENT = "assessment", _("Assessment")
    REPOSITORY = "repository", _("Case repository")


class Activity(models.Model):
    """One line of what a level consists of, as the programme announces it."""

    level = models.ForeignKey(
        Level, on_delete=models.CASCADE, related_name="activities", verbose_name=_("level")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ActivityKind)
    title = models.CharField(_("title"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    pilot_first = models.BooleanField(_("pilot countries come first"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["level", "order"]
        constraints = [
            models.UniqueConstraint(fields=["level", "title"], name="levels_activity_once_per_level"),
        ]

    def __str__(self):
        return self.title


class OutcomeGroup(models.TextChoices):
    """The programme lists topics for one level, and groups outcomes by tier for another (programme-facts P28, P29)."""

    TOPIC = "topic", _("Topics")
    UNDERSTAND = Tier.UNDERSTAND.value, Tier.UNDERSTAND.label
    APPLY = Tier.APPLY.value, Tier.APPLY.label
    ANALYSE = Tier.ANALYSE.value, Tier.ANALYSE.label
    EVALUATE = Tier.EVALUATE.value, Tier.EVALUATE.label


class Outcome(models.Model):
    """A topic or a learning outcome of a level."""

    level = models.ForeignKey(
        Level, on_delete=models.CASCADE, related_name="outcomes", verbose_name=_("level")
    )
    tier = models.CharField(_("tier"), max_length=12, choices=OutcomeGroup)
    text = models.CharField(_("text"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["level", "order"]
        constraints = [
            models.UniqueConstraint(fields=["level", "tier", "text"], name="levels_outcome_once_per_level"),
        ]

    def __str__(self):
        return self.text


class Section(models.TextChoices):
    LOCAL = "local", _("Integrated decentralised activities")
    ADVANTAGE = "advantage", _("Advantages")


class Statement(models.Model):
    """One point the programme makes about itself on the home page."""

    pathway = models.ForeignKey(
        Pathway, on_delete=models.CASCADE, related_name="statements", verbose_name=_("pathway")
    )
    section = models.CharField(_("section"), max_length=10, choices=Section)
    text = models.CharField(_("text"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["section", "order"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "section", "text"], name="levels_statement_once"),
        ]

    def __str__(self):
        return self.text


class FurtherReading(models.Model):
    """ "More resources for your clinical practice": links kept by staff."""

    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("web address"), unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    is_shown = models.BooleanField(_("shown"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("link to more resources")
        verbose_name_plural = _("more resources")
        ordering = ["order", "title"]

    def __str__(self):
        return self.title
