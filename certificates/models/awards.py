"""What people have earned. A certificate is issued from it when it is due, without a click of theirs.

An award says what is true today; a certificate says what was true when it was issued. Where the two come to differ,
the holder is offered a replacement; nothing is ever replaced by itself.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models.kinds import Kind


class AwardQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.all() if user.is_staff else self.filter(holder=user)

    def pending(self):
        """Earned, and not issued yet."""
        return self.filter(issued_at=None)

    def due(self, now=None):
        """To be issued by now."""
        return self.pending().filter(due_at__lte=now or timezone.now()).exclude(holder=None)

    def offering(self):
        """A replacement is offered: the certificate says less, or something else, than what is true today."""
        return self.exclude(offered_at=None)

    def lapsed(self):
        """A valid certificate is out for something that is no longer earned: for staff to decide."""
        return self.exclude(lapsed_at=None).filter(
            certificates__isnull=False, certificates__revoked_at=None, certificates__replacement=None
        )

    def without_name(self):
        """Due, and not issued as the account of the holder has no name."""
        return self.due().filter(holder__name="")


class Award(models.Model):
    """Something earned by one person: at most one for each `source` (kind, object and person).

    `facts` are those of `certificates.facts.Facts`, as JSON.
    """

    source = models.CharField(_("what earned it"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="awards",
        verbose_name=_("holder"),
    )
    facts = models.JSONField(_("what will be printed"))
    earned_at = models.DateTimeField(_("earned"), default=timezone.now)
    due_at = models.DateTimeField(_("to be issued on"), default=timezone.now)
    name_confirmed_at = models.DateTimeField(_("name confirmed"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    offered_at = models.DateTimeField(_("replacement offered"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("no longer earned"), null=True, blank=True)
    lapsed_because = models.CharField(_("why it is no longer earned"), max_length=300, blank=True)
    kept_at = models.DateTimeField(_("kept although no longer earned"), null=True, blank=True)
    kept_because = models.CharField(_("why it was kept"), max_length=300, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-earned_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(issued_at=None), name="certificates_award_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="certificates_award_kind_known"),
            models.CheckConstraint(condition=~Q(source=""), name="certificates_award_has_source"),
            models.CheckConstraint(
                condition=Q(offered_at=None, lapsed_at=None) | Q(issued_at__isnull=False),
                name="certificates_award_issued_before_it_differs",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at=None, lapsed_because="")
                | (Q(lapsed_at__isnull=False) & ~Q(lapsed_because="")),
                name="certificates_award_lapsed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None, kept_because="")
                | (Q(kept_at__isnull=False, lapsed_at=None) & ~Q(kept_because="")),
                name="certificates_award_kept_with_reason",
            ),
        ]

    def __str__(self):
        return self.source
