"""What a person does now: one thing, at the head of the own page."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levels.standing import in_short, lines
from registrations.dates import days
from registrations.explanations import explain
from registrations.models import State
from registrations.offers import path_to_answer

THIS_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class NextStep:
    """`posts` tells a deed (a form with a button) from a place to go (a link)."""

    title: str
    text: str
    label: str
    url: str
    posts: bool = False
    registration: object = None


def next_step(
    *, profile, enrolment, registrations, levels, hubs, open_events, certificates, fellowships, cases
):
    """The first of these that applies. Rows come loaded; this asks the database nothing."""
    return (
        _decide_requests(hubs)
        or _complete_profile(profile)
        or _answer_offer(registrations)
        or _fellowship(fellowships)
        or _reviews(fellowships)
        or _cases(cases)
        or _join(enrolment)
        or _evaluation(registrations, holding=True)
        or _check_name(certificates)
        or _own_event(registrations, within=THIS_WEEK)
        or _learn(levels)
        or _evaluation(registrations)
        or _own_event(registrations)
        or _open_event(open_events)
        or _look_around()
    )


def _decide_requests(hubs):
    for hub in hubs:
        if hub.open_requests:
            title = ngettext(
                "%(count)s request to %(hub)s waits for your decision",
                "%(count)s requests to %(hub)s wait for your decision",
                hub.open_requests,
            ) % {"count": hub.open_requests, "hub": hub.name}
            return NextStep(
                title=title,
                text=_("Approve or decline; each person reads the reason at once."),
                label=_("Review the requests"),
                url=reverse("registrations:quota", args=[hub.code]),
            )
    return None


def _complete_profile(profile):
    if profile:
        return None
    return NextStep(
        title=_("Tell us where you work"),
        text=_(
            "Your country decides whose seats you may have, your name stands on your certificates. It takes a minute."
        ),
        label=_("Complete my profile"),
        url=reverse("accounts:profile"),
    )


def _answer_offer(registrations):
    """The offer that ends first: a seat that is kept keeps somebody else waiting."""
    offered = [row for row in registrations if row.state == State.OFFERED]
    row = min(offered, key=lambda row: row.offer_ends_at, default=None)
    if row is None:
        return None
    words = explain(row)
    return NextStep(
        title=_("A seat is offered to you: %(event)s") % {"event": row.event.title},
        text=f"{words.because} {words.next}",
        label=_("Answer the offer"),
        url=path_to_answer(row),
        registration=row,
    )


def _fellowship(fellowships):
    """What an application or a stay asks of the person now."""
    line = fellowships.urgent
    if line is None:
        return None
    title, label = line.urgent
    return NextStep(title=title, text=line.words, label=label, url=line.url)


def _reviews(fellowships):
    if not fellowships.reviews_waiting:
        return None
    title = ngettext(
        "%(count)s application waits for your review",
        "%(count)s applications wait for your review",
        fellowships.reviews_waiting,
    ) % {"count": fellowships.reviews_waiting}
    return NextStep(
        title=title,
        text=_("What you write is saved as you go; you can stop at any time."),
        label=_("Go to my reviews"),
        url=fellowships.reviews_url,
    )


def _cases(cases):
    """Patients first, then those who wait for this person, then the own case."""
    desks = [
        (cases.reported, _reported, _("Look at the reports"), "cases:reports"),
        (cases.to_check, _to_check, _("Go to the privacy check"), "cases:checks"),
        (cases.to_review, _to_review, _("Go to my case reviews"), "cases:reviews"),
    ]
    for count, words, label, name in desks:
        if count:
            title, text = words(count)
            return NextStep(title=title, text=text, label=label, url=reverse(name))
    if cases.urgent:
        return NextStep(
            title=_("Your case waits for you: %(title)s") % {"title": cases.urgent.title},
            text=_("Read what is asked of you, change it, and hand it in again."),
            label=_("Go on with it"),
            url=cases.urgent.url,
        )
    return None


def _reported(count):
    title = ngettext(
        "%(count)s report of a privacy problem waits for you",
        "%(count)s reports of privacy problems wait for you",
        count,
    ) % {"count": count}
    return title, _("The case is hidden until you have looked at it.")


def _to_check(count):
    title = ngettext(
        "%(count)s case waits for its privacy check", "%(count)s cases wait for their privacy check", count
    ) % {"count": count}
    return title, _("No reviewer sees it before.")


def _to_review(count):
    title = ngettext(
        "%(count)s case waits for your review", "%(count)s cases wait for your review", count
    ) % {"count": count}
    return title, _("What you write is saved as you go; you can stop at any time.")


def _join(enrolment):
    if enrolment:
        return None
    return NextStep(
        title=_("Join the pathway"),
        text=_("It is free of charge. Level 1 opens to you at once."),
        label=_("Join the pathway"),
        url=reverse("levels:enrol"),
        posts=True,
    )


def _evaluation(registrations, *, holding=False):
    """The latest event whose evaluation can be answered; `holding`: only one that holds a certificate back."""
    asking = [row.evaluation for row in registrations if row.evaluation and row.evaluation.can_answer]
    held_back = [evaluation for evaluation in asking if evaluation.holds_certificate]
    first = next(iter(held_back if holding else held_back or asking), None)
    if first is None:
        return None
    return NextStep(
        title=_("How was it? %(event)s") % {"event": first.event.title},
        text=_("Your certificate of attendance waits for the evaluation; what you say is anonymous.")
        if held_back
        else _("A few questions; what you say is anonymous."),
        label=_("Answer the evaluation"),
        url=reverse("registrations:evaluation", args=[first.event.slug]),
    )


def _check_name(certificates):
    """Before the next certificate is issued; nothing is lost by not doing so."""
    award = next(iter(certificates.to_check), None)
    if award is None:
        return None
    name = award.holder.name
    return NextStep(
        title=_("Check the name on your certificate"),
        text=_("“%(title)s” is issued on %(day)s, with the name %(name)s.")
        % {"title": award.facts["title"], "day": date_format(award.due_at, "DATE_FORMAT"), "name": name}
        if name
        else _("“%(title)s” is earned. Your profile has no name yet that could stand on it.")
        % {"title": award.facts["title"]},
        label=_("Check my name"),
        url=reverse("certificates:mine"),
    )


def _learn(levels):
    """What was begun last in the first level that is open and not completed, else what that level asks first."""
    mine = [level.mine for level in levels if level.mine and not level.mine.completed_at]
    return next(filter(None, (_learn_next(row) for row in mine)), None)


def _learn_next(row):
    place = {"number": row.level.number}
    if row.left_off:
        address = [row.level.number, row.left_off["module"], row.left_off["resource"]]
        return NextStep(
            title=_("Continue with “%(title)s”") % row.left_off,
            text=_("You left off here, in Level %(number)s.") % place + f" {in_short(row)}.",
            label=_("Continue"),
            url=reverse("levels:resource", args=address),
        )
    line = next((line for line in lines(row) if line.is_next), None)
    if line is None:
        return None
    return NextStep(
        title=_("Go on with Level %(number)s") % place,
        text=f"{in_short(row)}. {line.title}: {line.words}",
        label=line.go,
        url=line.url,
    )


def _own_event(registrations, *, within=None):
    """The soonest event the person holds a place for; else a request or a place in line.

    `within`: only an event that begins so soon.
    """
    coming = [row for row in registrations if row.is_live and not row.event.is_over()]
    confirmed = [row for row in coming if row.state == State.CONFIRMED and row.event.starts_at]
    row = min(confirmed, key=lambda row: row.event.starts_at, default=None) or next(iter(coming), None)
    if row is None or (within and not _begins_within(row, within)):
        return None
    words = explain(row)
    return NextStep(
        title=f"{row.event.title}: {days(row.event)}",
        text=f"{words.because} {words.next}".strip(),
        label=_("Open the event"),
        url=row.event.get_absolute_url(),
        registration=row,
    )


def _begins_within(row, time):
    soon = row.event.starts_at and row.event.starts_at - timezone.now() < time
    return row.state == State.CONFIRMED and soon


def _open_event(open_events):
    """`open_events` are those the person has not asked for yet, soonest first."""
    if not open_events:
        return None
    event = open_events[0]
    return NextStep(
        title=_("Registration is open: %(event)s") % {"event": event.title},
        text=event.summary,
        label=_("See the event"),
        url=event.get_absolute_url(),
    )


def _look_around():
    return NextStep(
        title=_("You are up to date"),
        text=_("We write to you when something new opens. Meanwhile, look at what each level holds."),
        label=_("See the levels"),
        url=reverse("home") + "#levels",
    )
