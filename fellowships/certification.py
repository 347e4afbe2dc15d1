"""From a stay that is reported and attested to its certificate."""

from django.utils import translation

from certificates.actions import award, withdraw
from certificates.facts import Facts
from certificates.models import Kind
from fellowships.models import ReportState
from hubs.moments import day_range
from levels.models import Pathway

MINUTES = 60


def source(placement):
    return f"fellowship:{placement.pk}"


def award_for(placement):
    """Note the certificate of a stay whose report is accepted and that the host attests. Safe to repeat.

    None where one of the two is missing. It is in English first, whatever the language of who accepts
    (programme-facts A7).
    """
    attestation = getattr(placement, "attestation", None)
    if attestation is None or placement.report.state != ReportState.ACCEPTED:
        return None
    with translation.override("en"):
        printed = facts(placement, attestation)
    return award(
        source=source(placement),
        kind=Kind.FELLOWSHIP,
        holder=placement.person,
        facts=printed,
    )


def take_back(placement, *, because):
    """A stay that did not take place after all earns nothing."""
    withdraw(source=source(placement), because=because)


def facts(placement, attestation):
    """What the certificate says: the host as the place, the days, the hours that the host attests."""
    host = placement.centre or placement.hub
    place = f"{host.name}, {host.city}, {host.country.name}" if placement.centre else host.name
    return Facts(
        title="Expert exchange" if placement.is_exchange else placement.call.title,
        programme=str(Pathway.objects.order_by("pk").first() or ""),
        role="Visiting expert" if placement.is_exchange else "Fellow",
        dates=day_range(placement.first_day, placement.last_day),
        first_day=placement.first_day,
        last_day=placement.last_day,
        place=place,
        minutes=attestation.hours * MINUTES,
        signatory_name=placement.supervisor or (placement.centre.tutor if placement.centre else ""),
        signatory_post=str(host),
    )
