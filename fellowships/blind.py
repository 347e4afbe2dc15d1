"""All that a reviewer ever sees of an application, field by field. What is not named here is not shown.

A page, a mail or a list for reviewers takes its facts from here and never from the application itself. In texts that
the applicant wrote, the own name, address, workplace and the people named elsewhere in the application are covered up
as well: the applicant was asked to leave them out, and this is what catches the rest.
"""

from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from accounts import covering
from fellowships.models import ApplicationState, AssignmentState, Stage


@dataclass(frozen=True)
class Line:
    kind: str
    title: str
    years: str


@dataclass(frozen=True)
class Text:
    heading: str
    text: str


@dataclass(frozen=True)
class Card:
    """What stands in the queue and at the gate. `who` is empty where the review is blind."""

    pk: int
    code: str
    call: str
    is_blind: bool
    state: str
    state_label: str
    due_at: object
    zone: object
    is_late: bool
    is_begun: bool
    may_be_written: bool
    who: tuple = ()
    centres: tuple = ()


@dataclass(frozen=True)
class Content:
    """What stands beside the rubric."""

    profession: str = ""
    career_stage: str = ""
    years: int | None = None
    texts: tuple = ()
    lines: tuple = field(default=())


def card(assignment, now):
    """An assignment with its application, its call and its review, if any."""
    application, call = assignment.application, assignment.application.call
    return Card(
        pk=assignment.pk,
        code=application.code,
        call=call.title,
        is_blind=call.is_blind,
        state=assignment.state,
        state_label=assignment.get_state_display(),
        due_at=assignment.due_at,
        zone=call.zone,
        is_late=assignment.state != AssignmentState.SUBMITTED and assignment.due_at < now,
        is_begun=hasattr(assignment, "review"),
        may_be_written=call.stage == Stage.REVIEWING and application.state == ApplicationState.SUBMITTED,
        who=() if call.is_blind else _who(application),
    )


def centres(assignment):
    """The centres on the list, in the order of the alphabet: the order of the choice is nobody's business here."""
    choices = assignment.application.preferences.select_related("offering__centre")
    return sorted(f"{choice.offering.centre}, {choice.offering.centre.city}" for choice in choices)


def content(assignment):
    application = assignment.application
    cover = covering.cover_of(_secrets(application)) if application.call.is_blind else str
    profile = getattr(application.person, "profile", None)
    return Content(
        profession=profile.get_profession_display() if profile else "",
        career_stage=profile.get_career_stage_display() if profile else "",
        years=application.years_in_intensive_care,
        texts=tuple(
            Text(heading, cover(text))
            for heading, text in (
                (_("Why I apply"), application.motivation),
                (_("My work with infection and sepsis"), application.experience),
                (_("What I will change at home"), application.plans),
            )
        ),
        lines=tuple(
            Line(entry.get_kind_display(), cover(entry.title), _years(entry))
            for entry in application.cv.all()
        ),
    )


def _who(application):
    return tuple(
        filter(
            None, (application.person.name, application.post, application.workplace, application.home.name)
        )
    )


def _years(entry):
    if entry.until_year is None:
        return _("since %(year)s") % {"year": entry.from_year}
    if entry.until_year == entry.from_year:
        return str(entry.from_year)
    return f"{entry.from_year}–{entry.until_year}"


def _secrets(application):
    person = application.person
    whole = {
        person.name,
        person.email,
        application.workplace,
        application.post,
        *_names_of(application.home),
        application.supervisor_name,
        application.supervisor_email,
        *(address.email for address in person.emailaddress_set.all()),
        *(text for referee in application.referees.all() for text in (referee.name, referee.email)),
        *(entry.place for entry in application.cv.all()),
    }
    if hasattr(person, "profile"):
        whole |= {person.profile.workplace, *_names_of(person.profile.country)}
    referees = (referee.name for referee in application.referees.all())
    names = (person.name, application.workplace, application.supervisor_name, *referees)
    return covering.secrets(whole=whole, names=names)


def _names_of(country):
    """In the language of the reader, and in English, in which most applications are written."""
    with translation.override("en"):
        english = str(country.name)
    return {english, str(country.name)}
