from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.admin.readonly import ReadOnly
from fellowships import actions, rulebooks, setting_up
from fellowships.forms.rules import CriterionForm, EligibilityForm
from fellowships.models import (
    Call,
    CallRole,
    Criterion,
    EligibilityRule,
    Extension,
    Interest,
    PriorityGroup,
)


class Locked:
    """Mixed into what belongs to the rules: it can be changed until the call opens."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _has_opened(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _has_opened(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _has_opened(obj)


def _has_opened(call):
    return bool(call and call.has_opened)


class GroupInline(Locked, admin.StackedInline):
    model = PriorityGroup
    fields = ["title", "countries", "minimum"]
    extra = 0


class EligibilityInline(Locked, admin.StackedInline):
    model = EligibilityRule
    form = EligibilityForm
    fields = ["order", "kind", "level", "value", "professions"]
    extra = 0


class CriterionInline(Locked, admin.StackedInline):
    model = Criterion
    form = CriterionForm
    fields = ["order", "title", "question", "weight", "anchors"]
    extra = 0

    def get_readonly_fields(self, request, obj=None):
        return ["words"] if _has_opened(obj) else []

    def get_fields(self, request, obj=None):
        last = "words" if _has_opened(obj) else "anchors"
        return ["order", "title", "question", "weight", last]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("anchors")

    @admin.display(description=_("values"))
    def words(self, criterion):
        return "\n".join(map(str, criterion.anchors.all()))


class RoleInline(admin.TabularInline):
    """Roles end by their last day: a row is kept as the record of who decided."""

    model = CallRole
    fields = ["user", "role", "cap", "starts_on", "ends_on"]
    autocomplete_fields = ["user"]
    extra = 0


class ExtensionInline(ReadOnly, admin.TabularInline):
    model = Extension
    fields = ["before", "until", "because", "made_at"]
    extra = 0


@admin.register(Call)
class CallAdmin(SimpleHistoryAdmin):
    """A round: texts, dates, rules, people. Its stages are moved on the board's own pages, linked at the top."""

    list_display = ["title", "stage", "closes_at", "opened_at", "interested"]
    list_filter = ["stage"]
    search_fields = ["title__unaccent", "announcement", "details"]
    prepopulated_fields = {"slug": ["title"]}
    actions = ["check_set_up", "open_this_call"]
    inlines = [GroupInline, EligibilityInline, CriterionInline, RoleInline, ExtensionInline]
    readonly_fields = ["own_page", "stage", "stage_since", "opened_at", "rules_hash", "seal"]
    fieldsets = [
        (None, {"fields": ["own_page", "title", "slug", "announcement", "details"]}),
        (
            _("Dates"),
            {
                "fields": [
                    "time_zone",
                    "opens_at",
                    "closes_at",
                    "reviews_due_at",
                    "results_on",
                    "reserve_ends_on",
                    "placements_from",
                    "placements_until",
                ],
                "description": _(
                    "All moments in the administration are UTC; people see them on the clock of the call’s time zone. "
                    "The closing of an open call is moved on the overview of the board."
                ),
            },
        ),
        (_("Fellowships and money"), {"fields": ["fellowships", "bursary", "is_bursary_paid_after_report"]}),
        (
            _("How the fellowships are given"),
            {
                "fields": [
                    "level_1_weight",
                    "level_2_weight",
                    "rubric_weight",
                    "is_pilot_first_on_tie",
                    "does_minimum_bind_replacements",
                    "offer_days",
                    "later_offer_days",
                    "last_offer_days",
                ],
                "description": _("Locked when the call opens. From then on everybody can read them."),
            },
        ),
        (
            _("What an application has"),
            {"fields": ["words_each", "referees_asked", "asks_for_cv", "asks_for_letter", "asks_for_proof"]},
        ),
        (_("Reviews"), {"fields": ["is_blind", "reviews_each", "reviewer_cap", "third_review_spread"]}),
        (
            _("How long things are kept"),
            {"fields": ["draft_kept_days", "unsuccessful_kept_months", "selected_kept_months"]},
        ),
        (_("Where it stands"), {"fields": ["stage", "stage_since", "opened_at", "rules_hash", "seal"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(interest_count=Count("interests"))

    def get_readonly_fields(self, request, obj=None):
        """What was published stays, and so do the address and the closing, which is moved with a reason."""
        fields = super().get_readonly_fields(request, obj)
        locked = [name for name in rulebooks.PUBLISHED if name not in fields]
        return [*fields, *locked, "slug", "closes_at"] if _has_opened(obj) else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if _has_opened(obj) else super().get_prepopulated_fields(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _has_opened(obj)

    def save_model(self, request, obj, form, change):
        """Only what was edited: the round may go on while somebody has the form open."""
        if not change:
            obj.save()
        elif form.changed_data:
            obj.save(update_fields=form.changed_data)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Criterion:
            for row in formset.forms:
                if row.has_changed() and row not in formset.deleted_forms:
                    row.save_anchors()

    def save_related(self, request, form, formsets, change):
        """Who has got a role may have a stake in what was handed in."""
        super().save_related(request, form, formsets, change)
        roles = [formset for formset in formsets if formset.model is CallRole and formset.has_changed()]
        if roles and form.instance.has_opened:
            actions.look_for_stakes(call=form.instance)

    def revert_disabled(self, request, obj=None):
        """Earlier versions are for reading: going back would also bring back the stage of that day."""
        return True

    def history_form_view(self, request, *args, **kwargs):
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)

    @admin.display(description=_("want to be told"), ordering="interest_count")
    def interested(self, call):
        return call.interest_count

    @admin.display(description=_("page of the board"))
    def own_page(self, call):
        if not call.pk:
            return "–"
        url = reverse("fellowships:desk", args=[call.slug])
        return format_html('<a href="{}">{}</a>', url, _("Overview of the round"))

    @admin.action(description=_("Ready to open? Look without changing anything"), permissions=["view"])
    def check_set_up(self, request, queryset):
        for call in queryset:
            findings = setting_up.check(call)
            for finding in findings:
                level = messages.ERROR if finding.stops else messages.WARNING
                messages.add_message(request, level, f"{call}: {finding.text}")
            if not any(finding.stops for finding in findings) and not call.has_opened:
                messages.success(request, _("%(call)s can be opened.") % {"call": call})

    @admin.action(description=_("Open this call and tell everyone who asked"), permissions=["change"])
    def open_this_call(self, request, queryset):
        for call in queryset:
            try:
                actions.open_call(call=call, by=request.user)
            except ValidationError as error:
                messages.error(request, f"{call}: {' '.join(error.messages)}")
            else:
                messages.success(
                    request,
                    _("%(call)s is open. Everyone who asked is being told.") % {"call": call},
                )


@admin.register(Interest)
class InterestAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "call", "created_at", "told_at"]
    list_filter = ["call", ("told_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "call"]
    search_fields = ["user__name__unaccent", "user__email"]
