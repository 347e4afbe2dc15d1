"""Keys of machines that read the API."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub, Membership

PREFIX = "ssp_"
KEPT_DAYS = 365
# Enough to tell one's tokens apart; the rest is 38 characters.
SHOWN = 9


def new_token():
    """256 random bits, and a beginning by which scanners for secrets know them."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token):
    """Of what nobody can guess a plain hash is enough: there is nothing to try."""
    return hashlib.sha256(token.encode()).hexdigest()


def in_a_year():
    return timezone.now() + timedelta(days=KEPT_DAYS)


def made_by_somebody_in_charge():
    """Who made it works for the portal today, or still runs the hub it is for; tokens and webhooks alike."""
    terms = Membership.objects.in_force().filter(hub=OuterRef("hub"), user=OuterRef("created_by"))
    in_charge = Q(created_by__is_staff=True) | Q(Exists(terms))
    return in_charge & Q(created_by__is_active=True)


class ApiTokenQuerySet(models.QuerySet):
    def manageable_by(self, user):
        """Staff see all; coordinators those of their hub, whoever made them, while their term lasts."""
        return self.all() if user.is_staff else self.filter(hub__in=Hub.objects.run_by(user))

    def in_force(self, now=None):
        return self.filter(
            made_by_somebody_in_charge(), revoked_at=None, expires_at__gt=now or timezone.now()
        )

    def for_list(self):
        rows = self.select_related("hub", "created_by").order_by("-created_at", "-pk")
        return rows.annotate(works=Exists(ApiToken.objects.in_force().filter(pk=OuterRef("pk"))))


class ApiToken(models.Model):
    """Only a hash is kept: the token itself is shown once, when it is made.

    Without a hub it reads the figures of all countries; with one, those of everybody and of that country. It ends
    with whoever made it: a hub's stops when that person's term does.
    """

    name = models.CharField(
        _("what it is for"), max_length=80, help_text=_("For example: “Website of the Polish society”.")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    beginning = models.CharField(_("begins with"), max_length=SHOWN, editable=False)
    hub = models.ForeignKey(
        Hub, null=True, blank=True, on_delete=models.CASCADE, related_name="tokens", verbose_name=_("hub")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="api_tokens",
        verbose_name=_("made by"),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"), default=in_a_year)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token of the API")
        verbose_name_plural = _("tokens of the API")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="impact_token_ends_after_it_was_made"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="impact_token_kept_as_hash"
            ),
        ]

    def __str__(self):
        return self.name
