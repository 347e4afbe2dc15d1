"""What a person hands in for a call, and whether the person is eligible."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from accounts.codes import new_code
from fellowships.models.calls import Call
from fellowships.models.centres import Offering
from fellowships.models.rules import EligibilityRule
from hubs.models import Hub


class ApplicationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("application", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "Handed in")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")


class ApplicationQuerySet(models.QuerySet):
    def own(self, user):
        return self.filter(person=user.pk)

    def on_board_of(self, user):
        """What somebody of the office or a chair may see: never what they have a stake in, in no list and no count."""
        from fellowships.models.reviews import Conflict

        stakes = Conflict.objects.active().filter(application=OuterRef("pk"), person=user.pk)
        return self.filter(~Exists(stakes), call__in=Call.objects.on_board_of(user).values("pk")).exclude(
            person=user.pk
        )

    def of_countries_of(self, user):
        """Handed in by people of a country that this coordinator runs the hub of, today. Without scores or texts.

        Never what the coordinator has a stake in, nor what the same person reviews without knowing whose it is.
        """
        from fellowships.models.reviews import Assignment, Conflict

        stakes = Conflict.objects.active().filter(application=OuterRef("pk"), person=user.pk)
        reviews = Assignment.objects.live().filter(application=OuterRef("pk"), reviewer=user.pk)
        return self.filter(
            ~Exists(stakes),
            ~Exists(reviews),
            state=ApplicationState.SUBMITTED,
            home__in=Hub.objects.run_by(user).values("country"),
        ).exclude(person=user.pk)

    def visible_to(self, user):
        return self.filter(
            Q(person=user.pk) | Q(pk__in=self.model.objects.on_board_of(user).order_by().values("pk"))
        )

    def submitted(self):
        return self.filter(state=ApplicationState.SUBMITTED)

    def in_the_running(self):
        """Handed in and found eligible: they are reviewed and ranked."""
        return self.filter(state=ApplicationState.SUBMITTED, is_eligible=True)


class Application(models.Model):
    """One person and one call. What blind reviewers see is listed in `fellowships.blind`, field by field.

    `home` is the country the person works in, as it was when the application was handed in. `is_eligible` is empty
    until it was decided, at closing. `revision` counts what was saved: of two windows the older one is told.
    """

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="applications", verbose_name=_("call")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="fellowship_applications",
        verbose_name=_("person"),
    )
    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    state = models.CharField(
        _("state"), max_length=9, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    home = CountryField(_("country"), blank=True)
    workplace = models.CharField(_("workplace"), max_length=200, blank=True)
    post = models.CharField(_("post"), max_length=120, blank=True)
    years_in_intensive_care = models.PositiveSmallIntegerField(
        _("years in intensive care"), null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    languages = ArrayField(
        models.CharField(max_length=7), verbose_name=_("languages you work in"), default=list, blank=True
    )
    experience = models.TextField(_("your work with infection and sepsis"), blank=True)
    motivation = models.TextField(_("why you apply"), blank=True)
    plans = models.TextField(_("what you will change at home"), blank=True)
    supervisor_name = models.CharField(_("supervisor"), max_length=200, blank=True)
    supervisor_post = models.CharField(_("post of the supervisor"), max_length=200, blank=True)
    supervisor_email = models.EmailField(_("e-mail address of the supervisor"), blank=True)
    must_not_review = models.TextField(
        _("people who must not decide about you"), max_length=1000, blank=True, default=""
    )
    has_confirmed = models.BooleanField(_("all of this is true"), default=False)

    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    reopened_until = models.DateTimeField(_("open again until"), null=True, blank=True)
    reopened_because = models.CharField(_("why it was opened again"), max_length=300, blank=True)
    is_eligible = models.BooleanField(_("eligible"), null=True, blank=True)
    eligibility_decided_at = models.DateTimeField(_("eligibility decided"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "person"],
                name="fellowships_application_once",
                violation_error_message=_("You have an application for this call already."),
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT, submitted_at=None, withdrawn_at=None)
                | Q(state=ApplicationState.SUBMITTED, submitted_at__isnull=False, withdrawn_at=None)
                | Q(state=ApplicationState.WITHDRAWN, withdrawn_at__isnull=False),
                name="fellowships_application_state_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT) | ~Q(home=""),
                name="fellowships_application_has_home",
            ),
            models.CheckConstraint(
                condition=Q(reopened_until=None, reopened_because="")
                | Q(reopened_until__isnull=False) & ~Q(reopened_because=""),
                name="fellowships_application_reopened_with_reason",
                violation_error_message=_("Say why it is opened again."),
            ),
            models.CheckConstraint(
                condition=Q(is_eligible=None, eligibility_decided_at=None)
                | Q(is_eligible__isnull=False, eligibility_decided_at__isnull=False),
                name="fellowships_application_eligibility_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["call", "state"], name="fellowships_application_call")]

    def __str__(self):
        return self.code

    def may_be_written(self, now=None):
        """While the call is open, or until the moment up to which a chair has opened this one again."""
        now = now or timezone.now()
        if self.state == ApplicationState.WITHDRAWN:
            return False
        return self.call.is_taking_applications(now) or bool(
            self.reopened_until and self.reopened_until > now
        )


class EntryKind(models.TextChoices):
    POST = "post", _("Post")
    TRAINING = "training", _("Training or degree")
    PUBLICATION = "publication", _("Publication")
    TEACHING = "teaching", _("Teaching or quality work")


class CvEntry(models.Model):
    """One line of the curriculum vitae. `place` names a hospital or university, and so is never shown to blind reviewers."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="cv", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=11, choices=EntryKind)
    title = models.CharField(_("what"), max_length=200)
    place = models.CharField(_("where"), max_length=200, blank=True)
    from_year = models.PositiveSmallIntegerField(_("from"))
    until_year = models.PositiveSmallIntegerField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a CV")
        verbose_name_plural = _("lines of CVs")
        ordering = ["kind", "-from_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_year__gte=1940, from_year__lte=2100), name="fellowships_cv_year_is_a_year"
            ),
            models.CheckConstraint(
                condition=Q(until_year=None) | Q(until_year__gte=F("from_year"), until_year__lte=2100),
                name="fellowships_cv_years_in_order",
                violation_error_message=_("The last year is before the first."),
            ),
        ]

    def __str__(self):
        return self.title


