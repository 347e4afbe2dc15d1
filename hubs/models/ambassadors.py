"""Who teaches for a hub: the ladder, the term, and what shows that a step was earned."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hubs.models.hubs import Hub, in_force


class Rung(models.IntegerChoices):
    """The ladder, from the bottom up. Numbers, so that "one at a time" is a rule the database can count."""

    NOMINATED = 1, _("Nominated")
    TRAINED = 2, _("Trained")
    AMBASSADOR = 3, _("Ambassador")
    TRAINER = 4, _("Trainer")


class Ending(models.TextChoices):
    RESIGNED = "resigned", _("resigned")
    WITHDRAWN = "withdrawn", pgettext_lazy("ambassador", "ended by the hub")


class AmbassadorQuerySet(models.QuerySet):
    def live(self, on=None):
        """In office on that day (today), on whatever step. A term ends by itself."""
        return self.filter(in_force(on), ended_at=None)

    def teaching_on(self, day):
        """Who had become an ambassador by that day and was in office on it, whatever came later."""
        was_one = Step.objects.filter(ambassador=OuterRef("pk"), rung=Rung.AMBASSADOR, taken_on__lte=day)
        ended_later = Q(ended_at=None) | Q(ended_at__date__gt=day)
        return self.filter(in_force(day), ended_later, Exists(was_one))

    def over(self, on=None):
        return self.filter(Q(ended_at__isnull=False) | Q(ends_on__lt=on or timezone.localdate()))

    def shown_in_public(self):
        """Who teaches for the hub today and has agreed to be named."""
        return self.live().filter(rung__gte=Rung.AMBASSADOR, is_shown=True)

    def manageable_by(self, user):
        """Staff look after all, coordinators after those of their hub, for as long as their own term lasts."""
        return self.filter(hub__in=Hub.objects.manageable_by(user))

    def visible_to(self, user):
        """The own, and those a person looks after."""
        return (
            self.all() if user.is_staff else self.filter(Q(user=user) | Q(hub__in=Hub.objects.run_by(user)))
        )


class Ambassador(models.Model):
    """A person's term at a hub. Triggers keep `rung` equal to the last of its `steps`.

    `ended_at` is for terms that somebody ended early; without it a term is over after `ends_on`.
    """

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="ambassadors", verbose_name=_("hub"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="ambassadorships",
        verbose_name=_("person"),
    )
    rung = models.PositiveSmallIntegerField(_("step"), choices=Rung, default=Rung.NOMINATED)
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"))
    renewed_at = models.DateTimeField(_("renewed"), null=True, blank=True)
    is_shown = models.BooleanField(_("agreed to be named in public"), default=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=10, choices=Ending, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
    )
    ending_reason = models.CharField(_("why it ended"), max_length=500, blank=True)

    objects = AmbassadorQuerySet.as_manager()

    class Meta:
        verbose_name = _("ambassador")
        verbose_name_plural = _("ambassadors")
        ordering = ["hub", "-rung", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="hubs_ambassador_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="hubs_ambassador_rung_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="", ended_by=None, ending_reason="")
                | Q(ended_at__isnull=False, ending__in=Ending.values, ended_by__isnull=False),
                name="hubs_ambassador_ended_says_how",
            ),
            ExclusionConstraint(
                name="hubs_ambassador_one_live",
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
                condition=Q(ended_at=None),
                violation_error_message=_("This person is on the roster of this hub already."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_rung_display()}, {self.hub}"

    @property
    def is_live(self):
        return self.ended_at is None and self.starts_on <= timezone.localdate() <= self.ends_on

    @property
    def renewable_from(self):
        return self.ends_on - timedelta(days=self.hub.ambassador_reminder_days)

    @property
    def is_renewable(self):
        return self.is_live and timezone.localdate() >= self.renewable_from

    @cached_property
    def next_rung(self):
        return Rung(self.rung + 1) if self.rung < Rung.TRAINER else None


class Step(models.Model):
    """A step of the ladder that was taken. Never changed: a trigger lets only the next one in."""

    ambassador = models.ForeignKey(
        Ambassador, on_delete=models.CASCADE, related_name="steps", verbose_name=_("ambassador")
    )
    rung = models.PositiveSmallIntegerField(_("step"), choices=Rung)
    taken_on = models.DateField(_("on"), default=timezone.localdate)
    evidence = models.CharField(
        _("what shows it"), max_length=500, blank=True, help_text=_("A course, a session taught, a referee.")
    )
    link = models.URLField(
        _("link to it"), blank=True, validators=[URLValidator(schemes=["https"])], help_text="https://…"
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("step of an ambassador")
        verbose_name_plural = _("steps of ambassadors")
        ordering = ["ambassador", "rung"]
        constraints = [
            models.UniqueConstraint(fields=["ambassador", "rung"], name="hubs_step_once"),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="hubs_step_rung_known"),
        ]

    def __str__(self):
        return f"{self.ambassador_id}: {self.get_rung_display()}, {self.taken_on}"


class EvidenceKind(models.TextChoices):
    TRAINED = "trained", _("attended a faculty development day")
    TAUGHT = "taught", _("taught")


class Evidence(models.Model):
    """Something a person did that counts on the ladder, told by the app that knows of it. `source` is its key there."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="ambassador_evidence",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind)
    title = models.CharField(_("what"), max_length=300)
    happened_on = models.DateField(_("on"))
    source = models.CharField(_("source"), max_length=80, unique=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EvidenceKind.values), name="hubs_evidence_kind_known"
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.happened_on}"


class InvitationQuerySet(models.QuerySet):
    def open(self, now=None):
        return self.filter(expires_at__gt=now or timezone.now())

    def expired(self, now=None):
        return self.filter(expires_at__lte=now or timezone.now())


class Invitation(models.Model):
    """A nomination on its way to an address. It is deleted when it is accepted, withdrawn or too old."""

    KEPT = timedelta(days=30)

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("hub"))
    email = models.EmailField(_("e-mail address"), max_length=254)
    note = models.CharField(_("why this person"), max_length=500, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["hub", "-invited_at"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "email"], name="hubs_invitation_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="hubs_invitation_email_lowercase"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="hubs_invitation_expires_later"
            ),
        ]

    def __str__(self):
        return f"{self.hub}: {self.email}"
