"""A stay: it begins, the host names the days, the visitor confirms them, both tick off what is to be done."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import sides, stages, states
from fellowships.actions.reports import ask_for_report
from fellowships.emails import placements as emails
from fellowships.models import ChecklistItem, ChecklistTemplate, Placement, PlacementState, Side

TO_COME = [PlacementState.PROPOSED, PlacementState.HOST_CONFIRMED, PlacementState.CONFIRMED]
# Longer than any stay there is: who types more has mistyped a year or a month.
MOST_DAYS = 92


@transaction.atomic
def begin_placement(*, person, call=None, offer=None, invitation=None, centre=None, hub=None):
    """A stay to be arranged, with its own copy of the checklist, for an accepted offer or invitation.

    Call and host are those of the offer or invitation where nothing else is said. Raises ValidationError where a
    stay of this offer or invitation is under way.
    """
    if offer:
        call = call or offer.application.call
        centre = centre or offer.offering.centre
    elif centre is None and hub is None:
        centre, hub = invitation.centre, invitation.hub
    if call:
        call = stages.lock(call)
    placement = Placement(
        person=person, call=call, offer=offer, invitation=invitation, centre=centre, hub=hub
    )
    placement.full_clean()
    placement.save()
    _copy_checklist(placement)
    audit.record("placement.begun", placement, person=person)
    emails.queue_to_arrange(placement)
    return placement


def _copy_checklist(placement):
    templates = ChecklistTemplate.objects.all()
    if placement.is_exchange:
        templates = templates.filter(is_for_exchange=True)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(placement=placement, title=line.title, side=line.side, days_before=line.days_before)
        for line in templates
    )


@transaction.atomic
def arrange_stay(*, placement, by, first_day, last_day, supervisor, practical="", seen=None):
    """The host says when, and to whom. The visitor confirms; other days than before are confirmed anew.

    `seen` is the edition (`Placement.edition`) that was on the screen. Raises ValidationError where the days cannot be.
    """
    placement = lock(placement)
    sides.require(by, placement, Side.HOST, Side.OFFICE)
    _refuse_if_over(placement)
    _refuse_if_changed(placement, seen)
    _check_days(placement, first_day, last_day)
    days = DateRange(first_day, last_day + timedelta(days=1))
    told = {"supervisor": supervisor.strip(), "practical": practical.strip()}
    if placement.state != PlacementState.PROPOSED and placement.days == days:
        _change_details(placement, by, told)
        return placement
    if placement.state != PlacementState.PROPOSED:
        states.change(placement, PlacementState.PROPOSED, by=by, person=placement.person)
    states.change(placement, PlacementState.HOST_CONFIRMED, by=by, person=placement.person, days=days, **told)
    emails.queue_days(placement)
    return placement


def _check_days(placement, first_day, last_day):
    if last_day < first_day:
        raise ValidationError(_("The last day is before the first."), code="days")
    if first_day < timezone.localdate():
        raise ValidationError(_("The first day is over already."), code="days")
    if (last_day - first_day).days >= MOST_DAYS:
        raise ValidationError(_("That is longer than three months: is the year right?"), code="days")
    call = placement.call
    too_early = call and call.placements_from and first_day < call.placements_from
    too_late = call and call.placements_until and last_day > call.placements_until
    if too_early or too_late:
        raise ValidationError(_("These days are outside those of the call."), code="days")


def _change_details(placement, by, told):
    """Days stay as they are: nobody has to confirm anything."""
    if all(getattr(placement, name) == value for name, value in told.items()):
        return
    for name, value in told.items():
        setattr(placement, name, value)
    placement.full_clean()
    placement.save(update_fields=[*told])
    audit.record("placement.details_changed", placement, by=by, person=placement.person)
    emails.queue_details(placement)


@transaction.atomic
def confirm_placement(*, placement, by, seen=None):
    """The visitor agrees to the days that were on the screen. Agreeing twice is agreeing once."""
    placement = lock(placement)
    sides.require(by, placement, Side.FELLOW)
    if placement.state == PlacementState.CONFIRMED:
        return placement
    _refuse_if_changed(placement, seen)
    states.change(placement, PlacementState.CONFIRMED, by=by, person=placement.person)
    emails.queue_confirmed(placement)
    return placement


@transaction.atomic
def say_wishes(*, placement, by, wishes):
    """The visitor says which days suit. Days that were named already are open again, and free for other stays."""
    placement = lock(placement)
    sides.require(by, placement, Side.FELLOW)
    _refuse_if_over(placement)
    if not wishes.strip():
        raise ValidationError(_("Say which days suit you."), code="required")
    if placement.state == PlacementState.PROPOSED:
        placement.wishes = wishes.strip()
        placement.full_clean()
        placement.save(update_fields=["wishes"])
        audit.record("placement.wishes", placement, by=by, person=placement.person)
    else:
        states.change(
            placement,
            PlacementState.PROPOSED,
            by=by,
            person=placement.person,
            days=None,
            wishes=wishes.strip(),
        )
    emails.queue_wishes(placement)
    return placement


@transaction.atomic
def tick_item(*, item, by, is_done):
    """One line of the checklist is done, or is not after all. Each side ticks its own; the office all."""
    item = ChecklistItem.objects.select_for_update().get(pk=item.pk)
    placement = item.placement
    sides.require(by, placement, item.side, Side.OFFICE)
    _refuse_if_over(placement)
    if (item.done_at is not None) == is_done:
        return item
    item.done_at, item.done_by = (timezone.now(), by) if is_done else (None, None)
    item.save(update_fields=["done_at", "done_by"])
    audit.record(
        "placement.ticked" if is_done else "placement.unticked",
        placement,
        by=by,
        person=placement.person,
        item=item.pk,
    )
    return item


@transaction.atomic
def finish_placement(*, placement):
    """A confirmed stay whose last day is over is done, and a report is due. Whoever comes second does nothing."""
    placement = lock(placement)
    if placement.state == PlacementState.CONFIRMED and placement.last_day < timezone.localdate():
        states.change(placement, PlacementState.DONE, person=placement.person)
        ask_for_report(placement)
    return placement


def finish_placements():
    """Finish every stay that is over. How many?"""
    over = list(Placement.objects.over())
    for placement in over:
        finish_placement(placement=placement)
    return len(over)


def lock(placement):
    """The stay, its call locked first, then all stays of the person: days are compared with those of the others."""
    if placement.call_id:
        stages.lock(placement.call)
    stays = Placement.objects.with_host().select_related("offer__application", "invitation")
    of_the_person = stays.select_for_update(of=("self",)).filter(person=placement.person_id)
    return next(stay for stay in of_the_person.order_by("pk") if stay.pk == placement.pk)


def _refuse_if_changed(placement, seen):
    if seen is not None and seen != placement.edition:
        raise ValidationError(
            _("Somebody changed this stay a moment ago. Look at it as it is now, and decide then."),
            code="changed",
        )


def _refuse_if_over(placement):
    if placement.state not in TO_COME:
        raise ValidationError(
            _("This stay is “%(state)s”: nothing about it changes any more."),
            params={"state": placement.get_state_display()},
            code="over",
        )