class Referee(models.Model):
    """Somebody who may be asked about the applicant."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="referees", verbose_name=_("application")
    )
    name = models.CharField(_("name"), max_length=200)
    post = models.CharField(_("post and place"), max_length=200)
    email = models.EmailField(_("e-mail address"))

    class Meta:
        verbose_name = _("referee")
        verbose_name_plural = _("referees")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "email"], name="fellowships_referee_once"),
        ]

    def __str__(self):
        return self.name


class Preference(models.Model):
    """A centre on the applicant's list: `rank` 1 is the first choice. A centre that left the call stays on the list."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="preferences", verbose_name=_("application")
    )
    offering = models.ForeignKey(
        Offering, on_delete=models.PROTECT, related_name="preferences", verbose_name=_("centre")
    )
    rank = models.PositiveSmallIntegerField(_("choice"))

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["application", "offering"], name="fellowships_preference_once"),
            models.UniqueConstraint(
                fields=["application", "rank"],
                name="fellowships_preference_rank_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(rank__gte=1), name="fellowships_preference_from_one"),
        ]

    def __str__(self):
        return f"{self.rank}. {self.offering}"


class EligibilityCheck(models.Model):
    """One rule and one application: what the evidence said, when. An exception needs a reason and a second person."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="checks", verbose_name=_("application")
    )
    rule = models.ForeignKey(
        EligibilityRule, on_delete=models.PROTECT, related_name="checks", verbose_name=_("rule")
    )
    is_met = models.BooleanField(_("met"))
    evidence = models.JSONField(_("evidence"), default=dict)
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)
    waived_because = models.CharField(_("why an exception is made"), max_length=500, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("exception proposed by"),
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("exception confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("exception confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("check of eligibility")
        verbose_name_plural = _("checks of eligibility")
        constraints = [
            models.UniqueConstraint(fields=["application", "rule"], name="fellowships_check_once"),
            models.CheckConstraint(
                condition=Q(waived_by=None, waived_because="")
                | Q(waived_by__isnull=False) & ~Q(waived_because=""),
                name="fellowships_check_waived_with_reason",
                violation_error_message=_("Say why an exception is made."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, waived_by__isnull=False)
                & ~Q(confirmed_by=F("waived_by")),
                name="fellowships_check_confirmed_by_another",
                violation_error_message=_("A second person confirms an exception."),
            ),
        ]

    def __str__(self):
        return f"{self.application}: {self.rule}"

    @property
    def is_passed(self):
        return self.is_met or self.confirmed_at is not None


class CoordinatorComment(models.Model):
    """What the coordinator of the applicant's country says. The board reads it; coordinators see no scores."""

    application = models.ForeignKey(
        Application,
        on_delete=models.CASCADE,
        related_name="coordinator_comments",
        verbose_name=_("application"),
    )
    hub = models.ForeignKey(
        Hub, on_delete=models.PROTECT, related_name="fellowship_comments", verbose_name=_("hub")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="fellowship_comments",
        verbose_name=_("written by"),
    )
    text = models.TextField(_("comment"), max_length=2000)
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("comment of a coordinator")
        verbose_name_plural = _("comments of coordinators")
        constraints = [
            models.UniqueConstraint(fields=["application", "hub"], name="fellowships_comment_one_of_a_hub"),
            models.CheckConstraint(condition=~Q(text=""), name="fellowships_comment_says_something"),
        ]

    def __str__(self):
        return str(self.application)
