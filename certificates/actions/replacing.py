"""A certificate that is wrong is not changed: another edition, with a number of its own, takes its place."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import audit
from certificates import numbers, offering, tasks
from certificates.credit import stating
from certificates.document import templates
from certificates.facts import Facts
from certificates.models import Award, Certificate, Policy

# Kept in English, as the public check shows them; pages translate what they know.
CHANGED = gettext_noop("What it states has changed since it was issued.")
CORRECTED = gettext_noop("Its holder corrected the name.")


@transaction.atomic
def replace(*, certificate, by, reason):
    """Make another edition, with the holder's present name and what is true today. Returns it.

    Raises ValidationError for one that is replaced already, without a reason, or without a holder. A revoked one is
    issued anew by the office alone, for somebody else, and only while it is earned.
    """
    award = (
        Award.objects.select_for_update(of=("self",)).select_related("holder").get(pk=certificate.award_id)
    )
    certificate = Certificate.objects.select_related("replacement").get(pk=certificate.pk)
    _refuse(certificate, award, by, reason)
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


def _refuse(certificate, award, by, reason):
    if certificate.is_replaced:
        raise ValidationError(
            _("This certificate has been replaced already, by %(number)s."),
            params={"number": certificate.replacement.number},
            code="replaced",
        )
    is_for_office = by.is_staff and by.pk != award.holder_id
    if certificate.revoked_at and (award.lapsed_at or not is_for_office):
        raise ValidationError(_("A revoked certificate is not replaced."), code="revoked")
    if award.holder is None or not award.holder.name:
        raise ValidationError(_("Its holder has no account with a name any more."), code="holder")
    if not reason.strip():
        raise ValidationError(_("Say why the certificate is made anew."), code="reason")


def accept_replacement(*, certificate, by, seen=None):
    """The holder takes the replacement that is offered since more, or something else, is true than was printed.

    `seen` is the fingerprint of what was looked at (`certificates.offering`). Raises ValidationError where nothing is
    offered, or something else by now; and like `replace`.
    """
    award = Award.objects.get(pk=certificate.award_id)
    if award.offered_at is None and not certificate.is_replaced:
        raise ValidationError(_("There is nothing new that this certificate could say."), code="nothing")
    if award.offered_at and seen not in (None, offering.fingerprint(award, by.name)):
        raise ValidationError(
            _("What the replacement would say has changed meanwhile. Please look at it again."),
            code="changed",
        )
    return replace(certificate=certificate, by=by, reason=CHANGED)


def correct_name(*, certificate, by, seen=None):
    """The holder has changed the name in the own profile and wants it on the certificate.

    `seen` is the new name as it was looked at. Raises ValidationError after the days in which people may do so
    themselves, where the name is the same or another one by now; and like `replace`.
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
    if seen not in (None, by.name):
        raise ValidationError(
            _("Your name has been changed meanwhile. Please look at it again."), code="changed"
        )
    return replace(certificate=certificate, by=by, reason=CORRECTED)


def correctable_until(certificate, policy=None):
    """Until when holders may correct the name themselves: so long after the first edition, not after each."""
    return certificate.award.issued_at + timedelta(days=(policy or Policy.current()).correction_days)
