"""Participants as a table: out for staff, in for invitations."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.widgets import BooleanWidget, DateTimeWidget

from accounts.models import Profile, User
from accounts.models.people import ERASED_DOMAIN
from accounts.tables import HarmlessExport

PROFILE_COLUMNS = ["country", "profession", "career_stage", "specialty", "workplace", "is_esicm_member"]


class PersonResource(HarmlessExport, resources.ModelResource):
    """One row is one person, known by the e-mail address.

    Who is new is invited: no password, no confirmed address, no registration for anything. The person sets a
    password by e-mail and agrees to the terms at the first log-in. Empty cells change nothing.
    """

    country = fields.Field(attribute="profile__country__code", column_name="country", readonly=True)
    profession = fields.Field(attribute="profile__profession", column_name="profession", readonly=True)
    career_stage = fields.Field(attribute="profile__career_stage", column_name="career_stage", readonly=True)
    specialty = fields.Field(attribute="profile__specialty", column_name="specialty", readonly=True)
    workplace = fields.Field(attribute="profile__workplace", column_name="workplace", readonly=True)
    is_esicm_member = fields.Field(
        attribute="profile__is_esicm_member",
        column_name="is_esicm_member",
        widget=BooleanWidget(),
        readonly=True,
    )
    date_joined = fields.Field(
        attribute="date_joined", column_name="date_joined", widget=DateTimeWidget(), readonly=True
    )

    class Meta:
        model = User
        import_id_fields = ["email"]
        fields = ["email", "name", "language", *PROFILE_COLUMNS, "date_joined"]
        export_order = fields
        use_transactions = True
        skip_unchanged = False
        report_skipped = True
        clean_model_instances = True

    def get_queryset(self):
        return super().get_queryset().select_related("profile").order_by("pk")

    def filter_export(self, queryset, **kwargs):
        return queryset.exclude(email__endswith=ERASED_DOMAIN)

    def import_data(self, dataset, *args, rollback_on_validation_errors=True, **kwargs):
        """All or nothing, whoever calls."""
        return super().import_data(
            dataset, *args, rollback_on_validation_errors=rollback_on_validation_errors, **kwargs
        )

    def before_import(self, dataset, **kwargs):
        if "email" not in (dataset.headers or []):
            raise ValidationError(_("The table has no column “email”."))
        addresses = [_text(address).lower() for address in dataset["email"]]
        twice = sorted({address for address in addresses if address and addresses.count(address) > 1})
        if twice:
            raise ValidationError(_("In the table more than once: %(who)s.") % {"who": ", ".join(twice)})

    def before_import_row(self, row, **kwargs):
        row["email"] = _text(row["email"]).lower()

    def after_init_instance(self, instance, new, row, **kwargs):
        if new:
            instance.set_unusable_password()

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if _text(row.get(field.column_name)):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        if instance.language not in dict(settings.LANGUAGES):
            raise ValidationError({"language": _("This is none of the portal's languages.")})
        # Read here, so that a wrong profile stands beside the wrong name in the same line of errors.
        instance.profile_to_save = _profile(instance, row)

    def after_save_instance(self, instance, row, **kwargs):
        """In a dry run as well: all of it is rolled back then."""
        if instance.profile_to_save:
            instance.profile_to_save.user = instance
            instance.profile_to_save.save()
        EmailAddress.objects.get_or_create(user=instance, email=instance.email, defaults={"primary": True})


def _profile(user, row):
    """The profile of the row, checked, or None where the row says nothing about it."""
    given = {column: _text(row.get(column)) for column in PROFILE_COLUMNS if _text(row.get(column))}
    if not given:
        return None
    if "is_esicm_member" in given:
        given["is_esicm_member"] = bool(BooleanWidget().clean(given["is_esicm_member"]))
    profile = Profile.objects.filter(user_id=user.pk).first() or Profile(user=user)
    for column, value in given.items():
        setattr(profile, column, value)
    profile.full_clean(exclude=["user"])
    return profile


def _text(cell):
    return "" if cell is None else str(cell).strip()
