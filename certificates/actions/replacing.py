"""A certificate that is wrong is not changed: another edition, with a number of its own, takes its place."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from certificates import numbers, stating, tasks, templates
from certificates.facts import Facts
from certificates.models import Award, Certificate, Policy


@transaction.atomic
def replace(*, certificate, by, reason):
    """Make another edition, with the holder's present name and what is true today. Returns it.

    Raises ValidationError for one that is revoked or replaced already, without a reason, or without a holder.
    """
    award = (
        Award.objects.select_for_update(of=("self",)).select_related("holder").get(pk=certificate.award_id)
    )
    certificate = Certificate.objects.select_related("replacement").get(pk=certificate.pk)
    _refuse(certificate, award, reason)
    replacement = Certificate(
        number=numbers.new(),
        award=award,
        edition=certificate.edition + 1,
        replaces=certificate,
        replacement_reason=reason.strip(),
        template=templates.current(),
        kind=award.kind,
        holder=award.holder,
        holder_name=award.holder.name,
        # The clock may have been set back since.
        issued_at=max(timezone.now(), certificate.issued_at),
        **Facts.from_json(award.facts).printed(),
    )
    replacement.full_clean(exclude=["holder", "award", "template"])
    replacement.save()
    stating.state_credits([replacement])
    award.offered_at = None
    award.save(update_fields=["offered_at"])
    audit.record(
        "certificate.replaced",
        certificate,
        by=by,
        person=award.holder,
        number=certificate.number,
        replacement=replacement.number,
    )
    transaction.on_commit(lambda: tasks.render.delay(replacement.pk), robust=True)
    return replacement


def _refuse(certificate, award, reason):
    if certificate.is_replaced:
        raise ValidationError(
            _("This certificate has been replaced already, by %(number)s."),
            params={"number": certificate.replacement.number},
            code="replaced",
        )
    if certificate.revoked_at:
        raise ValidationError(_("A revoked certificate is not replaced."), code="revoked")
    if award.holder is None or not award.holder.name:
        raise ValidationError(_("Its holder has no account with a name any more."), code="holder")
    if not reason.strip():
        raise ValidationError(_("Say why the certificate is made anew."), code="reason")


def accept_replacement(*, certificate, by):
    """The holder takes the replacement that is offered since more, or something else, is true than was printed."""
    if not Award.objects.offering().filter(pk=certificate.award_id).exists():
        raise ValidationError(_("There is nothing new that this certificate could say."), code="nothing")
    return replace(certificate=certificate, by=by, reason="What it states has changed since it was issued.")


def correct_name(*, certificate, by):
    """The holder has changed the name in the own profile and wants it on the certificate.

    Raises ValidationError after the days in which people may do so themselves, and where the name is the same.
    """
    if timezone.now() > correctable_until(certificate):
        raise ValidationError(
            _("The days in which you could correct the name yourself are over. Please write to the office."),
            code="too_late",
        )
    if certificate.holder_name == by.name:
        raise ValidationError(
            _("The certificate says this name already. Change it in your profile first."), code="same"
        )
    return replace(certificate=certificate, by=by, reason="Its holder corrected the name.")


def correctable_until(certificate, policy=None):
    """Until when holders may correct the name themselves."""
    return certificate.issued_at + timedelta(days=(policy or Policy.current()).correction_days)
