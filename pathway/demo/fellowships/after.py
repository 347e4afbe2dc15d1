"""After the stays of a round: reports, the hosts' word, and the money."""

from django.utils import timezone

from fellowships import actions
from fellowships.models import Bursary, Placement, PlacementState, Report

WRITTEN = [
    (
        "Two rounds a day with the infectious diseases team, and the dosing meeting at noon.",
        "How drug levels on the same day change the dose, and how seldom our doses at home were right.",
        "From May on we measure beta-lactam levels in septic shock, and count how often the first dose was changed.",
        5,
        "Ask for a badge on the first day: the doors of the laboratory need one.",
    ),
    (
        "The morning meeting with surgeons and radiologists, and four operations for source control.",
        "To ask “where is the source, and who drains it when” before the second litre of fluid.",
        "A source control line on our admission sheet, looked at every month with the surgeons.",
        5,
        "Bring a case of your own: it was discussed for an hour.",
    ),
    (
        "Stewardship rounds on three wards, and a day in microbiology.",
        "That stopping early is safe when somebody looks again on day three.",
        "A day-three stop-or-go round with our pharmacist, every Tuesday and Friday.",
        4,
        "The canteen closes at two.",
    ),
    (
        "The bedside teaching of trainees, with simulation in the afternoon.",
        "How to teach the first hour of sepsis in twenty minutes at the bedside.",
        "The same teaching for our trainees and nurses, once a month, with a test before and after.",
        4,
        "",
    ),
]


def finish(call, people):
    """All told, attested, accepted and paid: the round is over."""
    stays = Placement.objects.filter(call=call, state=PlacementState.DONE).order_by("pk")
    for number, placement in enumerate(stays):
        _tell(placement, WRITTEN[number % len(WRITTEN)], people)
    actions.complete_call(call=call, by=people["staff"])


def _tell(placement, written, people):
    report = Report.objects.get(placement=placement)
    content = dict(zip(["seen", "learned", "changes", "rating", "for_next"], written, strict=True))
    actions.submit_report(report=report, content=content | {"may_be_quoted": True})
    actions.attest(placement=placement, by=people["staff"], days_present=5, hours=38)
    actions.accept_report(report=report, by=people["director"])
    bursary = Bursary.objects.get(placement=placement)
    actions.approve_bursary(bursary=bursary, by=people["director"])
    actions.pay_bursary(
        bursary=bursary,
        by=people["finance"],
        paid_on=timezone.localdate(),
        reference=f"Fellowship {placement.pk:04}",
    )
