"""Hubs: who runs them. Requests that wait there stand among the events."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_countries import countries

from hubs.models import Hub, Membership
from impact.decisions.decision import Kind, end_of

TITLE = _("Hubs")
# Long enough to find somebody and to hand over.
HAND_OVER = timedelta(days=30)


def _without_coordinator(asking):
    today = Membership.objects.in_force(asking.now.date()).filter(hub=OuterRef("pk"))
    return Hub.objects.open().filter(~Exists(today))


def _terms_ending(asking):
    """Terms that end soon, where nobody's goes on: the hub would be without a coordinator."""
    today, then = asking.now.date(), (asking.now + HAND_OVER).date()
    goes_on = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gt=then), hub=OuterRef("hub"))
    return Membership.objects.in_force(today).filter(~Exists(goes_on), ends_on__lte=then)


def _hub(pk):
    return reverse("admin:hubs_hub_change", args=[pk])


KINDS = [
    Kind(
        name="hubs_without_coordinator",
        needs="hubs.change_hub",
        title=ngettext_lazy(
            "%(count)s hub has no coordinator today", "%(count)s hubs have no coordinator today", "count"
        ),
        why=_("Requests of its country wait, and only the office can answer them."),
        rows=_without_coordinator,
        one="pk",
        about="country",
        in_words=countries.name,
        url=_hub,
    ),
    Kind(
        name="terms_ending",
        needs="hubs.change_hub",
        title=ngettext_lazy(
            "%(count)s coordinator’s term ends, and nobody follows",
            "%(count)s coordinators’ terms end, and nobody follows",
            "count",
        ),
        why=_("From the next day on nobody of the country can decide there."),
        rows=_terms_ending,
        due=end_of("ends_on"),
        one="hub",
        about="hub__country",
        in_words=countries.name,
        url=_hub,
    ),
]
