"""From attendance and teaching to certificates."""

from datetime import timedelta

from django.db.models import Q, Sum
from django.utils import timezone, translation

from certificates.actions import Earned, award_many, withdraw
from certificates.document import templates
from certificates.facts import Facts
from certificates.models import Award, Certificate, Kind
from registrations import crediting, teaching
from registrations.dates import days
from registrations.models import Event, State


def source(registration):
    return f"attendance:{registration.pk}"


def awards_of(event):
    """All that was earned at an event, by attending and by teaching."""
    attending = event.registrations.with_source().values("source")
    taught = teaching.source(event.pk, "")
    return Award.objects.filter(Q(source__in=attending) | Q(source__startswith=taught))


def own_awards(user, events, registrations):
    """`{event pk: what this person earned there}`, by teaching and by attending. One query, none where there is nothing."""
    sources = {teaching.source(event.pk, user.pk): event.pk for event in events}
    sources |= {source(registration): registration.event_id for registration in registrations}
    found = {}
    for award in Award.objects.filter(source__in=sources, holder=user) if sources else []:
        found.setdefault(sources[award.source], []).append(award)
    return found


def specimen(event, name):
    """An unsaved certificate of attendance for the whole event in this name, to see what will be printed."""
    with translation.override("en"):
        printed = facts(event, minutes=event.session_minutes).printed()
    return Certificate(
        number="SP-0000-0000-0",
        template=templates.current(),
        kind=Kind.ATTENDANCE,
        holder_name=name,
        **printed,
    )


def award_for(event):
    """Note what is earned at an event whose certificates are released, and take back what no longer is.

    Safe to repeat: where nothing is new, nothing is held. Returns how many certificates are earned. They are in English
    first, whatever the language of the worker or the person (programme-facts A7).
    """
    with translation.override("en"):
        earned = {one.source: one for one in [*_attended(event), *_taught(event)]}
    known = {row.source: row for row in awards_of(event).exclude(holder__is_active=False)}
    for row in known.values():
        because = _is_gone(row, earned.get(row.source)) and _because(event, row)
        if because:
            withdraw(source=row.source, because=because)
    news = [one for one in earned.values() if _is_news(one, known.get(one.source))]
    if news:
        award_many(news)
    return len(earned)


def tell_credits(event):
    """Tell anew what is earned, as the accreditations of the event changed. What changes meanwhile is told the next time."""
    as_of = event.accredited_at
    award_for(event)
    Event.objects.filter(pk=event.pk).update(credits_told_at=as_of)


def _is_gone(row, one):
    """No longer earned, and nobody has been told; or, while nothing is printed, earned as something else.

    Erased accounts keep what they had.
    """
    if one is None:
        return row.holder_id is not None and not (row.lapsed_at or row.kept_at)
    return row.issued_at is None and row.kind != one.kind


def _is_news(one, row):
    if row is None or row.lapsed_at or row.kept_at:
        return True
    return row.facts != one.facts.as_json() or _is_gone(row, one)


def _because(event, row):
    """For the office, in English: what changed since it was earned. Nothing where only the rule did, and it is out."""
    if row.kind != Kind.ATTENDANCE:
        return "This person is no longer on the faculty of the event."
    registration = event.registrations.with_teaching().get(pk=row.source.partition(":")[2])
    if registration.has_taught:
        return "This person is on the faculty of the event, and gets a certificate of teaching for it."
    if registration.state != State.CONFIRMED:
        return "The registration was cancelled."
    there = registration.attendances.aggregate(all=Sum("minutes"))["all"] or 0
    if row.issued_at and there >= row.facts["minutes"]:
        return ""
    return "The attendance was corrected: too few minutes for a certificate."


def _attended(event):
    registrations = list(event.registrations.certifiable().select_related("user"))
    credited = crediting.facts_for(event, registrations)
    for registration in registrations:
        yield Earned(
            source=source(registration),
            kind=Kind.ATTENDANCE,
            holder=registration.user,
            facts=facts(event, minutes=registration.minutes, **credited[registration.pk]),
            due_at=event.certificates_due_at,
        )


def _taught(event):
    teachers = list(teaching.of(event))
    credited = crediting.teaching_facts_for(event, {one.user.pk: one.minutes for one in teachers})
    for teacher in teachers:
        yield Earned(
            source=teaching.source(event.pk, teacher.user.pk),
            kind=teacher.kind,
            holder=teacher.user,
            facts=facts(event, minutes=teacher.minutes, role=teacher.role, **credited[teacher.user.pk]),
            due_at=event.certificates_due_at,
        )


def facts(event, *, minutes, role="", **credited):
    """What a certificate says about an event. `credited`: what `crediting` says of the person."""
    first = event.starts_at and timezone.localtime(event.starts_at, event.zone).date()
    last = event.ends_at and timezone.localtime(event.ends_at - timedelta(seconds=1), event.zone).date()
    return Facts(
        title=event.title,
        programme=str(event.level.pathway) if event.level else "",
        role=role,
        dates=days(event),
        first_day=first,
        last_day=last,
        place=event.place,
        is_online=event.is_online,
        minutes=minutes,
        signatory_name=event.signatory_name,
        signatory_post=event.signatory_post,
        address=event.get_absolute_url(),
        **credited,
    )
