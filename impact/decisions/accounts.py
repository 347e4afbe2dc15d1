"""Accounts: wishes to be forgotten that are not carried out, and staff whose account is a password only."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import admin_access
from accounts.models import Erasure
from impact.decisions.decision import Kind

TITLE = _("Accounts")
# It is done every hour; what is left then was refused.
DONE_WITHIN = timedelta(hours=2)


KINDS = [
    Kind(
        name="erasures",
        needs="accounts.change_user",
        title=ngettext_lazy("%(count)s erasure is overdue", "%(count)s erasures are overdue", "count"),
        why=_("The pause is over and the account still there: perhaps it is the last administrator’s."),
        rows=lambda asking: Erasure.objects.due(asking.now - DONE_WITHIN),
        since="requested_at",
        due="due_at",
        url=lambda one: (
            f"{reverse('admin:accounts_erasure_changelist')}?done_at__isempty=1&withdrawn_at__isempty=1"
        ),
    ),
    Kind(
        name="no_second_factor",
        needs="accounts.change_user",
        title=ngettext_lazy(
            "%(count)s person of the office has no second factor",
            "%(count)s people of the office have no second factor",
            "count",
        ),
        why=_("A stolen password would open the whole administration. Ask them to set one up today."),
        rows=lambda asking: admin_access.staff_without_factor(),
        url=lambda one: f"{reverse('admin:accounts_user_changelist')}?is_staff__exact=1",
    ),
]
