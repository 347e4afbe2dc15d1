"""Who teaches for Poland, on different steps of the ladder."""

from datetime import timedelta

from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import ConsentKind
from hubs import actions
from hubs.models import Ambassador, EvidenceKind, Hub, Rung
from hubs.terms import last_day


def ambassadors_of_poland(people):
    """One is ready to be confirmed as trained, one is an ambassador, and the term of the trainer ends soon."""
    hub = Hub.objects.filter(country="PL").first()
    if hub is None:
        return
    for address, note, days_ago, rung in [
        ("ewa.s", "Teaches the microbiology rounds of three hospitals.", 40, Rung.NOMINATED),
        ("anna.w", "Leads the simulation courses of her department.", 300, Rung.AMBASSADOR),
        ("marek.l", "Directs the national course.", 690, Rung.TRAINER),
    ]:
        _on_the_roster(hub, people[address], note, days_ago, rung, by=people["coordinator.pl"])
    actions.show_in_public(ambassador=Ambassador.objects.get(user=people["anna.w"]), shown=True)
    actions.nominate(
        hub=hub, email="colleague@example.org", note="Our new lead.", by=people["coordinator.pl"]
    )


def _on_the_roster(hub, user, note, days_ago, rung, *, by):
    give_consent(user, ConsentKind.HUB)
    ambassador = actions.nominate(hub=hub, email=user.email, note=note, by=by)
    today = timezone.localdate()
    ambassador.starts_on = today - timedelta(days=days_ago)
    ambassador.ends_on = last_day(ambassador.starts_on, hub.ambassador_months)
    ambassador.save(update_fields=["starts_on", "ends_on"])
    trained_on = today - timedelta(days=days_ago - 20)
    _evidence(user, EvidenceKind.TRAINED, "Faculty development day, Warsaw (demo)", trained_on)
    if rung > Rung.NOMINATED:
        _evidence(
            user, EvidenceKind.TAUGHT, "National sepsis day, Kraków (demo)", trained_on + timedelta(days=60)
        )
    for step in range(Rung.TRAINED, rung + 1):
        day = trained_on + timedelta(days=60 * (step - Rung.TRAINED))
        actions.take_step(
            ambassador=ambassador, rung=Rung(step), by=by, evidence="Seen by the coordinator.", on=day
        )


def _evidence(user, kind, title, on):
    actions.record_evidence(user=user, kind=kind, title=title, on=on, source=f"demo:{user.pk}:{kind}")
