"""The way of an accreditation: applied for, granted or refused. What certificates state is never changed by it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit
from certificates.credit import followers
from certificates.models import Accreditation, AccreditationState

# A grant that is taken back ends as a refusal: nothing more may be said of it then.
TRANSITIONS = {
    AccreditationState.NONE: {AccreditationState.APPLIED},
    AccreditationState.APPLIED: {AccreditationState.GRANTED, AccreditationState.REFUSED},
    AccreditationState.GRANTED: {AccreditationState.REFUSED},
    AccreditationState.REFUSED: {AccreditationState.APPLIED},
}


def apply(*, accreditation, on, by):
    """An application was made. From now on the wording for that is shown, and no other."""
    return _move(accreditation, AccreditationState.APPLIED, by, applied_on=on, decided_on=None, number="")


def grant(*, accreditation, on, number, valid_from, valid_until, by):
    """Granted: from now on time spent on its valid days earns credits, also time that was spent before.

    Whoever has a certificate already is offered a replacement.
    """
    facts = {"number": number.strip(), "valid_from": valid_from, "valid_until": valid_until}
    return _move(accreditation, AccreditationState.GRANTED, by, decided_on=on, **facts)


def refuse(*, accreditation, on, by, understood=False):
    """Refused, or a grant taken back by the accreditor. Where certificates state it, somebody has to have understood."""
    return _move(accreditation, AccreditationState.REFUSED, by, understood, decided_on=on)


@transaction.atomic
def amend(*, accreditation, fields, by, understood=False):
    """Save what was edited (`fields`, on the instance). Where certificates state it, somebody has to have understood.

    Its state is not among them: somebody else may have changed that meanwhile.
    """
    Accreditation.objects.select_for_update().get(pk=accreditation.pk)
    _refuse_in_silence(accreditation, understood)
    accreditation.save(update_fields=fields)
    audit.record("accreditation.amended", accreditation, by=by, fields=sorted(fields))
    followers.tell()
    return accreditation


def stating(accreditation):
    """How many valid certificates state credits under it."""
    return accreditation.credits.counting().count()


@transaction.atomic
def _move(accreditation, state, by, understood=False, **facts):
    row = Accreditation.objects.select_for_update(of=("self",)).get(pk=accreditation.pk)
    if state not in TRANSITIONS[AccreditationState(row.state)]:
        raise ValidationError(
            _("It is “%(state)s” at present: somebody may have been faster. Nothing was changed."),
            code="state",
            params={"state": row.get_state_display()},
        )
    _refuse_in_silence(row, understood)
    before, row.state = row.state, state
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=["state", *facts])
    audit.record(f"accreditation.{state}", row, by=by, before=before)
    followers.tell()
    return row


def _refuse_in_silence(accreditation, understood):
    number = stating(accreditation)
    if number and not understood:
        raise ValidationError(silence_in_words(number), code="stated")


def silence_in_words(number):
    return ngettext(
        "%(count)s certificate states credits under this accreditation. It stays as it is; its holder is offered a "
        "replacement where something else is true from now on. Say that you have understood.",
        "%(count)s certificates state credits under this accreditation. They stay as they are; their holders are "
        "offered replacements where something else is true from now on. Say that you have understood.",
        number,
    ) % {"count": number}
