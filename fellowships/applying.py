"""What a person reads about the own application: where it stands, what is missing, what comes next."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fellowships import actions, languages, missing, outcomes, selfcheck
from fellowships.eligibility import Finding
from fellowships.models import ApplicationState, Stage
from fellowships.stages import has_reached
from hubs.moments import moment


class Step(NamedTuple):
    label: str
    url: str
    is_current: bool


PILLS = {
    ApplicationState.DRAFT: "requested",
    ApplicationState.SUBMITTED: "waiting",
    ApplicationState.WITHDRAWN: "cancelled",
}


def steps(application, current):
    """The way to the other pages of an application."""
    is_draft = application.state == ApplicationState.DRAFT
    labels = {
        "apply": _("The form"),
        "choices": _("Centres"),
        "documents": _("Documents"),
        "application": _("Handing in") if is_draft else _("My application"),
    }
    slug = application.call.slug
    found = [
        Step(label, reverse(f"fellowships:{name}", args=[slug]), name == current)
        for name, label in labels.items()
    ]
    return {"steps": found}


def findings_of(application):
    """How the rules stand: as they were found at handing in or closing, else as they are now."""
    if application.state == ApplicationState.DRAFT:
        return actions.findings(call=application.call, person=application.person)
    checks = application.checks.select_related("rule__level").order_by("rule__order", "rule")
    return [
        Finding(check.rule, check.is_met or check.confirmed_at is not None, check.evidence)
        for check in checks
    ]


def page_of(application):
    """Everything that the page of an application shows."""
    call = application.call
    may_be_written = application.may_be_written()
    return {
        "application": application,
        "call": call,
        "outcome": outcomes.of(application) if application.state == ApplicationState.SUBMITTED else None,
        "pill": PILLS[application.state],
        "says": says(application),
        "next": what_next(application),
        "may_be_written": may_be_written,
        "missing": missing.of(application) if may_be_written else [],
        "is_short_list": missing.is_short_list(application),
        "flags": selfcheck.of(application) if may_be_written else [],
        "findings": findings_of(application),
        "texts": texts_of(application),
        "cv": application.cv.all(),
        "referees": application.referees.all(),
        "choices": application.preferences.all(),
        "documents": [document for document in application.documents.all() if document.deleted_at is None],
        "may_withdraw": actions.may_withdraw(application),
        "consequence": consequence(application),
        **steps(application, "application"),
    }


def texts_of(application):
    """(label, text) of what was written, in the order of the form."""
    years = application.years_in_intensive_care
    shown = {
        "home": application.home.name if application.home else "",
        "workplace": application.workplace,
        "post": application.post,
        "years_in_intensive_care": "" if years is None else str(years),
        "languages": ", ".join(languages.name(code) for code in application.languages),
        **{name: getattr(application, name) for name in missing.TEXTS},
        "supervisor_name": application.supervisor_name,
        "must_not_review": application.must_not_review,
    }
    titles = {name: str(application._meta.get_field(name).verbose_name) for name in shown}
    return [(titles[name][:1].upper() + titles[name][1:], text) for name, text in shown.items()]


def says(application):
    """The state in a sentence, and since when."""
    zone = application.call.zone
    if application.state == ApplicationState.WITHDRAWN:
        return _("You withdrew it on %(moment)s.") % {"moment": moment(application.withdrawn_at, zone)}
    if application.state == ApplicationState.SUBMITTED:
        return _("We have it since %(moment)s.") % {"moment": moment(application.submitted_at, zone)}
    if application.may_be_written():
        return _("It is not handed in yet. Only you see it.")
    return closed_words(application)


def what_next(application):
    """What happens next and until when; empty where nothing does."""
    call, zone = application.call, application.call.zone
    if application.state == ApplicationState.WITHDRAWN or call.stage == Stage.COMPLETED:
        return ""
    if application.may_be_written():
        until = application.reopened_until if not call.is_taking_applications() else call.closes_at
        words = _("You can hand it in until %(moment)s.")
        if application.state == ApplicationState.SUBMITTED:
            words = _("You can change it until %(moment)s. What is handed in then counts.")
        return words % {"moment": moment(until, zone)}
    if application.state == ApplicationState.DRAFT:
        return kept_words(application)
    return _AFTER.get(call.stage, lambda call: "")(call)


def closed_words(application):
    closed = moment(application.call.closes_at, application.call.zone)
    return _("The call closed on %(moment)s. What you wrote is kept, but it is not handed in.") % {
        "moment": closed
    }


def kept_words(application):
    """What becomes of a draft that was not handed in in time."""
    until = date_format(application.call.drafts_kept_until().astimezone(application.call.zone), "DATE_FORMAT")
    return _(
        "Your draft is kept until %(day)s and then deleted. If something kept you from handing it in, write to us: the "
        "chair may open it again for you."
    ) % {"day": until}


def consequence(application):
    """What withdrawing means now."""
    call = application.call
    if not has_reached(call, Stage.REVIEWING):
        return _("It is not read and not ranked. You cannot hand in another one for this call.")
    if not has_reached(call, Stage.OFFERING):
        return _("It is taken out of the reviews and the ranking. This cannot be undone.")
    return _(
        "A fellowship that is offered to you, or that you hold, goes to the next person in reserve. You leave the "
        "reserve list. This cannot be undone."
    )


def place_on_page(deed, number, wanted):
    """The button that was pressed, as an anchor, so that a keyboard goes on where it was."""
    if deed in ("up", "down") and number.isdigit():
        place = wanted.index(int(number))
        if place == 0:
            deed = "down"
        elif place == len(wanted) - 1:
            deed = "up"
        return f"#{deed}-{number}"
    return f"#row-{number}" if deed == "add" else "#ranked"


def words_for_script():
    """What static/js/autosave.js says."""
    return {
        "saved": _("Saved at TIME"),
        "saving": _("Saving …"),
        "unsaved": _("Not saved yet"),
        "offline": _(
            "You are offline. What you type stays in this window and is saved when the network is back."
        ),
        "login": _("You have been logged out. Log in in another window; what you typed stays here."),
        "failed": _("It could not be saved just now. We try again."),
        "count": pgettext("words of a text", "COUNT of MOST words"),
    }


def _in_review(call):
    if call.results_on:
        return _("It is being reviewed. Results are expected on %(day)s.") % {
            "day": date_format(call.results_on, "DATE_FORMAT")
        }
    return _("It is being reviewed. We write to you as soon as there is a result.")


_AFTER = {
    Stage.OPEN: lambda call: _(
        "The call has closed. Now it is checked who is eligible; then the reviews begin."
    ),
    Stage.CLOSED: lambda call: _(
        "The call has closed. Now it is checked who is eligible; then the reviews begin."
    ),
    Stage.REVIEWING: _in_review,
    Stage.SCORED: _in_review,
    Stage.ALLOCATED: _in_review,
    Stage.APPROVED: _in_review,
}
