from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.admin.readonly import ReadOnly
from fellowships.models import Invitation


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, SimpleHistoryAdmin):
    """To look at. Inviting, answering and taking back have pages of their own, where everybody concerned is told."""

    list_display = ["whom", "place", "state", "sent_at", "expires_at", "bursary"]
    list_filter = ["state", "hub", "centre"]
    list_select_related = ["expert", "centre", "hub"]
    search_fields = ["email", "expert__name__unaccent", "centre__name__unaccent", "hub__name__unaccent"]

    @admin.display(description=_("expert"), ordering="email")
    def whom(self, invitation):
        return invitation.invitee

    @admin.display(description=_("centre or hub"))
    def place(self, invitation):
        return invitation.host
