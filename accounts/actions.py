"""What people do with their account. Each function is one transaction."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, tasks
from accounts.erasures import erase, refuse_last_superuser
from accounts.models import Consent, ConsentKind, DataExport, Erasure, Profile, User
from accounts.models.consents import WORDING

__all__ = [
    "ask_for_erasure",
    "ask_for_export",
    "erase",
    "give_consent",
    "keep_account",
    "save_profile",
    "withdraw_consent",
]


@transaction.atomic
def save_profile(*, user, name, language, share_with_hub=False, **fields):
    """Save what a person says about oneself: `fields` are those of Profile.

    A seat keeps the home it was asked for with: that is copied at registration and not touched here.
    """
    user = _lock(user)
    profile = Profile.objects.filter(user=user).first() or Profile(user=user)
    country_before = str(profile.country)
    user.name, user.language = name, language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "language"])
    for field, value in fields.items():
        setattr(profile, field, value)
    profile.full_clean()
    profile.save()
    if share_with_hub:
        give_consent(user, ConsentKind.HUB)
    audit.record(
        "profile.saved",
        profile,
        by=user,
        person=user,
        country=str(profile.country),
        country_before=country_before,
    )
    return profile


@transaction.atomic
def give_consent(user, kind):
    """Agree to the wording of today. A second time does nothing."""
    _lock(user)
    consent, is_new = Consent.objects.get_or_create(
        user=user, kind=kind, withdrawn_at=None, defaults={"wording": WORDING[kind]}
    )
    if is_new:
        audit.record("consent.given", consent, by=user, person=user, kind=str(kind), wording=consent.wording)
    return consent


@transaction.atomic
def withdraw_consent(user, kind):
    """End the consent in force, if there is one. The terms end only with the account."""
    if kind == ConsentKind.TERMS:
        raise ValidationError(
            _("Without the terms there is no account. To take them back, erase your account."), code="terms"
        )
    _lock(user)
    consent = Consent.objects.of(user, kind).given().first()
    if consent:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        audit.record("consent.withdrawn", consent, by=user, person=user, kind=str(kind))
    return consent


@transaction.atomic
def ask_for_export(user):
    """Have a copy of everything made. One at a time, and one a day: it would hold the same again."""
    _lock(user)
    if export := DataExport.objects.waiting().filter(user=user).first():
        return export
    if DataExport.objects.of_late().filter(user=user).exists():
        raise ValidationError(
            _("Your copy of today is ready below. You can have a new one made tomorrow."), code="of_late"
        )
    export = DataExport.objects.create(user=user)
    audit.record("export.requested", export, by=user, person=user)
    # With the broker away the wish is kept: beat finds it within minutes.
    # (No `partial` here: Django asks a robust hook for its name when it fails, and a partial has none.)
    transaction.on_commit(lambda: tasks.make_export.delay(export.pk), robust=True)
    return export


@transaction.atomic
def ask_for_erasure(user):
    """Note the wish to be erased. Nothing happens until the pause is over."""
    user = _lock(user)
    refuse_last_superuser(user)
    if erasure := Erasure.objects.under_way().filter(user=user).first():
        return erasure
    now = timezone.now()
    erasure = Erasure(user=user, requested_at=now, due_at=now + timedelta(days=settings.ERASURE_PAUSE_DAYS))
    erasure.full_clean()
    erasure.save()
    audit.record("erasure.requested", erasure, by=user, person=user, due_at=erasure.due_at.isoformat())
    return erasure


@transaction.atomic
def keep_account(user):
    """Take the wish back. Returns None where there is nothing to take back."""
    _lock(user)
    erasure = Erasure.objects.under_way().filter(user=user).first()
    if erasure:
        erasure.withdrawn_at = timezone.now()
        erasure.save(update_fields=["withdrawn_at"])
        audit.record("erasure.withdrawn", erasure, by=user, person=user)
    return erasure


def _lock(user):
    """One thing at a time for one person: a double click waits here and then finds the work done."""
    return User.objects.select_for_update(of=["self"], no_key=True).get(pk=user.pk)
