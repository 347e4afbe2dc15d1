from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from simple_history.admin import SimpleHistoryAdmin

from accounts.admin.readonly import ReadOnly
from accounts.models import Consent, Profile, User
from accounts.resources import PersonResource


class VerifiedFilter(admin.SimpleListFilter):
    title = _("e-mail address confirmed")
    parameter_name = "verified"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        return queryset.filter(verified=self.value() == "yes") if self.value() else queryset


class CountryFilter(admin.SimpleListFilter):
    """Only the countries there are people from."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        codes = Profile.objects.values_list("country", flat=True).order_by().distinct()
        countries = Profile._meta.get_field("country").countries
        return sorted(((code, countries.name(code)) for code in codes), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        return queryset.filter(profile__country=self.value()) if self.value() else queryset


class PersonForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["email", "name", "language", "is_active", "is_staff", "is_superuser", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}


class NewPersonForm(PersonForm):
    """An invitation: no password is set, the person asks for one by e-mail."""

    class Meta:
        model = User
        fields = ["email", "name", "language"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class ProfileInline(admin.StackedInline):
    model = Profile
    min_num = 0
    extra = 0
    can_delete = False


class ConsentInline(ReadOnly, admin.StackedInline):
    model = Consent
    extra = 0
    fields = ["kind", "wording", "given_at", "withdrawn_at"]


# The library's page for it, imported above so that there is something to replace, would show the secrets.
admin.site.unregister(mfa_admin.Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnly, admin.ModelAdmin):
    """Which factors people have, without the secrets. Deleting one lets somebody in again who has lost it."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__name__unaccent", "user__email"]
    list_select_related = ["user"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


@admin.register(User)
class PersonAdmin(ImportExportModelAdmin, SimpleHistoryAdmin, DjangoUserAdmin):
    resource_classes = [PersonResource]
    form = PersonForm
    add_form = NewPersonForm
    change_user_password_template = None
    list_display = [
        "email",
        "name",
        "country",
        "profession",
        "verified",
        "is_active",
        "is_staff",
        "date_joined",
    ]
    list_display_links = ["email", "name"]
    list_filter = [
        VerifiedFilter,
        CountryFilter,
        "profile__profession",
        "profile__career_stage",
        "is_staff",
        "is_active",
        "date_joined",
    ]
    search_fields = ["name__unaccent", "email"]
    search_help_text = _("Name, with or without its accents, or e-mail address.")
    ordering = ["-date_joined"]
    show_full_result_count = False
    list_per_page = 50
    readonly_fields = ["last_login", "date_joined", "what_happened"]
    # Rights come by groups. Django's two-box widget for them has no names for screen readers.
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "name", "language", "what_happened"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "language"]})]
    inlines = [ProfileInline, ConsentInline]

    def get_queryset(self, request):
        addresses = EmailAddress.objects.filter(user=OuterRef("pk"), primary=True, verified=True)
        return super().get_queryset(request).select_related("profile").annotate(verified=Exists(addresses))

    def save_model(self, request, obj, form, change):
        """An address that staff write down is not confirmed by its owner."""
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()
            EmailAddress.objects.create(user=obj, email=obj.email, primary=True)

    def has_delete_permission(self, request, obj=None):
        """People are erased, by their own wish and with a pause; seats and certificates hang on the account."""
        return False

    @admin.display(description=_("country"), ordering="profile__country")
    def country(self, user):
        return user.profile.country.name if hasattr(user, "profile") else "–"

    @admin.display(description=_("profession"), ordering="profile__profession")
    def profession(self, user):
        return user.profile.get_profession_display() if hasattr(user, "profile") else "–"

    @admin.display(description=_("confirmed"), boolean=True, ordering="verified")
    def verified(self, user):
        return user.verified

    @admin.display(description=_("What happened"))
    def what_happened(self, user):
        trail = reverse("admin:accounts_auditentry_changelist")
        return format_html(
            '<a href="{}?{}">{}</a>',
            trail,
            urlencode({"person_id": user.pk}),
            _("Decisions about this person"),
        )
