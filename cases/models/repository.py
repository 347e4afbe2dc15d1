"""How the repository is run: its rules, the parts of a case, what cases are about, and who does what."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from hubs.models import in_force


class Repository(models.Model):
    """The rules: one row, edited in the admin. The programme has published none; these are defaults."""

    is_open = models.BooleanField(_("new cases are taken"), default=True)
    is_blind = models.BooleanField(
        _("authors and reviewers do not learn of each other"),
        default=True,
        help_text=_("Switched off, reviewers read the names of the authors. Authors never read theirs."),
    )
    reviewers_each = models.PositiveSmallIntegerField(
        _("reviewers for a case"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    days_to_check = models.PositiveSmallIntegerField(
        _("days for the privacy check"),
        default=5,
        help_text=_("After these an editor may check as well, so that no case waits for one person."),
    )
    days_to_review = models.PositiveSmallIntegerField(
        _("days for a review"), default=21, validators=[MinValueValidator(1)]
    )
    days_until_fewer_are_enough = models.PositiveSmallIntegerField(
        _("days after which an editor may decide with fewer reviews"),
        default=42,
        help_text=_("Counted from the privacy check. The reason is asked for, and readers are told."),
    )
    days_to_change = models.PositiveSmallIntegerField(
        _("days for the author to hand in the next revision"),
        default=60,
        help_text=_("Reminders only: nothing is lost when they have passed."),
    )
    days_until_wiped = models.PositiveSmallIntegerField(
        _("days until texts and pictures are deleted after consent was withdrawn"),
        default=30,
        help_text=_("Offline it is at once. Backups forget it when they expire."),
    )
    most_pictures = models.PositiveSmallIntegerField(_("pictures in a case at most"), default=8)
    points_for_author = models.PositiveSmallIntegerField(_("points for a published case"), default=10)
    points_for_reviewer = models.PositiveSmallIntegerField(_("points for a review"), default=5)
    points_for_reader = models.PositiveSmallIntegerField(_("points for a case worked through"), default=1)

    class Meta:
        verbose_name = _("rules of the case repository")
        verbose_name_plural = _("rules of the case repository")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="cases_repository_is_one")]

    def __str__(self):
        return str(_("Rules of the case repository"))

    @classmethod
    def current(cls):
        """The one row; what is not saved yet has the defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class SectionQuerySet(models.QuerySet):
    def asked(self):
        """The parts that a new revision has today."""
        return self.filter(is_active=True)


class Section(models.Model):
    """One part of a case, in the order in which it is told (after the CARE guideline: applications-and-review A.2).

    `key` is what contents are stored under: it stays as it is.
    """

    key = models.SlugField(_("key"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=100)
    prompt = models.CharField(_("what belongs here"), max_length=300, blank=True)
    most_words = models.PositiveSmallIntegerField(
        _("words at most"), default=300, validators=[MinValueValidator(20)]
    )
    is_required = models.BooleanField(_("must be written"), default=True)
    is_active = models.BooleanField(_("asked for"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a case")
        verbose_name_plural = _("parts of a case")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title


class TopicKind(models.TextChoices):
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    SITE = "site", _("Site of infection")
    PATHOGEN = "pathogen", _("Pathogen")
    THEME = "theme", pgettext_lazy("case", "Theme")


class Topic(models.Model):
    """What a case is about, as the list of cases is searched by it."""

    kind = models.CharField(_("kind"), max_length=9, choices=TopicKind)
    slug = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(_("can be chosen"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic of cases")
        verbose_name_plural = _("topics of cases")
        ordering = ["kind", "order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="cases_topic_once"),
            models.CheckConstraint(condition=Q(kind__in=TopicKind.values), name="cases_topic_kind_known"),
        ]

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    PRIVACY = "privacy", pgettext_lazy("case", "Privacy checker")
    REVIEWER = "reviewer", pgettext_lazy("case", "Reviewer")
    EDITOR = "editor", pgettext_lazy("case", "Editor")


class CaseRoleQuerySet(models.QuerySet):
    def in_force(self, on=None):
        return self.filter(in_force(on), user__is_active=True)

    def holds(self, user, *roles):
        return self.in_force().filter(user=user.pk, role__in=roles).exists()


class CaseRole(models.Model):
    """Who checks, reviews or decides, from the first day to the last. It ends by itself."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="case_roles",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=8, choices=Role)
    topics = models.ManyToManyField(
        Topic,
        blank=True,
        verbose_name=_("topics"),
        help_text=_("Of a reviewer: cases on these are given to this person first. Empty: any."),
    )
    cap = models.PositiveSmallIntegerField(
        _("open reviews at most"), default=3, validators=[MinValueValidator(1)]
    )
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = CaseRoleQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("role in the case repository")
        verbose_name_plural = _("roles in the case repository")
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="cases_role_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="cases_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="cases_role_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
