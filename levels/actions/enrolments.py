"""What people do with the pathway and its levels. Each function is one transaction."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from levels import emails, opening
from levels.actions import completion
from levels.models import Enrolment, Level


@transaction.atomic
def enrol(*, user, pathway, by):
    """Put a person on the pathway and open the levels nobody has to wait for. A second time changes nothing."""
    _refuse_unready(user)
    enrolment, created = Enrolment.objects.get_or_create(user=user, pathway=pathway)
    if created:
        opened = _open_levels(enrolment)
        audit.record(
            "enrolment.made", enrolment, by=by, person=user, levels=[level.number for level in opened]
        )
        emails.queue_enrolled(enrolment)
    return enrolment


def _refuse_unready(user):
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise ValidationError(_("Confirm your e-mail address first."), code="unverified")
    if not hasattr(user, "profile"):
        raise ValidationError(_("Tell us about your work first."), code="no_profile")


def _open_levels(enrolment):
    levels = list(Level.objects.filter(pathway=enrolment.pathway_id).opened())
    for level in levels:
        opening.open_to([enrolment.pk], level)
    completion.decide(person=enrolment.user)
    return levels


@transaction.atomic
def open_due_levels(on=None):
    """Open each level whose day has come to everyone who may begin it. Returns how many were opened."""
    return sum(completion.open_waiting(level, opening.waiting_for(level)) for level in Level.objects.due(on))
