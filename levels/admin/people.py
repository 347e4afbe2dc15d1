"""Who is on the pathway, and how far."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources
from import_export.admin import ExportMixin

from accounts.admin.readonly import ReadOnly
from accounts.tables import HarmlessExport
from levels.models import Enrolment, LevelEnrolment


class EnrolmentResource(HarmlessExport, resources.ModelResource):
    name = fields.Field(attribute="user__name", column_name="name")
    email = fields.Field(attribute="user__email", column_name="email")
    country = fields.Field(attribute="user__profile__country", column_name="country")
    profession = fields.Field(attribute="user__profile__profession", column_name="profession")
    levels = fields.Field(column_name="open_levels")

    class Meta:
        model = Enrolment
        fields = ["name", "email", "country", "profession", "levels", "enrolled_at"]
        export_order = fields

    def get_queryset(self):
        return Enrolment.objects.select_related("user__profile").prefetch_related("levels__level")

    def dehydrate_levels(self, enrolment):
        return ", ".join(str(row.level.number) for row in enrolment.levels.all())


class LevelEnrolmentInline(ReadOnly, admin.TabularInline):
    model = LevelEnrolment
    extra = 0
    fields = ["level", "opened_at", "requirements", "score", "completed_at"]
    show_change_link = True


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnly, ExportMixin, admin.ModelAdmin):
    """Made by people themselves; staff look and export."""

    resource_classes = [EnrolmentResource]
    list_display = ["user", "country", "pathway", "enrolled_at"]
    list_filter = ["pathway", "levels__level", ("enrolled_at", admin.DateFieldListFilter)]
    list_select_related = ["user__profile", "pathway"]
    search_fields = ["user__name__unaccent", "user__email"]
    date_hierarchy = "enrolled_at"
    fields = ["user", "pathway", "enrolled_at", "everything"]
    readonly_fields = ["everything"]
    inlines = [LevelEnrolmentInline]

    @admin.display(description=_("country"), ordering="user__profile__country")
    def country(self, enrolment):
        return enrolment.user.profile.country.name if hasattr(enrolment.user, "profile") else ""

    @admin.display(description=_("what the person did"))
    def everything(self, enrolment):
        return format_html_join(
            " · ",
            '<a href="{}?person__id__exact={}">{}</a>',
            [
                (
                    reverse("admin:levels_evidence_changelist"),
                    enrolment.user_id,
                    _("everything, step by step"),
                ),
                (
                    reverse("admin:levels_progress_changelist"),
                    enrolment.user_id,
                    _("how far with each resource"),
                ),
            ],
        )
