from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from certificates import keys
from certificates.models import SigningKey


class TellsOfKeys:
    """Mixed into the lists on which staff should see that something cannot be signed."""

    def changelist_view(self, request, extra_context=None):
        for trouble in keys.troubles():
            messages.error(request, trouble)
        return super().changelist_view(request, extra_context)


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnly, TellsOfKeys, admin.ModelAdmin):
    """Which keys there are and how they stand. They are made and rotated by `manage.py make_keys`, never here."""

    list_display = ("kid", "standing", "purpose", "made_at", "runs_out", "retired_at", "leaked_at")
    list_filter = ("purpose", ("retired_at", admin.EmptyFieldListFilter))
    fields = (*list_display, "public_jwk", "certificate")

    @admin.display(description=_("state"))
    def standing(self, row):
        return keys.standing_of(row).label

    @admin.display(description=_("certificate runs out"))
    def runs_out(self, row):
        return keys.runs_out_on(row)
