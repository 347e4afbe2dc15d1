"""Mails about centres: is the page still right, and places taken back."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowships.emails.recipients import chairs_of, office_address, people_of_centre
from fellowships.models import Application, ApplicationState, Centre, Offering
from mailing import actions as outbox
from mailing.kinds import Kind

CURRENT = "fellowships/centre_current"
WITHDRAWN = "fellowships/places_withdrawn"
WITHDRAWN_BOARD = "fellowships/places_withdrawn_board"


def queue_still_current(centre, occasion):
    """To everyone who speaks for the centre today."""
    outbox.queue_many(
        CURRENT,
        [
            {
                "key": f"{CURRENT}/{centre.pk}/{occasion}/{person.pk}",
                "user": person,
                "to": person.email,
                "language": person.language,
                "context": {
                    "name": person.name,
                    "centre": centre.name,
                    "centre_pk": centre.pk,
                    "said_at": centre.looked_after_at and centre.looked_after_at.isoformat(),
                    "path": reverse("fellowships:my_centres"),
                },
            }
            for person in people_of_centre(centre)
        ],
    )


def queue_withdrawn_to_applicants(offering):
    """To everyone who has this centre on the list, with an application that is handed in or being written."""
    live = [ApplicationState.DRAFT, ApplicationState.SUBMITTED]
    applications = Application.objects.filter(
        call=offering.call, state__in=live, preferences__offering=offering, person__is_active=True
    )
    outbox.queue_many(
        WITHDRAWN,
        [
            {
                "key": _key(WITHDRAWN, offering, row.pk),
                "user": row.person,
                "to": row.person.email,
                "language": row.person.language,
                "context": _facts(offering)
                | {
                    "name": row.person.name,
                    "may_change": offering.call.is_taking_applications(),
                    "path": reverse("fellowships:call", args=[offering.call.slug]),
                },
            }
            for row in applications.select_related("person").distinct()
        ],
    )


def queue_withdrawn_to_board(offering):
    """To the chairs of the call and to the office."""
    facts = _facts(offering) | {"path": reverse("fellowships:desk", args=[offering.call.slug])}
    rows = [
        {
            "key": _key(WITHDRAWN_BOARD, offering, person.pk),
            "user": person,
            "to": person.email,
            "language": person.language,
            "context": facts | {"name": person.name},
        }
        for person in chairs_of(offering.call)
    ]
    if address := office_address():
        key = _key(WITHDRAWN_BOARD, offering, "office")
        rows.append({"key": key, "to": address, "context": facts | {"name": ""}})
    outbox.queue_many(WITHDRAWN_BOARD, rows)


def _key(kind, offering, whom):
    return f"{kind}/{offering.pk}/{offering.withdrawn_at.isoformat()}/{whom}"


def _facts(offering):
    return {
        "call": offering.call.title,
        "centre": offering.centre.name,
        "offering": offering.pk,
        "because": offering.withdrawn_because,
        "stage": offering.call.stage,
        "closes_at": offering.call.closes_at and offering.call.closes_at.isoformat(),
        "time_zone": offering.call.time_zone,
    }


def _nobody_has_looked(message):
    """Not where somebody of the centre has meanwhile said that it is current."""
    centre = Centre.objects.filter(pk=message.context["centre_pk"]).first()
    said = centre and centre.looked_after_at and centre.looked_after_at.isoformat()
    return centre is not None and said == message.context["said_at"]


def _still_withdrawn(message):
    return Offering.objects.filter(pk=message.context["offering"]).exclude(withdrawn_at=None).exists()


KINDS = [
    Kind(name=CURRENT, title=_("Is the page of your centre still right?"), still_true=_nobody_has_looked),
    Kind(name=WITHDRAWN, title=_("A centre took its places back"), still_true=_still_withdrawn),
    Kind(
        name=WITHDRAWN_BOARD,
        title=_("A centre took its places back, to the board"),
        still_true=_still_withdrawn,
    ),
]
