"""A case, whose it is, and the patient's consent."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from accounts.codes import new_code
from cases.models.repository import CaseRole, Role


class CaseState(models.TextChoices):
    """Where a case stands towards its readers. How far its newest revision has come says the revision."""

    WRITING = "writing", pgettext_lazy("case", "Not published yet")
    PUBLISHED = "published", pgettext_lazy("case", "Published")
    HIDDEN = "hidden", pgettext_lazy("case", "Hidden: a privacy problem was reported")
    RETRACTED = "retracted", pgettext_lazy("case", "Retracted")
    WITHDRAWN = "withdrawn", pgettext_lazy("case", "Consent withdrawn")
    ENDED = "ended", pgettext_lazy("case", "Not published")


class CaseQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Published ones: for everyone where the author says so, else for people who are signed in."""
        published = self.filter(state=CaseState.PUBLISHED, entry__isnull=False)
        return published if user.is_authenticated else published.filter(entry__is_public=True)

    def kept_or_readable_by(self, user):
        """With those in which somebody has a bookmark, whether or not they can still be read."""
        return self.filter(Q(pk__in=self.readable_by(user)) | Q(pk__in=self._kept_by(user)))

    def _kept_by(self, user):
        return self.filter(readings__person=user.pk, readings__is_kept=True)

    def own(self, user):
        """Those somebody has handed in or is writing."""
        return self.filter(author=user.pk)

    def written_by(self, user):
        """Own ones, and those on which somebody is named as an author and has agreed."""
        named = Author.objects.filter(case=OuterRef("pk"), person=user.pk, agreed_at__isnull=False)
        return self.filter(Q(author=user.pk) | Exists(named))

    def without_stake_of(self, user):
        """Leaves out own cases and those in which somebody has a stake: in every list, count and total."""
        named = Author.objects.filter(case=OuterRef("pk"), person=user.pk)
        stakes = Stake.objects.filter(case=OuterRef("pk"), person=user.pk, is_active=True)
        return self.exclude(author=user.pk).filter(~Exists(named), ~Exists(stakes))

    def edited_by(self, user):
        """What an editor, or the office, decides about: never where the person has a stake. Drafts are nobody's."""
        if not (user.is_staff or CaseRole.objects.holds(user, Role.EDITOR)):
            return self.none()
        return self.without_stake_of(user).exclude(submitted_at=None)


class Case(models.Model):
    """A case from its first draft on. `code` names it for good, also after it is gone."""

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False, default=new_code)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases", verbose_name=_("author")
    )
    state = models.CharField(_("state"), max_length=9, choices=CaseState, default=CaseState.WRITING)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    because = models.CharField(
        _("reason"), max_length=500, blank=True, help_text=_("Of a retraction, readers see it.")
    )
    is_sample = models.BooleanField(_("invented sample"), default=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    submitted_at = models.DateTimeField(_("first handed in"), null=True, blank=True)
    wiped_at = models.DateTimeField(_("texts and pictures deleted"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="cases_case_state_known"),
        ]

    def __str__(self):
        return self.code


class Author(models.Model):
    """Who is named under a case, in this order. Nobody is named who has not agreed; the first is who hands it in."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="authors", verbose_name=_("case"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=150)
    workplace = models.CharField(_("workplace"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="case_authorships",
        verbose_name=_("person"),
    )
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed to be named"), null=True, blank=True)
    declined_at = models.DateTimeField(_("does not want to be named"), null=True, blank=True)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("author of a case")
        verbose_name_plural = _("authors of cases")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "email"],
                name="cases_author_once",
                violation_error_message=_("Somebody with this address is named already."),
            ),
            models.UniqueConstraint(
                fields=["case", "person"],
                name="cases_author_person_once",
                violation_error_message=_("This person is named already."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(declined_at=None), name="cases_author_yes_or_no"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(person__isnull=False), name="cases_author_agrees_as_somebody"
            ),
        ]

    def __str__(self):
        return self.name


class ConsentKind(models.TextChoices):
    WRITTEN = "written", _("The patient’s written consent, kept at the hospital")
    GUARDIAN = "guardian", _("Written consent of a parent or legal representative, kept at the hospital")
    NEXT_OF_KIN = "kin", _("The patient has died: written consent of the next of kin, kept at the hospital")
    ANONYMISED = "anonymised", _("Anonymised under a rule of the hospital or the country")


class Consent(models.Model):
    """What the author declares about the patient's consent. The form itself is never uploaded: it bears the name."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, related_name="consent", verbose_name=_("case")
    )
    kind = models.CharField(_("kind of consent"), max_length=10, choices=ConsentKind)
    given_on = models.DateField(_("given on"), help_text=_("Or the day on which the rule was applied."))
    country = CountryField(_("country whose law applies"))
    rule = models.CharField(
        _("which rule"),
        max_length=300,
        blank=True,
        help_text=_("Where the case is anonymised under a rule: its name, and who has decided so."),
    )
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("consent of a patient")
        verbose_name_plural = _("consents of patients")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ConsentKind.values), name="cases_consent_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=ConsentKind.ANONYMISED) | ~Q(rule=""),
                name="cases_consent_names_its_rule",
                violation_error_message=_("Name the rule under which the case is anonymised."),
            ),
            models.CheckConstraint(condition=~Q(country=""), name="cases_consent_has_country"),
        ]

    def __str__(self):
        return f"{self.case}: {self.get_kind_display()}"

    def clean(self):
        if self.given_on and self.given_on > timezone.localdate():
            raise ValidationError({"given_on": _("This day is still to come.")})


class StakeKind(models.TextChoices):
    WORKPLACE = "workplace", _("works at the same place")
    ADDRESS = "address", _("has the address of an author")
    DECLARED = "declared", _("has said so")


class Stake(models.Model):
    """Somebody who must not check, review or decide about a case. Authors are left out anyway (`without_stake_of`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stakes", verbose_name=_("case"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="case_stakes",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=9, choices=StakeKind)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("holds"), default=True)
    found_at = models.DateTimeField(_("since"), default=timezone.now)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("stake in a case")
        verbose_name_plural = _("stakes in cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "kind"], name="cases_stake_once"),
            models.CheckConstraint(condition=Q(kind__in=StakeKind.values), name="cases_stake_kind_known"),
        ]

    def __str__(self):
        return f"{self.case}: {self.get_kind_display()}"
