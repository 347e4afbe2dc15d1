"""Who accredits what, and what people were credited with.

All rules of accreditors are data here (they differ, change, and are not all published: programme-facts A1–A18).
Amounts are integers in hundredths of a credit.
"""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Profession
from certificates.models.certificates import Certificate
from certificates.models.marks import Mark


class Form(models.TextChoices):
    """How people learn. Live credit is never earned by anything recorded (programme-facts A3)."""

    LIVE = "live", _("live")
    E_LEARNING = "e_learning", _("e-learning")
    TEACHING = "teaching", _("teaching")


class Accreditor(models.Model):
    """A body that accredits, with the only wordings that it allows."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, unique=True)
    unit = models.CharField(_("unit"), max_length=60, help_text=_("“ECMEC®”"))
    website = models.URLField(_("website"), blank=True)
    wording_applied = models.TextField(
        _("wording once an application has been made"),
        max_length=600,
        help_text=_("May hold {accreditor} and {title}. Before an application nothing is said at all."),
    )
    wording_granted = models.TextField(
        _("wording once it is granted"),
        max_length=1200,
        help_text=_("May hold {accreditor}, {title}, {credits}, {unit} and {number}."),
    )
    wants_attendance_list = models.BooleanField(
        _("asks for a list of who attended"),
        default=True,
        db_default=True,
        help_text=_("Then the organiser’s report that staff download as XLSX has such a list, by name."),
    )
    mark = models.FileField(
        _("mark"),
        upload_to="marks/",
        blank=True,
        help_text=_("A PNG. Shown and printed only once the accreditation is granted."),
    )
    mark_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("accreditor")
        verbose_name_plural = _("accreditors")
        ordering = ["short_name"]

    def __str__(self):
        return self.short_name


class AccreditationState(models.TextChoices):
    NONE = "none", _("not applied for")
    APPLIED = "applied", _("applied for")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")


class Accreditation(models.Model):
    """What one accreditor says about one activity, and how credits follow from the time spent on it."""

    accreditor = models.ForeignKey(
        Accreditor, on_delete=models.PROTECT, related_name="accreditations", verbose_name=_("accreditor")
    )
    title = models.CharField(_("title as accredited"), max_length=200)
    form = models.CharField(_("form"), max_length=12, choices=Form, default=Form.LIVE)
    state = models.CharField(
        _("state"), max_length=8, choices=AccreditationState, default=AccreditationState.NONE
    )
    number = models.CharField(_("number of the accreditation"), max_length=60, blank=True)
    applied_on = models.DateField(_("applied for on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    credits_per_hour = models.PositiveIntegerField(
        _("credits for an hour, in hundredths"), default=100, validators=[MinValueValidator(1)]
    )
    step = models.PositiveIntegerField(
        _("smallest part of a credit, in hundredths"),
        default=25,
        validators=[MinValueValidator(1)],
        help_text=_("Credits are rounded down to it: 100 is whole credits, 50 halves, 25 quarters."),
    )
    most_half_day = models.PositiveIntegerField(
        _("most credits a half day, in hundredths"), null=True, blank=True
    )
    most_day = models.PositiveIntegerField(_("most credits a day, in hundredths"), null=True, blank=True)
    most = models.PositiveIntegerField(_("most credits of all, in hundredths"), null=True, blank=True)
    half_day_at = models.TimeField(
        _("the second half of a day begins at"),
        default=time(13),
        db_default=time(13),
        help_text=_(
            "On the clock where the event takes place. Minutes before and after count as one half day each."
        ),
    )
    professions = ArrayField(
        models.CharField(max_length=20, choices=Profession),
        verbose_name=_("for whom"),
        default=list,
        blank=True,
        help_text=_("Professions that earn credits. None chosen: everybody."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(form__in=Form.values) & Q(state__in=AccreditationState.values),
                name="certificates_accreditation_choices_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted")
                | (
                    ~Q(number="")
                    & Q(decided_on__isnull=False, valid_from__isnull=False, valid_until__isnull=False)
                ),
                name="certificates_accreditation_granted_in_full",
                violation_error_message=_(
                    "A granted accreditation has a number, the day of the decision, and a first and last day."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_on__isnull=False),
                name="certificates_accreditation_applied_on_a_day",
                violation_error_message=_("Say on which day the application was made."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="certificates_accreditation_ends_after_start",
                violation_error_message=_("The last day of validity is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(credits_per_hour__gte=1) & Q(step__gte=1),
                name="certificates_accreditation_rate_positive",
            ),
        ]

    def __str__(self):
        return f"{self.accreditor} · {self.title}"

    @property
    def is_granted(self):
        return self.state == AccreditationState.GRANTED

    @property
    def is_applied_for(self):
        return self.state == AccreditationState.APPLIED

    @property
    def is_said(self):
        """May anything at all be said of it? Neither before an application nor after a refusal."""
        return self.is_applied_for or self.is_granted

    def is_valid_on(self, day):
        return self.valid_from is not None and self.valid_from <= day <= self.valid_until

    @property
    def profession_names(self):
        return [str(Profession(one).label) for one in self.professions]


class CreditQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.all() if user.is_staff else self.filter(certificate__holder=user)

    def counting(self):
        """Those of certificates that are valid: neither revoked nor replaced."""
        return self.filter(certificate__revoked_at=None, certificate__replacement=None)


class Credit(models.Model):
    """Credits that one certificate states, with all that is printed about them. Never changed (migration 0003)."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="credits", verbose_name=_("certificate")
    )
    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.PROTECT, related_name="credits", verbose_name=_("accreditation")
    )
    form = models.CharField(_("form"), max_length=12, choices=Form)
    accreditor = models.CharField(_("accreditor"), max_length=200)
    number = models.CharField(_("number of the accreditation"), max_length=60)
    unit = models.CharField(_("unit"), max_length=60)
    amount = models.PositiveIntegerField(_("credits, in hundredths"))
    minutes = models.PositiveIntegerField(_("minutes counted"))
    earned_on = models.DateField(_("earned on"))
    statement = models.TextField(_("statement"), max_length=1500)
    mark = models.ForeignKey(
        Mark, null=True, on_delete=models.PROTECT, related_name="credits", verbose_name=_("mark")
    )

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["-earned_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "accreditation"], name="certificates_credit_once_a_certificate"
            ),
            models.CheckConstraint(condition=Q(amount__gte=1), name="certificates_credit_positive"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="certificates_credit_form_known"),
        ]

    def __str__(self):
        return f"{self.certificate} {self.amount / 100:.2f} {self.unit}"
