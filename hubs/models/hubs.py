"""Pilot countries, their hubs, the societies behind them and who runs them."""

import zoneinfo

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords


def validate_time_zone(value):
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(value)s”."), params={"value": value})


def in_force(on=None, path=""):
    """Terms that cover that day (today), seen from a membership or along a path that leads to one."""
    on = on or timezone.localdate()
    has_not_ended = Q(**{f"{path}ends_on": None}) | Q(**{f"{path}ends_on__gte": on})
    return has_not_ended & Q(**{f"{path}starts_on__lte": on})


class Language(models.TextChoices):
    """Languages in which hubs write."""

    ENGLISH = "en", _("English")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    ROMANIAN = "ro", _("Romanian")
    SWEDISH = "sv", _("Swedish")


class HubQuerySet(models.QuerySet):
    def open(self):
        return self.filter(is_open=True)

    def run_by(self, user, on=None):
        """Hubs this person coordinates on that day. No membership: no hub.

        A join, since terms of one person at one hub never overlap: every page of everybody asks this.
        """
        return self.filter(in_force(on, "memberships__"), memberships__user=user.pk)

    def manageable_by(self, user):
        """Staff manage all hubs, coordinators their own for as long as their term lasts."""
        return self.all() if user.is_staff else self.run_by(user)


class Hub(models.Model):
    """The National Training Hub of one pilot country."""

    country = CountryField(_("country"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("In English."))
    language = models.CharField(
        _("language of the hub"),
        max_length=5,
        choices=Language,
        default=Language.ENGLISH,
        db_default=Language.ENGLISH,
    )
    introduction_local = models.TextField(
        _("introduction in the language of the hub"), blank=True, default="", db_default=""
    )
    contact_email = models.EmailField(_("contact"), blank=True)
    contact_note = models.CharField(
        _("what to expect"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("For those who write to the hub: who answers, in which languages, how soon."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Brussels", validators=[validate_time_zone]
    )
    is_open = models.BooleanField(_("shown in public"), default=True)
    ambassador_months = models.PositiveSmallIntegerField(
        _("term of an ambassador, in months"),
        default=24,
        db_default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    ambassador_reminder_days = models.PositiveSmallIntegerField(
        _("days before the end of a term"),
        default=60,
        db_default=60,
        validators=[MaxValueValidator(365)],
        help_text=_(
            "When the ambassador and the coordinators are reminded. From then on the term can be renewed."
        ),
    )

    objects = HubQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")
        ordering = ["country"]
        constraints = [
            models.CheckConstraint(condition=Q(language__in=Language.values), name="hubs_hub_language_known"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("hub", args=[self.code])

    @property
    def code(self):
        """The country's code as addresses have it: `pl`."""
        return str(self.country).lower()


class Society(models.Model):
    """A national society that supports a hub. A hub may have several."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="societies", verbose_name=_("hub"))
    name = models.CharField(_("name"), max_length=200)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    url = models.URLField(_("web address"), blank=True)

    class Meta:
        verbose_name = _("society")
        verbose_name_plural = _("societies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "name"], name="hubs_society_once_per_hub"),
        ]

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    DEPUTY = "deputy", _("Deputy coordinator")


class MembershipQuerySet(models.QuerySet):
    def in_force(self, on=None):
        return self.filter(in_force(on))

    def shown_in_public(self):
        """Who runs a hub today and has agreed to be named."""
        return self.in_force().filter(is_shown=True, user__is_active=True).exclude(user__name="")


class Membership(models.Model):
    """Who runs a hub, from the first day to the last. It ends by itself."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("hub"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="hub_memberships",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.COORDINATOR)
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Empty: until further notice.")
    )
    is_shown = models.BooleanField(_("agreed to be named in public"), default=False, db_default=False)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["hub", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="hubs_membership_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="hubs_membership_role_known"),
            ExclusionConstraint(
                name="hubs_membership_no_overlap",
                expressions=[
                    ("hub", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This person already has a term at this hub in those days."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.hub}"

    @property
    def is_in_force(self):
        today = timezone.localdate()
        return self.starts_on <= today and (self.ends_on is None or today <= self.ends_on)
