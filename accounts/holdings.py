"""What this app, and the sign-in library below it, hold about a person."""

import re

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import exports
from accounts.models import AuditEntry, Profile, User
from accounts.models.people import ERASED_DOMAIN
from accounts.personal_data import Holding, register

PROFILE_FIELDS = ["country", "profession", "specialty", "career_stage", "workplace", "is_esicm_member"]
USER_FIELDS = ["email", "name", "language", "is_staff", "is_superuser", "is_active", "date_joined"]


def export_profile(user):
    yield from Profile.objects.filter(user=user).values(*PROFILE_FIELDS, "updated_at")
    yield from Profile.history.filter(user_id=user.pk).values(*PROFILE_FIELDS, "history_date")


def export_account(user):
    yield from User.objects.filter(pk=user.pk).values(*USER_FIELDS, "last_login")
    yield from User.history.filter(id=user.pk).values(*USER_FIELDS, "history_date")


def drop_exports(user):
    for export in user.data_exports.all():
        exports.drop(export)


def forget_profile(user):
    Profile.objects.filter(user=user).delete()
    Profile.history.filter(user_id=user.pk).delete()


def end_sessions(user):
    for session in UserSession.objects.filter(user=user):
        session.end()


def forget_in_admin_log(user):
    """Lines about the person, and lines about anything that prints with the person's name or address."""
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    for words in filter(None, [user.name, user.email]):
        whole_words = rf"(^|\W){re.escape(words)}(\W|$)"
        about |= Q(object_repr__iregex=whole_words)
    LogEntry.objects.filter(about).update(object_repr="", change_message="")


def empty_account(user):
    """By `update`, so that no line of history is written about it."""
    user.groups.clear()
    user.user_permissions.clear()
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(
        email=f"erased-{user.pk}{ERASED_DOMAIN}",
        name="",
        password=user.password,
        language="en",
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
    )
    User.history.filter(id=user.pk).delete()


# The account itself comes last: whoever is before it may still read the address.
HOLDINGS = [
    Holding(
        model="admin.LogEntry",
        title=_("Your changes in the administration"),
        export=lambda user: LogEntry.objects.filter(user=user).values(
            "action_time", "content_type__model", "object_id", "action_flag"
        ),
        erase=forget_in_admin_log,
        kept=_("That an administrator changed something, and when. Your name is taken out."),
    ),
    Holding(
        model="accounts.AuditEntry",
        title=_("What was decided about you, and by you"),
        export=lambda user: AuditEntry.objects.filter(Q(person_id=user.pk) | Q(actor_id=user.pk)).values(
            "at", "action", "object_type", "object_id", "facts"
        ),
        # The database refuses to change it. It knows a number, and the number no longer leads to a person.
        erase=lambda user: None,
        kept=_(
            "The trail of decisions about seats and certificates must stay whole, so that others can rely "
            "on it. It holds an account number, no name."
        ),
    ),
    Holding(
        model="accounts.DataExport",
        title=_("Copies of your data"),
        export=lambda user: user.data_exports.values("requested_at", "ready_at", "size"),
        erase=drop_exports,
    ),
    Holding(
        model="accounts.Erasure",
        title=_("Your wishes to be erased"),
        export=lambda user: user.erasures.values("requested_at", "due_at", "withdrawn_at", "done_at"),
        erase=lambda user: None,
        kept=_("That an account was erased, and when, with no name: to show that it was done."),
    ),
    Holding(
        model="accounts.Consent",
        title=_("What you agreed to"),
        export=lambda user: user.consents.values("kind", "wording", "given_at", "withdrawn_at"),
        erase=lambda user: user.consents.all().delete(),
    ),
    Holding(
        model="accounts.Profile",
        title=_("Your profile, with its earlier versions"),
        export=export_profile,
        erase=forget_profile,
    ),
    Holding(
        model="usersessions.UserSession",
        title=_("Where you are logged in"),
        export=lambda user: UserSession.objects.filter(user=user).values(
            "created_at", "last_seen_at", "ip", "user_agent"
        ),
        erase=end_sessions,
    ),
    Holding(
        model="mfa.Authenticator",
        title=_("Your second factors, without their secrets"),
        export=lambda user: Authenticator.objects.filter(user=user).values(
            "type", "created_at", "last_used_at"
        ),
        erase=lambda user: Authenticator.objects.filter(user=user).delete(),
    ),
    Holding(
        model="account.EmailAddress",
        title=_("Your e-mail addresses"),
        export=lambda user: EmailAddress.objects.filter(user=user).values("email", "verified", "primary"),
        erase=lambda user: EmailAddress.objects.filter(user=user).delete(),
    ),
    Holding(
        model="accounts.User",
        title=_("Your account, with its earlier versions"),
        export=export_account,
        erase=empty_account,
        kept=_("An empty account with a number and the day it was made, so that nothing points nowhere."),
    ),
]


def register_holdings():
    for holding in HOLDINGS:
        register(holding)
