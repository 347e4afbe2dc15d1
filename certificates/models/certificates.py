"""What people are given. A certificate copies what it prints and knows no course: later edits never reach it.

The database itself refuses to change what is printed, or to delete it (migrations 0002 and 0003).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.durations import duration
from certificates.models.awards import Award
from certificates.models.kinds import Kind
from certificates.models.templates import Template


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own; staff see all. What the public may see goes by number, on the verify page."""
        return self.all() if user.is_staff else self.filter(holder=user)

    def valid(self):
        """Neither revoked nor replaced."""
        return self.filter(revoked_at=None, replacement=None)

    def to_render(self):
        """Those without the English PDF that each one has."""
        return self.exclude(renditions__language="en")


class Certificate(models.Model):
    """One issued certificate: immutable, except that it may be revoked, and forget its holder.

    Where it is wrong, another edition takes its place (`replaces`); this one then says so.
    """

    number = models.CharField(_("number"), max_length=16, unique=True)
    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("what earned it")
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replacement",
        verbose_name=_("replaces"),
    )
    replacement_reason = models.CharField(_("why it was made anew"), max_length=300, blank=True)
    template = models.ForeignKey(
        Template, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("template")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="certificates",
        verbose_name=_("holder"),
    )
    holder_name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("title"), max_length=200)
    programme = models.CharField(_("programme"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    dates = models.CharField(_("dates"), max_length=100)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    minutes = models.PositiveIntegerField(_("minutes attended"))
    score = models.PositiveIntegerField(_("score, in hundredths of a percent"), null=True, blank=True)
    accreditation_note = models.TextField(_("about accreditation"), max_length=1200, blank=True)
    signatory_name = models.CharField(_("signed by"), max_length=120, blank=True)
    signatory_post = models.CharField(_("post of the signatory"), max_length=200, blank=True)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revocation_reason = models.CharField(_("why it was revoked"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        indexes = [
            # Few are, and a public list asks for them all the time.
            models.Index(fields=["id"], condition=Q(revoked_at__isnull=False), name="certificates_revoked"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "edition"], name="certificates_certificate_edition_once"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="certificates_certificate_has_number"),
            models.CheckConstraint(condition=~Q(holder_name=""), name="certificates_certificate_has_name"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="certificates_certificate_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(edition=1, replaces=None, replacement_reason="")
                | (Q(edition__gt=1, replaces__isnull=False) & ~Q(replacement_reason="")),
                name="certificates_certificate_later_editions_replace",
            ),
            models.CheckConstraint(
                condition=Q(first_day=None, last_day=None)
                | Q(first_day__isnull=False, last_day__isnull=False, last_day__gte=F("first_day")),
                name="certificates_certificate_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revocation_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="certificates_certificate_revoked_with_reason",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("certificates:verified", args=[self.number])

    @property
    def hours_text(self):
        return duration(self.minutes)

    @property
    def is_replaced(self):
        """Asks for `replacement` unless it was fetched along."""
        return hasattr(self, "replacement")

    @property
    def may_be_issued_anew(self):
        """Revoked, and yet earned: it was revoked by mistake, or has been earned since."""
        return bool(self.revoked_at and not self.is_replaced and self.holder and not self.award.lapsed_at)

    @property
    def is_valid(self):
        return self.revoked_at is None and not self.is_replaced
