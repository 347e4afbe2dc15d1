"""Ranking centres."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import choosing, stages
from fellowships.actions.applications import check_is_open
from fellowships.models import Application, ApplicationState, Centre, Preference


@transaction.atomic
def rank_centres(*, application, shown, wanted):
    """Store the order of centres (ids of offerings), the first choice first.

    `shown` is the order that was on the page. Raises ValidationError with the code "stale" where it was changed in
    another window since, and where a centre cannot be chosen: it left the call, or the person belongs to it.
    """
    call = stages.lock(application.call)
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("person").get(pk=application.pk)
    )
    application.call = call
    check_is_open(application)
    kept = {row.offering_id: row for row in application.preferences.all()}
    if [row.offering_id for row in sorted(kept.values(), key=lambda row: row.rank)] != list(shown):
        raise ValidationError(
            _("Your list was changed in another window meanwhile. This is how it is now."), code="stale"
        )
    _check(application, [number for number in wanted if number not in kept], wanted)
    if list(wanted) == list(shown):
        return
    Preference.objects.filter(application=application).exclude(offering__in=wanted).delete()
    for rank, number in enumerate(wanted, 1):
        row = kept.get(number) or Preference(application=application, offering_id=number)
        row.rank = rank
        row.save()
    Application.objects.filter(pk=application.pk).update(saved_at=timezone.now())
    if application.state == ApplicationState.SUBMITTED:
        audit.record(
            "application.ranked",
            application,
            by=application.person,
            person=application.person,
            choices=len(wanted),
        )


def _check(application, new, wanted):
    offerings = application.call.offerings.select_related("centre").in_bulk(wanted)
    own = set(Centre.objects.run_by(application.person).values_list("pk", flat=True))
    for number in new:
        if number not in offerings:
            raise ValidationError(_("This centre takes no part in this call."), code="unknown")
        if because := choosing.why_not(application, offerings[number], own):
            raise ValidationError(because, code="excluded")
    if application.state == ApplicationState.SUBMITTED and not any(
        offerings[number].withdrawn_at is None for number in wanted
    ):
        raise ValidationError(
            _("An application that is handed in keeps at least one centre."), code="missing"
        )
