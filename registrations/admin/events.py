from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from registrations import actions, dates, warnings
from registrations.admin.filters import WhenFilter
from registrations.forms.events import EventForm, SessionForm
from registrations.models import Event, Faculty, Registration, Session


class SessionInline(admin.StackedInline):
    model = Session
    form = SessionForm
    fields = ["title", "starts_at", "ends_at", "join_url"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    extra = 0


class FacultyInline(admin.TabularInline):
    model = Faculty
    fields = ["order", "name", "role", "topic", "minutes", "user"]
    raw_id_fields = ["user"]
    extra = 0


@admin.register(Event)
class EventAdmin(SimpleHistoryAdmin):
    """Facts of an event. What moves seats or people has a page of its own, linked at the top."""

    form = EventForm
    list_display = ["title", "when", "kind", "places", "held", "asking", "waiting", "status"]
    list_filter = [WhenFilter, "is_published", "kind", "filling", "level", "hub"]
    list_select_related = ["level", "hub"]
    search_fields = ["title__unaccent", "slug", "place__unaccent"]
    search_help_text = _("Title, address or place, with or without accents.")
    date_hierarchy = "starts_at"
    ordering = ["-starts_at", "-pk"]
    list_per_page = 50
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = [
        "places_now",
        "released_at",
        "allocated_at",
        "certificates_released_at",
        "cancelled_at",
        "cancellation_reason",
    ]
    filter_horizontal = ["accreditations"]
    inlines = [SessionInline, FacultyInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "slug",
                    "kind",
                    "level",
                    "counts_as",
                    "hub",
                    "summary",
                    "description",
                    "is_published",
                ]
            },
        ),
        (
            _("When and where"),
            {
                "fields": [
                    "starts_at",
                    "ends_at",
                    "time_zone",
                    "date_note",
                    "expected_year",
                    "place",
                    "is_online",
                    "language",
                    "host_conference",
                ],
                "description": _(
                    "All moments in the administration are UTC; people see them on the clock of the event’s time zone."
                ),
            },
        ),
        (
            _("Registration"),
            {
                "fields": [
                    "filling",
                    "places_now",
                    "registration_opens_at",
                    "registration_closes_at",
                    "release_at",
                    "released_at",
                    "release_warning_days",
                    "requests_until",
                    "criterion",
                    "spreads_unused_seats",
                    "is_for_pilot_only",
                    "allocated_at",
                    "offer_hours",
                    "asks_for_motivation",
                    "most_nominations",
                    "reminder_minutes",
                    "join_opens_minutes",
                ]
            },
        ),
        (_("Attendance"), {"fields": ["minimum_attendance", "dispute_days"]}),
        (_("Evaluation"), {"fields": ["evaluation", "evaluation_required"]}),
        (
            _("Certificates"),
            {
                "fields": [
                    "signatory_name",
                    "signatory_post",
                    "accreditations",
                    "certificates_released_at",
                ]
            },
        ),
        (_("If it does not take place"), {"fields": ["cancelled_at", "cancellation_reason"]}),
    ]

    def get_queryset(self, request):
        people = Registration.objects.filter(event=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                held_count=_number_of(people.confirmed()),
                asking_count=_number_of(people.requested()),
                waiting_count=_number_of(people.waiting()),
            )
        )

    def save_model(self, request, obj, form, change):
        """Only what was edited: seats and releases may move while somebody has the form open."""
        if not change:
            obj.save()
        elif fields := [name for name in form.changed_data if name != "accreditations"]:
            obj.was = actions.save_event(event=obj, fields=fields, by=request.user)
            for text in warnings.of_change(obj, fields):
                messages.warning(request, text)
        if obj.is_ranked:
            actions.seal_lot(event=obj)

    def save_related(self, request, form, formsets, change):
        """Sessions that nobody touched move along with their event."""
        super().save_related(request, form, formsets, change)
        was = getattr(form.instance, "was", None)
        if was and not any(formset.has_changed() for formset in formsets if formset.model is Session):
            actions.carry_sessions(event=form.instance, before=was)

    def revert_disabled(self, request, obj=None):
        """Earlier versions are for reading: going back would also bring back seats and releases of that day."""
        return True

    def history_form_view(self, request, *args, **kwargs):
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        self._warn(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._warn(request, obj)
        return super().response_change(request, obj)

    def _warn(self, request, event):
        for text in warnings.of_event(event):
            messages.warning(request, text)

    @admin.display(description=_("when"), ordering="starts_at")
    def when(self, event):
        return dates.days(event)

    @admin.display(description=_("places"), ordering="capacity")
    def places(self, event):
        return event.capacity if event.is_limited else _("no limit")

    @admin.display(description=pgettext_lazy("people", "confirmed"), ordering="held_count")
    def held(self, event):
        return event.held_count

    @admin.display(description=_("requests"), ordering="asking_count")
    def asking(self, event):
        return event.asking_count

    @admin.display(description=_("in line"), ordering="waiting_count")
    def waiting(self, event):
        return event.waiting_count

    @admin.display(description=_("shown"), ordering="is_published")
    def status(self, event):
        if event.cancelled_at:
            return pgettext("event", "Cancelled")
        return _("Published") if event.is_published else _("Draft")

    @admin.display(description=_("places"))
    def places_now(self, event):
        if event.pk is None:
            return _("No limit. Once the event is saved, the number is set on its own page.")
        url = reverse("registrations:seats", args=[event.slug])
        places = event.capacity if event.is_limited else _("No limit")
        return format_html('{} · <a href="{}">{}</a>', places, url, _("Set places and quotas"))


def _number_of(people):
    counted = people.order_by().values("event").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
