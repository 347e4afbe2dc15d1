from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX

from accounts.admin.readonly import ReadOnly
from registrations.forms.events import SessionForm
from registrations.models import Attendance, Dispute, DisputeState, Session
from registrations.resources import AttendanceResource


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    form = SessionForm
    list_display = ["title", "event", "starts_at", "ends_at", "minutes"]
    list_filter = [("event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["event"]
    search_fields = ["title__unaccent", "event__title__unaccent"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at"]
    autocomplete_fields = ["event"]

    @admin.display(description=_("minutes"))
    def minutes(self, session):
        return session.minutes


@admin.register(Attendance)
class AttendanceAdmin(ReadOnly, ExportMixin, admin.ModelAdmin):
    """To look at and to export. It is recorded on the attendance sheet of the event."""

    resource_classes = [AttendanceResource]
    formats = [CSV, XLSX]
    list_display = ["person", "session", "event", "minutes", "method", "recorded_at", "recorded_by"]
    list_filter = [("session__event", admin.RelatedOnlyFieldListFilter), "method"]
    list_select_related = ["registration__user", "session__event", "recorded_by"]
    search_fields = [
        "registration__user__name__unaccent",
        "registration__user__email",
        "session__event__title",
    ]
    search_help_text = _("Name, with or without its accents, e-mail address or event.")
    date_hierarchy = "recorded_at"
    ordering = ["-recorded_at", "-pk"]
    list_per_page = 50

    @admin.display(description=_("person"), ordering="registration__user__name")
    def person(self, attendance):
        return attendance.registration.user

    @admin.display(description=_("event"), ordering="session__event__title")
    def event(self, attendance):
        return attendance.session.event


@admin.register(Dispute)
class DisputeAdmin(ReadOnly, admin.ModelAdmin):
    """To look at; each is answered on a page of its own."""

    list_display = ["person", "session", "event", "claimed_minutes", "state", "made_at", "answer_it"]
    list_filter = ["state", ("session__event", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["registration__user", "session__event"]
    search_fields = ["registration__user__name__unaccent", "registration__user__email"]
    search_help_text = _("Name, with or without its accents, or e-mail address.")
    date_hierarchy = "made_at"
    ordering = ["-made_at", "-pk"]
    list_per_page = 50

    @admin.display(description=_("person"), ordering="registration__user__name")
    def person(self, dispute):
        return dispute.registration.user

    @admin.display(description=_("event"), ordering="session__event__title")
    def event(self, dispute):
        return dispute.session.event

    @admin.display(description=_("answer"))
    def answer_it(self, dispute):
        url = reverse("registrations:answer_dispute", args=[dispute.pk])
        is_open = dispute.state == DisputeState.OPEN
        return format_html('<a href="{}">{}</a>', url, _("Answer") if is_open else _("Look at it"))
