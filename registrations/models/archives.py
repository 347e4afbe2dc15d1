"""The certificates of an event as one zip, for the hub whose people hold them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from hubs.models import Hub
from registrations.models.events import Event


def archive_path(archive, filename):
    """Nobody can guess it; the view asks who wants it all the same."""
    return f"certificate-zips/{get_random_string(40)}.zip"


class CertificateArchiveQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(ready_at=None)

    def ready(self):
        return self.exclude(ready_at=None)

    def outdated(self, now=None):
        kept = timedelta(days=settings.CERTIFICATE_ZIPS_KEPT_DAYS)
        return self.filter(ready_at__lt=(now or timezone.now()) - kept)

    def visible_to(self, user):
        """Staff see all; coordinators those of their country, whoever asked, for as long as their term lasts."""
        return (
            self.all()
            if user.is_staff
            else self.filter(country__in=Hub.objects.run_by(user).values("country"))
        )

    def about(self, user):
        """Those that may hold a certificate of this person."""
        mine = user.registrations.filter(event=OuterRef("event"))
        of_all, of_home = Q(country="") & Exists(mine), Exists(mine.filter(home=OuterRef("country")))
        return self.filter(of_all | Q(of_home))


class CertificateArchive(models.Model):
    """A zip of certificates of attendance, made in the background and kept for some days.

    `country` is the home of the registrations; empty for all of the event, which only staff may have.
    """

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="certificate_archives", verbose_name=_("event")
    )
    country = CountryField(_("country"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="certificate_archives",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=archive_path, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    certificates = models.PositiveIntegerField(_("certificates in it"), default=0)
    missing = models.PositiveIntegerField(_("not made yet"), default=0)

    objects = CertificateArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("zip of certificates")
        verbose_name_plural = _("zips of certificates")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "country"],
                condition=Q(ready_at=None),
                name="registrations_certificate_archive_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(ready_at=None) | ~Q(file=""),
                name="registrations_certificate_archive_ready_has_file",
            ),
        ]

    def __str__(self):
        return f"{self.event} {self.country}".strip()

    @property
    def kept_until(self):
        return self.ready_at + timedelta(days=settings.CERTIFICATE_ZIPS_KEPT_DAYS)
