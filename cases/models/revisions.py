"""What authors write: revisions, which stay as they are once they are handed in, and their pictures."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from cases.models.cases import Case
from cases.models.repository import CaseRole, Role, Topic
from cases.storage import picture_path


class RevisionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("case", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("case", "Waits for the privacy check")
    RETURNED = "returned", pgettext_lazy("case", "Returned by the privacy check")
    PASSED = "passed", pgettext_lazy("case", "Waits for reviewers")
    IN_REVIEW = "in_review", pgettext_lazy("case", "In review")
    CHANGES = "changes", pgettext_lazy("case", "Changes asked for")
    ACCEPTED = "accepted", pgettext_lazy("case", "Accepted")
    REJECTED = "rejected", pgettext_lazy("case", "Not accepted")
    DROPPED = "dropped", pgettext_lazy("case", "Taken back")


# Of these a case has one at most.
OPEN = [RevisionState.DRAFT, RevisionState.SUBMITTED, RevisionState.PASSED, RevisionState.IN_REVIEW]


class AgeBand(models.TextChoices):
    """The age of the patient, as exact as it is ever told."""

    NEWBORN = "newborn", pgettext_lazy("age", "under 28 days")
    INFANT = "infant", pgettext_lazy("age", "under 1 year")
    CHILD = "child", pgettext_lazy("age", "1 to 11")
    ADOLESCENT = "adolescent", pgettext_lazy("age", "12 to 17")
    YOUNG = "young", pgettext_lazy("age", "18 to 39")
    MIDDLE = "middle", pgettext_lazy("age", "40 to 64")
    OLD = "old", pgettext_lazy("age", "65 to 79")
    OLDEST = "oldest", pgettext_lazy("age", "80 or older")


class Licence(models.TextChoices):
    BY = "by", "CC BY 4.0"
    BY_NC = "by-nc", "CC BY-NC 4.0"
    BY_NC_SA = "by-nc-sa", "CC BY-NC-SA 4.0"
    BY_NC_ND = "by-nc-nd", "CC BY-NC-ND 4.0"

    @property
    def address(self):
        return f"https://creativecommons.org/licenses/{self.value}/4.0/"


def empty_content():
    return {"sections": {}, "points": [], "questions": [], "references": []}


class RevisionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def to_check(self, user):
        """What waits for the privacy check of this person: nothing in which the person has a stake."""
        if not CaseRole.objects.holds(user, Role.PRIVACY):
            return self.none()
        cases = Case.objects.without_stake_of(user).filter(pk=OuterRef("case"))
        return self.filter(Exists(cases), state=RevisionState.SUBMITTED)


class Revision(models.Model):
    """One version of the text between author, privacy check, reviewers and editor.

    content: what `cases.content.Content` reads and writes.
    ticks:   what the author has looked at of what `cases.identifiers` pointed out: keys of findings.
    saved:   counts the savings of a draft: who saves over a number that has gone by is told.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("case"))
    number = models.PositiveSmallIntegerField(_("revision"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=RevisionState, default=RevisionState.DRAFT)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    title = models.CharField(_("title"), max_length=150, blank=True)
    content = models.JSONField(_("content"), default=empty_content)
    age_band = models.CharField(_("age of the patient"), max_length=10, choices=AgeBand, blank=True)
    country = CountryField(
        _("country where the patient was treated"),
        blank=True,
        help_text=_("Leave it empty where a rare disease would tell who the patient is."),
    )
    level = models.PositiveSmallIntegerField(
        _("level of the pathway"), default=3, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="revisions", verbose_name=_("topics"))
    licence = models.CharField(_("licence"), max_length=8, choices=Licence, default=Licence.BY_NC)
    is_public = models.BooleanField(
        _("may be read without an account"),
        default=False,
        help_text=_("Else only people who are signed in read it."),
    )
    ticks = models.JSONField(_("looked at"), default=list, blank=True)
    changed = models.TextField(
        _("what is new"), max_length=3000, blank=True, help_text=_("For those who have read the one before.")
    )
    saved = models.PositiveIntegerField(_("savings"), default=0, editable=False)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    passed_at = models.DateTimeField(_("passed the privacy check"), null=True, blank=True)
    wiped_at = models.DateTimeField(_("texts deleted"), null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision of a case")
        verbose_name_plural = _("revisions of cases")
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_revision_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=OPEN),
                name="cases_revision_one_open",
                violation_error_message=_("A revision of this case is under way already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=RevisionState.values), name="cases_revision_state_known"
            ),
            models.CheckConstraint(
                condition=Q(age_band__in=["", *AgeBand.values]), name="cases_revision_age_known"
            ),
            models.CheckConstraint(
                condition=Q(licence__in=Licence.values), name="cases_revision_licence_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "in_review", "changes", "accepted"])
                | Q(passed_at__isnull=False),
                name="cases_revision_passed_first",
            ),
        ]

    def __str__(self):
        return f"{self.case} · {self.number}"


class Picture(models.Model):
    """A picture as the portal has made it anew: no metadata, PNG or JPEG. The file never changes."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("case"))
    file = models.FileField(_("file"), upload_to=picture_path)
    mime = models.CharField(_("type"), max_length=10, choices=[("image/png", "PNG"), ("image/jpeg", "JPEG")])
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    removed = models.JSONField(_("what was taken out"), default=list, blank=True)
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    history = HistoricalRecords(cascade_delete_history=True, excluded_fields=["file"])

    class Meta:
        verbose_name = _("picture of a case")
        verbose_name_plural = _("pictures of cases")

    def __str__(self):
        return f"{self.case}: {self.pk}"


class Plate(models.Model):
    """A picture in a revision: after which part it stands (the key of a `Section`), and what is said about it."""

    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="plates", verbose_name=_("revision")
    )
    picture = models.ForeignKey(
        Picture, on_delete=models.CASCADE, related_name="plates", verbose_name=_("picture")
    )
    after = models.SlugField(_("after which part"), max_length=30)
    alt = models.CharField(
        _("description"),
        max_length=400,
        blank=True,
        help_text=_("What is seen, for people who cannot see it."),
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("picture in a revision")
        verbose_name_plural = _("pictures in revisions")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["revision", "picture"], name="cases_plate_once")]

    def __str__(self):
        return f"{self.revision}: {self.alt}"
