"""Who at an event gets a certificate, and what the others lack: the dry run before the release, the list after it."""

from dataclasses import dataclass

from django.contrib.postgres.lookups import Unaccent
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from certificates.models import Award
from registrations import teaching
from registrations.models import Attendance, State


class Standing(TextChoices):
    """Where somebody stands, in the order in which it is shown: what somebody may have to do comes first."""

    LAPSED = "lapsed", _("No longer earned")
    NAME = "name", _("No name yet")
    EVALUATION = "evaluation", _("Evaluation not answered")
    MINUTES = "minutes", _("Too few minutes")
    STAFF = "staff", _("Of the office")
    READY = "ready", _("Gets a certificate")
    OFFERED = "offered", _("Replacement offered")
    ISSUED = "issued", _("Issued")
    TAUGHT = "taught", _("Taught here")
    ABSENT = "absent", _("No minutes on record")


# What keeps somebody who was there from a certificate.
LACKING = (Standing.NAME, Standing.EVALUATION, Standing.MINUTES, Standing.STAFF)


@dataclass(frozen=True)
class Line:
    """One of the faculty: `award` is what is noted of the certificate of teaching, None before the release."""

    name: str
    role: str
    minutes: int
    award: Award | None
    has_account: bool
    has_name: bool


def with_standing(event):
    """People with a place, and those whose certificate is out, annotated with `minutes`, `due_at` and their `standing`."""
    own = Attendance.objects.filter(registration=OuterRef("pk")).order_by().values("registration")
    minutes = Subquery(own.annotate(all=Sum("minutes")).values("all"), output_field=IntegerField())
    award = Award.objects.filter(source=OuterRef("source"))
    people = event.registrations.with_certificate().with_answered().with_teaching()
    return (
        people.filter(Q(state=State.CONFIRMED) | Q(is_issued=True))
        .annotate(
            minutes=Coalesce(minutes, 0),
            due_at=Subquery(award.values("due_at")),
            is_offered=Exists(award.offering()),
            is_lapsed=Exists(award.lapsed()),
        )
        .annotate(standing=_standing(event))
    )


def _standing(event):
    unanswered = Q(event__evaluation_required=True, has_answered=False)
    return Case(
        When(is_lapsed=True, then=Value(Standing.LAPSED)),
        When(is_offered=True, then=Value(Standing.OFFERED)),
        When(is_issued=True, then=Value(Standing.ISSUED)),
        When(has_taught=True, then=Value(Standing.TAUGHT)),
        When(minutes=0, then=Value(Standing.ABSENT)),
        When(minutes__lt=event.minutes_needed, then=Value(Standing.MINUTES)),
        When(user__is_staff=True, attends_to_learn=False, then=Value(Standing.STAFF)),
        When(unanswered, then=Value(Standing.EVALUATION)),
        When(user__name="", then=Value(Standing.NAME)),
        default=Value(Standing.READY),
        output_field=CharField(),
    )


def counts(people):
    """`{standing: how many}` of people `with_standing`, in the order of `Standing`. One query."""
    found = dict(people.order_by().values_list("standing").annotate(Count("pk")))
    return {standing: found[standing] for standing in Standing if standing in found}


def found(people, query):
    """Of these people those whose name or address has all the words, by name. Names are found without accents."""
    for word in query.split():
        people = people.filter(Q(user__name__unaccent__icontains=word) | Q(user__email__icontains=word))
    return people.select_related("user").order_by(Unaccent(Lower("user__name")), "pk")


def faculty(event):
    """Everybody of the faculty, once, with what comes of it. At most four queries."""
    rows = teaching.rows_of(event)
    awards = Award.objects.filter(source__startswith=teaching.source(event.pk, "")).in_bulk(
        field_name="source"
    )
    known = [
        Line(
            name=str(teacher.user),
            role=teacher.role,
            minutes=teacher.minutes,
            award=awards.get(teaching.source(event.pk, teacher.user.pk)),
            has_account=True,
            has_name=bool(teacher.user.name),
        )
        for teacher in teaching.of(event, rows)
    ]
    others = [row for row in rows if not teaching.has_account(row)]
    return known + [Line(row.name, row.get_role_display(), 0, None, False, True) for row in others]


def obstacles(event, counted):
    """What the release still needs, as words that the page explains. No query: the event came with its `closing`."""
    attended = sum(
        number for standing, number in counted.items() if standing not in (Standing.ABSENT, Standing.TAUGHT)
    )
    closing = getattr(event, "closing", None)
    found = {
        "over": event.is_over(),
        "signatory": bool(event.signatory_name),
        "approval": event.hub_id is None or (closing is not None and closing.approved_at is not None),
        "attendance": attended > counted.get(Standing.MINUTES, 0),
    }
    return [name for name, is_there in found.items() if not is_there]
