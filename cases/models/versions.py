"""What is published: versions, which stay as they are, and the index that readers search."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cases.models.cases import Case
from cases.models.checks import PrivacyReport, ReportOutcome
from cases.models.revisions import AgeBand, Revision


class VersionQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Those of cases that can be read; the author decides about each whether it is public.

        Where a privacy problem was corrected, no earlier version in which it may stand is read any more.
        """
        corrected = PrivacyReport.objects.filter(
            case=OuterRef("case"),
            outcome=ReportOutcome.CORRECTED,
            reported_at__gte=OuterRef("published_at"),
        )
        listed_or_sound = Q(entry__isnull=False) | ~Exists(corrected)
        rows = self.filter(listed_or_sound, case__in=Case.objects.readable_by(user), wiped_at=None)
        return rows if user.is_authenticated else rows.filter(revision__is_public=True)


class Version(models.Model):
    """A revision as it was published. What is cited must stay what it was: only the DOI may be added later.

    authors: [{"name": …, "workplace": …}] in their order, as they were on that day.
    notice:  what was corrected, from version 2 on; readers see it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="versions", verbose_name=_("case"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    revision = models.OneToOneField(
        Revision, on_delete=models.PROTECT, related_name="version", verbose_name=_("revision")
    )
    title = models.CharField(_("title"), max_length=150)
    authors = models.JSONField(_("authors"), default=list)
    notice = models.CharField(_("what was corrected"), max_length=1000, blank=True)
    doi = models.CharField(_("DOI"), max_length=100, blank=True)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
    )
    wiped_at = models.DateTimeField(_("texts deleted"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_version_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(notice="") | Q(wiped_at__isnull=False),
                name="cases_version_says_what_is_corrected",
                violation_error_message=_(
                    "Say what is corrected: readers of the earlier version need to know."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.case}.{self.number}"

    def get_absolute_url(self):
        """Where it is cited: the address stays when a newer one follows."""
        return reverse("cases:version", args=[self.case.code, self.number])


class EntryQuerySet(models.QuerySet):
    def readable_by(self, user):
        return self if user.is_authenticated else self.filter(is_public=True)


class Entry(models.Model):
    """The case as it is listed and searched: there while it can be read, and gone in the moment it cannot.

    The database deletes it when its case is no longer published, and takes none for any other case.

    facets: "diagnosis:<slug>", "site:<slug>", "pathogen:<slug>", "theme:<slug>", "age:<band>", "country:<XX>",
            "level:<n>".
    text:   all that is searched, for the snippets. vector: the same, with weights, without accents.
    head:   title, topics, summary and authors only: what the best match is told by. Small, so that thousands of
            cases in which a common word stands are put in order without reading their texts.
    """

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="entry", verbose_name=_("case")
    )
    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, related_name="entry", verbose_name=_("version")
    )
    title = models.CharField(_("title"), max_length=150)
    summary = models.TextField(_("summary"), blank=True)
    authors = models.TextField(_("authors"), blank=True)
    text = models.TextField(_("text"), blank=True)
    vector = SearchVectorField(null=True)
    head = SearchVectorField(null=True)
    facets = ArrayField(models.CharField(max_length=80), default=list)
    age_band = models.CharField(_("age of the patient"), max_length=10, blank=True)
    country = CountryField(_("country"), blank=True)
    level = models.PositiveSmallIntegerField(_("level of the pathway"), default=3)
    questions = models.PositiveSmallIntegerField(_("questions"), default=0)
    pictures = models.PositiveSmallIntegerField(_("pictures"), default=0)
    is_public = models.BooleanField(_("may be read without an account"), default=False)
    is_sample = models.BooleanField(_("invented sample"), default=False)
    published_at = models.DateTimeField(_("published"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the index")
        verbose_name_plural = _("entries of the index")
        ordering = ["-published_at", "-pk"]
        indexes = [
            GinIndex(fields=["vector"], name="cases_entry_words"),
            GinIndex(fields=["facets"], name="cases_entry_facets"),
            models.Index(fields=["-published_at", "-case"], name="cases_entry_newest"),
        ]

    def __str__(self):
        return self.title

    @property
    def age(self):
        """The age of the patient in words."""
        return AgeBand(self.age_band).label if self.age_band else ""
