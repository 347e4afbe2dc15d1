from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX

from accounts.admin.readonly import ReadOnly
from accounts.models import AuditEntry, User
from registrations import actions
from registrations.admin.filters import HomeFilter
from registrations.models import Registration, Rule, State
from registrations.resources import RegistrationResource


@admin.register(Registration)
class RegistrationAdmin(ReadOnly, ImportExportMixin, admin.ModelAdmin):
    """To look at, to import and to export. A state is never edited by hand: it changes by a deed, with its rules."""

    resource_classes = [RegistrationResource]
    formats = [CSV, XLSX]
    list_display = ["user", "email", "event", "state", "rule", "country", "requested_at", "state_since"]
    list_filter = ["state", "rule", HomeFilter, ("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "event"]
    search_fields = ["user__name__unaccent", "user__email", "event__title__unaccent", "event__slug"]
    search_help_text = _("Name, with or without its accents, e-mail address or event.")
    date_hierarchy = "requested_at"
    ordering = ["-requested_at", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["cancel_for_the_person"]
    fieldsets = [
        (None, {"fields": ["user", "event", "country", "motivation"]}),
        (_("State"), {"fields": ["state", "rule", "state_since", "seat"]}),
        (_("Decision"), {"fields": ["requested_at", "decided_at", "decided_by", "decline_reason"]}),
        (_("What happened"), {"fields": ["trail"]}),
    ]
    readonly_fields = ["country", "trail"]

    def has_cancel_permission(self, request):
        return request.user.has_perm("registrations.change_registration")

    def has_import_permission(self, request):
        return request.user.has_perm("registrations.add_registration")

    def process_result(self, result, request):
        """Between preview and import a rule may have come to say no: then nothing was imported, and that is said."""
        if not result.has_errors() and not result.has_validation_errors():
            return super().process_result(result, request)
        for row in result.invalid_rows:
            text = _("Row %(number)s: %(error)s") % {
                "number": row.number,
                "error": " ".join(row.error.messages),
            }
            messages.error(request, text)
        messages.error(request, _("Nothing was imported. Please mend the table and upload it again."))
        return redirect("admin:registrations_registration_import")

    @admin.display(description=_("e-mail"), ordering="user__email")
    def email(self, registration):
        return registration.user.email

    @admin.display(description=_("country at registration"), ordering="home")
    def country(self, registration):
        return registration.home.name

    @admin.display(description=_("each step"))
    def trail(self, registration):
        """The audit trail of this registration, first step first."""
        entries = list(AuditEntry.objects.about(registration).order_by("pk"))
        names = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
        steps = (
            (f"{entry.at:%Y-%m-%d %H:%M} UTC", _what(entry), names.get(entry.actor_id, _("the portal")))
            for entry in entries
        )
        rows = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", steps)
        heads = (_("When"), _("What"), _("Who"))
        head = format_html_join("", '<th scope="col">{}</th>', ((text,) for text in heads))
        return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, rows)

    @admin.action(description=_("Cancel for the person"), permissions=["cancel"])
    def cancel_for_the_person(self, request, queryset):
        people = list(queryset.live().select_related("user", "event"))
        if not people:
            self.message_user(
                request, _("None of these is live: there is nothing to cancel."), messages.WARNING
            )
            return None
        if "confirmed" not in request.POST:
            return self._ask(request, people)
        self._cancel(request, people)
        return None

    def _ask(self, request, people):
        context = self.admin_site.each_context(request) | {
            "title": _("Cancel for the person"),
            "people": people,
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/registrations/registration/cancel.html", context)

    def _cancel(self, request, people):
        cancelled = 0
        for registration in people:
            try:
                cancelled += actions.cancel(registration=registration, by=request.user)
            except ValidationError as error:
                text = f"{registration.user}: {' '.join(error.messages)}"
                self.message_user(request, text, messages.WARNING)
        text = ngettext(
            "%(count)s registration cancelled. The person has been told.",
            "%(count)s registrations cancelled. Each person has been told.",
            cancelled,
        )
        self.message_user(request, text % {"count": cancelled})


def _what(entry):
    """A line of the trail in words: the state that was reached, and because of what."""
    verb = entry.action.removeprefix("registration.")
    if verb not in State.values:
        return entry.action
    rule = entry.facts.get("rule")
    return f"{State(verb).label}: {Rule(rule).label}" if rule in Rule.values else State(verb).label
