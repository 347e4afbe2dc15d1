"""What the board decides about one application: an exception from a rule, or more time."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import stages
from fellowships.actions.eligibility import settle_eligibility
from fellowships.emails import candidates as emails
from fellowships.models import Application, ApplicationState, EligibilityCheck, Stage

WAIVED = (Stage.OPEN, Stage.CLOSED, Stage.REVIEWING)
MOST_DAYS = 14


@transaction.atomic
def waive(*, check, because, by):
    """Propose an exception from one rule. It counts only when a second person of the board has confirmed it.

    Raises ValidationError where there is nothing to except from, or somebody was faster.
    """
    check = _locked(check, by)
    if check.is_met:
        raise ValidationError(_("This rule is met: no exception is needed."), code="met")
    if check.waived_by_id:
        raise ValidationError(
            _("%(who)s has proposed an exception already."),
            params={"who": check.waived_by},
            code="transition",
        )
    check.waived_by, check.waived_because = by, because.strip()
    check.full_clean()
    check.save(update_fields=["waived_by", "waived_because"])
    _record("application.exception_proposed", check, by)
    return check


@transaction.atomic
def confirm_waiver(*, check, by):
    """Confirm an exception that somebody else proposed. Where eligibility was decided already it is decided anew."""
    check = _locked(check, by)
    if not check.waived_by_id:
        raise ValidationError(_("Nobody has proposed an exception here."), code="transition")
    if check.confirmed_by_id:
        raise ValidationError(
            _("%(who)s has confirmed this exception already."),
            params={"who": check.confirmed_by},
            code="transition",
        )
    check.confirmed_by, check.confirmed_at = by, timezone.now()
    check.full_clean()
    check.save(update_fields=["confirmed_by", "confirmed_at"])
    _record("application.exception_confirmed", check, by)
    if check.application.eligibility_decided_at:
        settle_eligibility(application=check.application, by=by)
    return check


def _locked(check, by):
    """The call first, then the application, which must still be one that this person may decide about."""
    call = stages.lock(check.application.call)
    stages.require(call, *WAIVED)
    application = _of_board(by, check.application)
    if application.state != ApplicationState.SUBMITTED:
        raise ValidationError(_("This application is not handed in."), code="transition")
    check = EligibilityCheck.objects.select_for_update().get(pk=check.pk)
    check.application = application
    return check


def _of_board(by, application):
    locked = Application.objects.on_board_of(by).select_for_update(of=["self"])
    return locked.select_related("call", "person").get(pk=application.pk)


def _record(action, check, by):
    application = check.application
    audit.record(action, application, by=by, person=application.person, rule=check.rule_id)


@transaction.atomic
def reopen(*, application, until, because, by):
    """Open one application again, for some days, after the call has closed. The person is told.

    Not once somebody reviews it: reviewers see what does not change under their hands.
    """
    call = stages.lock(application.call)
    stages.require(call, Stage.CLOSED, Stage.REVIEWING)
    application = _of_board(by, application)
    _check_may_be_opened(application, until)
    application.reopened_until, application.reopened_because = until, because.strip()
    application.full_clean()
    application.save(update_fields=["reopened_until", "reopened_because"])
    facts = {"until": until.isoformat(), "because": application.reopened_because}
    audit.record("application.reopened", application, by=by, person=application.person, **facts)
    emails.queue_reopened(application)
    return application


def _check_may_be_opened(application, until):
    now = timezone.now()
    if application.state == ApplicationState.WITHDRAWN:
        raise ValidationError(_("This application was withdrawn: that is for good."), code="transition")
    if application.assignments.live().exists():
        raise ValidationError(
            _("Reviewers have this application already, so it cannot be changed any more."), code="reviewed"
        )
    if not now < until <= now + timedelta(days=MOST_DAYS):
        raise ValidationError(
            {"until": _("Choose a moment within the next %(days)d days.") % {"days": MOST_DAYS}}, code="until"
        )
