from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from accounts.models import AuditEntry


class NounFilter(admin.SimpleListFilter):
    """By what the action was done to: the part before the dot of `noun.verb`."""

    title = _("kind of action")
    parameter_name = "noun"

    def lookups(self, request, model_admin):
        actions = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        return [(noun, noun) for noun in dict.fromkeys(action.partition(".")[0] for action in actions)]

    def queryset(self, request, queryset):
        return queryset.filter(action__startswith=f"{self.value()}.") if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["at", "action", "object_type", "object_id", "person", "actor", "facts"]
    list_filter = ["at", NounFilter]
    search_fields = ["=object_id", "=person_id", "=actor_id", "action"]
    search_help_text = _("An action, or the number of an object or of a person.")
    fields = ["at", "action", "object_link", "person", "actor", "facts"]
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=_("whom it concerns"))
    def person(self, entry):
        return _link("accounts_user", entry.person_id)

    @admin.display(description=_("who did it"), empty_value=_("the portal"))
    def actor(self, entry):
        return _link("accounts_user", entry.actor_id)

    @admin.display(description=_("object"))
    def object_link(self, entry):
        return _link(entry.object_type.replace(".", "_"), entry.object_id, text=str(entry))


def _link(model, pk, text=""):
    if pk is None:
        return None
    try:
        url = reverse(f"admin:{model}_change", args=[pk])
    except NoReverseMatch:
        return text or pk
    return format_html('<a href="{}">{}</a>', url, text or pk)
