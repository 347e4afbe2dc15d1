"""What somebody has to do with fellowships, for the own page: read inside another query, then put in words."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fellowships import stages
from fellowships.doors import with_doors
from fellowships.models import (
    Application,
    ApplicationState,
    Assignment,
    AssignmentState,
    Call,
    Offer,
    OfferState,
    Placement,
    PlacementState,
    ReportState,
    Stage,
)
from hubs.moments import moment

LATEST_FIRST = "-pk"


@dataclass(frozen=True)
class Line:
    """One application or stay: what it is, the state as a pill, a sentence, and where to go on.

    `urgent` says what is asked of the person now, for the head of the page: (title, label of the button).
    """

    title: str
    pill: str
    state: str
    words: str
    url: str
    urgent: tuple = ()


@dataclass(frozen=True)
class Panel:
    applications: list[Line]
    stays: list[Line]
    reviews_waiting: int
    has_reviews: bool
    has_rounds: bool
    has_centres: bool

    @property
    def lines(self):
        return self.applications + self.stays

    @property
    def reviews_url(self):
        return _url("reviews")

    @property
    def urgent(self):
        """The first line that asks for something now."""
        return next((line for line in self.lines if line.urgent), None)


def with_panel(people, user):
    """Annotate people (one person, in truth) with what `of` reads."""
    return with_doors(people).annotate(
        fellowship_applications_read=ArraySubquery(_applications()),
        fellowship_stays_read=ArraySubquery(_stays()),
        fellowship_reviews_read=ArraySubquery(_waiting(user)),
    )


def of(person):
    """The panel of a person who was annotated."""
    return Panel(
        applications=[_of_application(row) for row in person.fellowship_applications_read],
        stays=[_of_stay(row) for row in person.fellowship_stays_read],
        reviews_waiting=len(person.fellowship_reviews_read),
        has_reviews=person.has_reviews,
        has_rounds=person.has_rounds,
        has_centres=person.has_centres,
    )


# ---- Reading ----


def _applications():
    newest = Offer.objects.filter(application=OuterRef("pk")).order_by(LATEST_FIRST)[:1]
    rows = Application.objects.filter(person=OuterRef("pk")).order_by(LATEST_FIRST)
    return rows.values(
        row=JSONObject(
            slug="call__slug",
            title="call__title",
            stage="call__stage",
            closes_at="call__closes_at",
            time_zone="call__time_zone",
            reopened_until="reopened_until",
            state="state",
            offer=Subquery(newest.values("state")),
            expires_at=Subquery(newest.values("expires_at")),
        )
    )


def _stays():
    rows = Placement.objects.filter(person=OuterRef("pk")).order_by(LATEST_FIRST)
    return rows.values(
        row=JSONObject(
            handle="token",
            host=Coalesce("centre__name", "hub__name"),
            state="state",
            days=Cast("days", CharField()),
            first_day=F("days__startswith"),
            report=Coalesce("report__state", Value("")),
            report_due_on="report__due_on",
        )
    )


def _waiting(user):
    undone = [AssignmentState.ASKED, AssignmentState.OPEN]
    return (
        Assignment.objects.queue_of(user)
        .filter(state__in=undone, application__call__stage=Stage.REVIEWING)
        .values("pk")
    )


# ---- In words ----


def _of_application(row):
    call = Call(**{name: row[name] for name in ("slug", "title", "stage", "time_zone")})
    call.closes_at = _moment(row["closes_at"])
    words = _WORDS_OF_APPLICATION[row["state"]](row, call)
    return Line(title=call.title, **words)


def _draft(row, call):
    until = call.closes_at if call.is_taking_applications() else _moment(row["reopened_until"])
    is_open = Application(call=call, state=ApplicationState.DRAFT, reopened_until=until).may_be_written()
    if not is_open:
        return {
            "pill": "expired",
            "state": _("Not handed in"),
            "words": _("The call closed before it was handed in."),
            "url": _url("application", call.slug),
        }
    return {
        "pill": "requested",
        "state": ApplicationState.DRAFT.label,
        "words": _("It counts only when it is handed in, by %(when)s.") % {"when": moment(until, call.zone)},
        "url": _url("apply", call.slug),
        "urgent": (_("Your application is a draft: %(call)s") % {"call": call.title}, _("Go on with it")),
    }


def _submitted(row, call):
    url = _url("application", call.slug)
    if row["offer"] == OfferState.SENT:
        until = moment(_moment(row["expires_at"]), call.zone)
        return {
            "pill": "offered",
            "state": OfferState.SENT.label,
            "words": _("A fellowship is offered to you. Answer by %(when)s.") % {"when": until},
            "url": _url("offer", call.slug),
            "urgent": (
                _("A fellowship is offered to you: %(call)s") % {"call": call.title},
                _("Answer the offer"),
            ),
        }
    if row["offer"]:
        pill = {OfferState.ACCEPTED: "confirmed", OfferState.EXPIRED: "expired"}.get(
            row["offer"], "cancelled"
        )
        return {"pill": pill, "state": OfferState(row["offer"]).label, "words": "", "url": url}
    if stages.has_reached(call, Stage.OFFERING):
        return {
            "pill": "waiting",
            "state": _("Result is out"),
            "words": _("Read where you stand, and why."),
            "url": url,
        }
    return {
        "pill": "requested",
        "state": ApplicationState.SUBMITTED.label,
        "words": _("We have it. This is not a fellowship yet; you hear from us when the results are out."),
        "url": url,
    }


def _withdrawn(row, call):
    return {
        "pill": "cancelled",
        "state": ApplicationState.WITHDRAWN.label,
        "words": "",
        "url": _url("application", call.slug),
    }


_WORDS_OF_APPLICATION = {
    ApplicationState.DRAFT: _draft,
    ApplicationState.SUBMITTED: _submitted,
    ApplicationState.WITHDRAWN: _withdrawn,
}


def _of_stay(row):
    state = PlacementState(row["state"])
    words, urgent = _about_stay(row, state)
    pills = {
        PlacementState.PROPOSED: "waiting",
        PlacementState.HOST_CONFIRMED: "offered",
        PlacementState.CANCELLED: "cancelled",
    }
    return Line(
        title=_("Stay at %(host)s") % {"host": row["host"]},
        pill=pills.get(state, "confirmed"),
        state=state.label,
        words=words,
        url=_url("placement", row["handle"]),
        urgent=urgent,
    )


def _about_stay(row, state):
    """(sentence, what is asked now)."""
    host = {"host": row["host"]}
    if row["report"] in (ReportState.DUE, ReportState.RETURNED):
        due = date_format(datetime.fromisoformat(row["report_due_on"]), "DATE_FORMAT")
        return (
            _("Write a short report by %(day)s. Your certificate follows.") % {"day": due},
            (_("Tell us about your stay at %(host)s") % host, _("Open the page of the stay")),
        )
    if state == PlacementState.PROPOSED:
        return _("The host agrees the days with you."), ()
    if state == PlacementState.HOST_CONFIRMED:
        return (
            _("The host has confirmed the days. Say whether they suit you."),
            (_("Confirm your days at %(host)s") % host, _("Open the page of the stay")),
        )
    return "", ()


def _moment(text):
    return text and datetime.fromisoformat(text)


def _url(name, *handle):
    return reverse(f"fellowships:{name}", args=handle)
