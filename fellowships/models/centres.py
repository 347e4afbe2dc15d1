"""Host centres, who keeps their pages current, and what they offer in a call."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from fellowships import languages
from fellowships.models.calls import Call
from hubs import moments

DAY = timedelta(days=1)


class CentreQuerySet(models.QuerySet):
    def public(self):
        return self.filter(is_public=True)

    def run_by(self, user, on=None):
        """Centres for which this person may speak on that day."""
        on = on or timezone.localdate()
        return self.filter(
            Q(members__ends_on=None) | Q(members__ends_on__gte=on),
            members__user=user.pk,
            members__starts_on__lte=on,
        ).distinct()

    def manageable_by(self, user):
        return self.all() if user.is_staff else self.run_by(user)

    def to_be_asked(self, now=None):
        """Public ones whose last word is too old, or that never gave one."""
        heard_lately = Q(looked_after_at__gt=(now or timezone.now()) - DAY * F("asked_after_days"))
        return self.public().filter(Q(looked_after_at=None) | ~heard_lately)

    def visible_to(self, user):
        """What is public, and before that one's own."""
        if user.is_staff:
            return self.all()
        return self.filter(
            Q(is_public=True) | Q(pk__in=self.model.objects.run_by(user).order_by().values("pk"))
        )


class Centre(models.Model):
    """A department that takes fellows. Its profile is public; its mail addresses are not."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    department = models.CharField(_("department"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100)
    country = CountryField(_("country"))
    tutor = models.CharField(_("tutor"), max_length=200)
    team = models.TextField(_("team"), blank=True, help_text=_("One person to a line, with the post."))
    contact_email = models.EmailField(_("contact"), help_text=_("Shown to fellows of the centre only."))
    summary = models.CharField(_("in one sentence"), max_length=300)
    description = models.TextField(_("what a fellow sees and does"), blank=True, help_text=_("Markdown."))
    topics = ArrayField(models.CharField(max_length=60), verbose_name=_("topics"), default=list, blank=True)
    languages = ArrayField(
        models.CharField(max_length=7), verbose_name=_("languages spoken at work"), default=list, blank=True
    )
    requirements = models.TextField(
        _("what a fellow needs"), blank=True, help_text=_("Vaccinations, papers, insurance, language.")
    )
    website = models.URLField(_("web address"), blank=True)
    is_public = models.BooleanField(_("shown in public"), default=False)
    looked_after_at = models.DateTimeField(_("said to be current"), null=True, blank=True)
    asked_after_days = models.PositiveSmallIntegerField(
        _("days until the centre is asked whether its page is still right"),
        default=365,
        db_default=365,
        validators=[MinValueValidator(30)],
    )

    objects = CentreQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ["country", "city", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("fellowships:centre", args=[self.slug])

    @property
    def team_lines(self):
        return [line.strip() for line in self.team.splitlines() if line.strip()]

    @property
    def language_names(self):
        return sorted(languages.name(code) for code in self.languages)


class CentreMember(models.Model):
    """Who speaks for a centre, from the first day to the last."""

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="members", verbose_name=_("centre")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="centre_memberships",
        verbose_name=_("person"),
    )
    post = models.CharField(_("post"), max_length=100, blank=True)
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("member of a centre")
        verbose_name_plural = _("members of centres")
        constraints = [
            models.UniqueConstraint(fields=["centre", "user"], name="fellowships_centre_member_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="fellowships_centre_member_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.centre}"


class OfferingQuerySet(models.QuerySet):
    def available(self):
        return self.filter(withdrawn_at=None)


class Offering(models.Model):
    """The places a centre gives to one call. A centre that takes them back stays here, with the reason."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="offerings", verbose_name=_("call"))
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="offerings", verbose_name=_("centre")
    )
    places = models.PositiveSmallIntegerField(_("places"))
    notes = models.CharField(_("good to know"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why it was taken back"), max_length=300, blank=True)

    objects = OfferingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("places of a centre")
        verbose_name_plural = _("places of centres")
        ordering = ["centre__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "centre"], name="fellowships_offering_once"),
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="fellowships_offering_has_places",
                violation_error_message=_("A centre that takes part has at least one place."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="fellowships_offering_withdrawn_with_reason",
                violation_error_message=_("Say why the places are taken back: those who chose them read it."),
            ),
        ]

    def __str__(self):
        return str(self.centre)


class Week(models.Model):
    """When a centre can take fellows in a call."""

    offering = models.ForeignKey(
        Offering, on_delete=models.CASCADE, related_name="weeks", verbose_name=_("places of a centre")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("week")
        verbose_name_plural = _("weeks")
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["offering", "starts_on"], name="fellowships_week_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="fellowships_week_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return moments.day_range(self.starts_on, self.ends_on)
