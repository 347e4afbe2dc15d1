"""Who people are."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from accounts import names

# An account stays behind as an empty shell under this address, which no mail server will ever answer for.
ERASED_DOMAIN = "@erased.invalid"


class Profession(models.TextChoices):
    DOCTOR = "doctor", _("Doctor")
    NURSE = "nurse", _("Nurse")
    PHARMACIST = "pharmacist", _("Pharmacist")
    MICROBIOLOGIST = "microbiologist", _("Microbiologist")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    OTHER = "other", _("Other profession")


class CareerStage(models.TextChoices):
    STUDENT = "student", _("Student")
    TRAINEE = "trainee", _("In training")
    EARLY = "early", _("First five years after training")
    ESTABLISHED = "established", _("More than five years after training")
    RETIRED = "retired", _("Retired")


class UserQuerySet(models.QuerySet):
    def superusers(self):
        """Those who can still give rights to others."""
        return self.filter(is_superuser=True, is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. `name` is how the portal addresses the person and what a certificate will say."""

    email = models.EmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("There is an account with this e-mail address already.")},
    )
    name = models.CharField(
        _("name"),
        max_length=names.MAX_LENGTH,
        blank=True,
        help_text=_("As it shall stand on your certificates, in any script."),
    )
    language = models.CharField(_("language of mails"), max_length=5, default="en")
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"], cascade_delete_history=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # With this, "unique" means unique whatever the case.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_user_email_lowercase"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_staff=True), name="accounts_user_of_the_office")
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.lower()
        try:
            self.name = names.tidy(self.name)
        except ValidationError as error:
            raise ValidationError({"name": error}) from error

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @property
    def is_erased(self):
        return self.email.endswith(ERASED_DOMAIN)


class Profile(models.Model):
    """What a person says about the own work. Asked once, after the first log-in."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="profile", verbose_name=_("person")
    )
    country = CountryField(_("country you work in"))
    profession = models.CharField(_("profession"), max_length=20, choices=Profession)
    specialty = models.CharField(_("specialty"), max_length=120, blank=True)
    career_stage = models.CharField(_("career stage"), max_length=20, choices=CareerStage)
    workplace = models.CharField(_("workplace"), max_length=200, blank=True)
    is_esicm_member = models.BooleanField(_("I am a member of ESICM"), default=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(profession__in=Profession.values), name="accounts_profile_profession_known"
            ),
            models.CheckConstraint(
                condition=Q(career_stage__in=CareerStage.values), name="accounts_profile_career_stage_known"
            ),
            models.CheckConstraint(condition=~Q(country=""), name="accounts_profile_has_country"),
        ]

    def __str__(self):
        return str(self.user)
