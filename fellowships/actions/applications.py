"""An application from its first word to the moment it is handed in or taken back."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import missing, stages, states
from fellowships.actions.eligibility import check_eligibility, settle_eligibility
from fellowships.actions.giving_back import give_back
from fellowships.emails import applications as emails
from fellowships.models import Application, ApplicationState, CvEntry, Placement, Referee, Stage
from hubs.moments import moment

WRITTEN = [*missing.NEEDED, "must_not_review"]


class ChangedMeanwhile(ValidationError):
    """The application was saved in another window since; `application` is as it is now."""

    def __init__(self, application):
        self.application = application
        super().__init__(_("This application was saved in another window meanwhile."), code="stale")


@transaction.atomic
def begin_application(*, call, person):
    """Begin a draft, with what the profile says. Beginning twice is beginning once.

    Raises ValidationError where the call takes no applications now, or where our mail would not arrive.
    """
    if application := Application.objects.own(person).filter(call=call).first():
        return application
    if not call.is_taking_applications():
        raise ValidationError(_("This call takes no applications now."), code="closed")
    if not EmailAddress.objects.filter(user=person, verified=True).exists():
        raise ValidationError(
            _("Confirm your e-mail address first, so that our mail reaches you."), code="unverified"
        )
    profile = getattr(person, "profile", None)
    said = {"home": profile.country, "workplace": profile.workplace} if profile else {}
    application, is_new = Application.objects.get_or_create(call=call, person=person, defaults=said)
    if is_new:
        audit.record("application.begun", application, by=person, person=person)
    return application


@transaction.atomic
def save_application(*, application, revision, values, cv=None, referees=None):
    """Store what was written. `cv` and `referees` are rows, not saved; None leaves them as they are.

    A draft is stored whatever the hour: what was typed is not lost when the call closes, though it cannot be handed in.
    What was handed in can be changed while the call is open, and stays complete. `revision` is the one that was on
    the page: raises `ChangedMeanwhile` where another window was faster, and ValidationError where nothing may change.
    """
    application = _lock(application)
    if application.revision != revision:
        raise ChangedMeanwhile(application)
    _check_may_be_changed(application)
    is_news = _write(application, values)
    is_news = _replace(application.cv, CvEntry, cv) or is_news
    is_news = _replace(application.referees, Referee, referees) or is_news
    if is_news:
        application.revision += 1
        application.saved_at = timezone.now()
        application.save(update_fields=["revision", "saved_at"])
    if application.state == ApplicationState.SUBMITTED:
        check_is_complete(application)
        audit.record("application.changed", application, by=application.person, person=application.person)
    return application


@transaction.atomic
def submit(*, application, has_confirmed):
    """Hand in a draft that is complete. Handing in twice is handing in once.

    Raises ValidationError with the code "closed" after the deadline (the draft stays), "missing" where something lacks.
    """
    call = stages.lock(application.call)
    application = _lock(application)
    application.call = call
    if application.state == ApplicationState.SUBMITTED:
        return application
    check_is_open(application)
    check_is_complete(application)
    if not has_confirmed:
        raise ValidationError(_("Tick that all of this is true."), code="unconfirmed")
    check_eligibility(application=application)
    person = application.person
    states.change(
        application,
        ApplicationState.SUBMITTED,
        by=person,
        person=person,
        submitted_at=timezone.now(),
        has_confirmed=True,
    )
    if call.stage != Stage.OPEN:
        settle_eligibility(application=application)
    emails.queue_received(application)
    return application


@transaction.atomic
def discard_draft(*, application, by):
    """Throw a draft away, for good. Nothing of it is kept."""
    application = _lock(application)
    if application.state != ApplicationState.DRAFT:
        raise ValidationError(
            _("This application was handed in: it can only be withdrawn."), code="transition"
        )
    audit.record("application.discarded", application, by=by, person=application.person)
    application.delete()


def forget_drafts(now=None):
    """Throw away the drafts of calls that closed so long ago that they need not be kept. How many?"""
    now = now or timezone.now()
    drafts = Application.objects.filter(state=ApplicationState.DRAFT, call__closes_at__lte=now)
    overdue = [
        draft
        for draft in drafts.select_related("call").order_by("pk")
        if draft.call.drafts_kept_until() <= now and not draft.may_be_written(now)
    ]
    for draft in overdue:
        discard_draft(application=draft, by=None)
    return len(overdue)


def may_withdraw(application):
    """At every stage until the round is completed. Who has a stay cancels that: its host waits for word."""
    return (
        application.state == ApplicationState.SUBMITTED
        and application.call.stage != Stage.COMPLETED
        and not _stays(application).exists()
    )


@transaction.atomic
def withdraw(*, application, by):
    """Take an application back, for good. What the person holds of this call goes back to the others."""
    call = stages.lock(application.call)
    application = _lock(application)
    application.call = call
    if call.stage == Stage.COMPLETED:
        raise ValidationError(_("This round is completed: there is nothing to withdraw from."), code="stage")
    if _stays(application).exists():
        raise ValidationError(
            _("You have a stay at a centre: cancel it on its own page, so that the centre hears of it."),
            code="stay",
        )
    states.change(
        application, ApplicationState.WITHDRAWN, by=by, person=application.person, withdrawn_at=timezone.now()
    )
    emails.queue_withdrawn(application)
    for offer in application.offers.holding():
        give_back(offer=offer, by=by)
    return application


def _stays(application):
    return Placement.objects.live().filter(offer__application=application)


def check_is_open(application):
    if application.state == ApplicationState.WITHDRAWN:
        raise ValidationError(_("This application was withdrawn."), code="transition")
    if not application.may_be_written():
        closed = moment(application.call.closes_at, application.call.zone)
        raise ValidationError(
            _("The call closed on %(moment)s. Nothing can be handed in any more."),
            params={"moment": closed},
            code="closed",
        )


def check_is_complete(application):
    prefetch_related_objects([application], *missing.PARTS)
    lacking = missing.of(application)
    if lacking:
        words = "; ".join(one.words for one in lacking)
        raise ValidationError(
            _("Something is missing still. %(missing)s."), params={"missing": words}, code="missing"
        )


def _check_may_be_changed(application):
    if application.state != ApplicationState.DRAFT:
        check_is_open(application)


def _lock(application):
    """Those who make it and its call want no foreign rows locked."""
    found = Application.objects.select_for_update(of=("self",)).select_related("call", "person")
    return found.get(pk=application.pk)


def _write(application, values):
    """Whether anything was new."""
    news = {name: value for name, value in values.items() if getattr(application, name) != value}
    for name, value in news.items():
        setattr(application, name, value)
    application.save(update_fields=news.keys())
    return bool(news)


def _replace(kept, model, rows):
    """Put these rows in the place of those that are kept. Whether anything was new."""
    if rows is None:
        return False
    names = [field.name for field in model._meta.concrete_fields if field.name not in ("id", "application")]
    before = [tuple(getattr(row, name) for name in names) for row in kept.all()]
    after = [tuple(getattr(row, name) for name in names) for row in rows]
    if sorted(before, key=_sortable) == sorted(after, key=_sortable):
        return False
    kept.all().delete()
    for row in rows:
        row.application = kept.instance
    model.objects.bulk_create(rows)
    return True


def _sortable(values):
    return [str(value) for value in values]
