"""Registrations and attendance as tables."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.results import RowResult
from import_export.widgets import ForeignKeyWidget

from accounts.models import User
from accounts.tables import HarmlessExport
from registrations import actions
from registrations.models import Attendance, Event, Registration


class EventBySlug(ForeignKeyWidget):
    def __init__(self):
        super().__init__(Event, field="slug")

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(str(value or "").strip(), row, **kwargs) or self._unknown(value)
        except Event.DoesNotExist:
            self._unknown(value)

    def _unknown(self, value):
        raise ValueError(_("There is no event with the address “%(value)s”.") % {"value": value or ""})


class PersonByEmail(ForeignKeyWidget):
    def __init__(self):
        super().__init__(User, field="email")

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(str(value or "").strip().lower(), row, **kwargs) or self._unknown(value)
        except User.DoesNotExist:
            self._unknown(value)

    def _unknown(self, value):
        raise ValueError(_("Nobody has an account with the address “%(value)s”.") % {"value": value or ""})


class RegistrationResource(HarmlessExport, resources.ModelResource):
    """Out: one row for each registration. In: `event` (its address) and `email`, perhaps `motivation`; each row is
    a registration like any other, so every rule holds and every mail is written. All rows or none.
    """

    event = fields.Field(attribute="event", column_name="event", widget=EventBySlug())
    email = fields.Field(attribute="user", column_name="email", widget=PersonByEmail())
    name = fields.Field(attribute="user__name", column_name="name", readonly=True)
    country = fields.Field(attribute="home__name", column_name="country", readonly=True)
    state = fields.Field(attribute="state", column_name="state", readonly=True)
    because = fields.Field(attribute="rule", column_name="because", readonly=True)
    seat = fields.Field(attribute="seat__number", column_name="seat", readonly=True)
    asked = fields.Field(attribute="requested_at", column_name="asked_at", readonly=True)
    since = fields.Field(attribute="state_since", column_name="state_since", readonly=True)
    motivation = fields.Field(attribute="motivation", column_name="motivation", default="")

    class Meta:
        model = Registration
        fields = [
            "event",
            "email",
            "name",
            "country",
            "state",
            "because",
            "seat",
            "asked",
            "since",
            "motivation",
        ]
        export_order = fields
        force_init_instance = True  # a row never changes a registration that is there
        clean_model_instances = False  # the action does it
        use_transactions = True
        report_skipped = True

    def get_queryset(self):
        return Registration.objects.select_related("event", "user", "seat").order_by("pk")

    def import_data(self, dataset, *args, rollback_on_validation_errors=True, **kwargs):
        """All or nothing, whoever calls."""
        return super().import_data(
            dataset, *args, rollback_on_validation_errors=rollback_on_validation_errors, **kwargs
        )

    def before_import(self, dataset, **kwargs):
        missing = [column for column in ("event", "email") if column not in (dataset.headers or [])]
        if missing:
            raise ValidationError(
                _("The table lacks a column: %(columns)s.") % {"columns": ", ".join(missing)}
            )

    def do_instance_save(self, instance, is_create):
        """In a dry run as well: all of it is rolled back then, mails included."""
        registration, is_new = actions.register(
            event=instance.event, user=instance.user, motivation=instance.motivation or ""
        )
        for field in Registration._meta.concrete_fields:
            setattr(instance, field.attname, getattr(registration, field.attname))
        instance.was_there_already = not is_new

    def after_import_row(self, row, row_result, **kwargs):
        if getattr(row_result.instance, "was_there_already", False):
            row_result.import_type = RowResult.IMPORT_TYPE_SKIP

    def get_user_visible_fields(self):
        return [self.fields[name] for name in ("event", "email", "motivation")]


class AttendanceResource(HarmlessExport, resources.ModelResource):
    event = fields.Field(attribute="session__event__slug", column_name="event")
    session = fields.Field(attribute="session__title", column_name="session")
    name = fields.Field(attribute="registration__user__name", column_name="name")
    email = fields.Field(attribute="registration__user__email", column_name="email")
    country = fields.Field(attribute="registration__home__name", column_name="country")

    class Meta:
        model = Attendance
        fields = [
            "event",
            "session",
            "name",
            "email",
            "country",
            "minutes",
            "method",
            "reason",
            "recorded_at",
        ]
        export_order = fields
