"""What people say to a question, and what staff hide. Each function is one transaction."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from levels.actions import evidence
from levels.models import Contribution, EvidenceKind

MOST_AN_HOUR = 10


@transaction.atomic
def contribute(*, resource, person, text, counts=True):
    """Say something to a question. The same words again (a double click) are said once.

    `counts` is False where staff take part without learning: then it is no evidence.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    said = Contribution.objects.filter(resource=resource, author=person, text=text).first()
    if said:
        return said
    hour_ago = timezone.now() - timedelta(hours=1)
    if Contribution.objects.filter(author=person, said_at__gt=hour_ago).count() >= MOST_AN_HOUR:
        raise ValidationError(
            _("You have said %(count)s things within an hour. Go on a little later.")
            % {"count": MOST_AN_HOUR},
            code="too_often",
        )
    said = Contribution(resource=resource, author=person, text=text, is_faculty=person.is_staff)
    said.full_clean()
    said.save()
    if counts:
        evidence.record(
            person=person, kind=EvidenceKind.CONTRIBUTED, resource=resource, data={"contribution": said.pk}
        )
    return said


@transaction.atomic
def hide(*, contribution, by, because):
    """Take it out of sight of all but its author, who reads why. What it counted for stays counted."""
    row = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if row.hidden_at:
        raise ValidationError(_("Somebody has hidden this already: %(why)s") % {"why": row.hidden_because})
    row.hidden_at, row.hidden_because = timezone.now(), because
    row.full_clean(exclude=["resource", "author"])
    row.save()
    audit.record("contribution.hidden", row, by=by, person=row.author)
    return row


@transaction.atomic
def show_again(*, contribution, by):
    row = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not row.hidden_at:
        raise ValidationError(_("Everybody sees this already."))
    row.hidden_at, row.hidden_because = None, ""
    row.save()
    audit.record("contribution.shown_again", row, by=by, person=row.author)
    return row
