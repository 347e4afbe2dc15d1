"""What a hub sets beside the central content: in the country's language, its policies, its resistance data."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hubs.models import Hub, Language
from levels.models.classroom import Module
from levels.models.programme import Level
from levels.storage import local_path


class LocalKind(models.TextChoices):
    LANGUAGE = "language", _("In the language of the country")
    POLICY = "policy", _("National guidance and policy")
    RESISTANCE = "resistance", _("Resistance data")
    OTHER = "other", _("Also from this hub")


class LocalState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LocalMaterialQuerySet(models.QuerySet):
    def published(self):
        """What anybody may read: of a hub that is shown in public."""
        return self.filter(state=LocalState.PUBLISHED, hub__is_open=True)

    def manageable_by(self, user):
        """Staff write for all hubs, coordinators for their own while their term lasts."""
        return self.filter(hub__in=Hub.objects.manageable_by(user))

    def visible_to(self, user):
        is_out = Q(state=LocalState.PUBLISHED, hub__is_open=True)
        own = Q(hub__in=Hub.objects.manageable_by(user)) if user.is_authenticated else Q()
        return self.filter(is_out | own)

    def to_review(self, by):
        """What readers rely on and somebody has to look at again by that day."""
        return self.published().filter(review_by__lte=by)


class LocalMaterial(models.Model):
    """A text, a link, a PDF, or several of them. What belongs to a module belongs to its level too.

    `edition` tells two coordinators who write at once apart.
    """

    hub = models.ForeignKey(
        Hub, on_delete=models.CASCADE, related_name="local_material", verbose_name=_("hub")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LocalKind)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=Language)
    summary = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True, max_length=40_000)
    url = models.URLField(_("link"), blank=True, validators=[URLValidator(schemes=["https"])])
    file = models.FileField(_("PDF"), blank=True, upload_to=local_path)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    level = models.ForeignKey(
        Level,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="local_material",
        verbose_name=_("level"),
    )
    module = models.ForeignKey(
        Module,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="local_material",
        verbose_name=_("module"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    review_by = models.DateField(_("to be looked at again by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=LocalState, default=LocalState.DRAFT)
    is_sample = models.BooleanField(_("sample content"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="local_material",
        verbose_name=_("made by"),
    )
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    objects = LocalMaterialQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("local material")
        verbose_name_plural = _("local material")
        ordering = ["hub", "kind", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LocalKind.values), name="levels_local_kind_known"),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="levels_local_language_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=LocalState.DRAFT, published_at=None, withdrawn_at=None, withdrawn_because=""
                )
                | Q(
                    state=LocalState.PUBLISHED,
                    published_at__isnull=False,
                    withdrawn_at=None,
                    withdrawn_because="",
                )
                | Q(state=LocalState.WITHDRAWN, published_at__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawn_because=""),
                name="levels_local_state_has_its_facts",
            ),
            models.CheckConstraint(
                condition=Q(state=LocalState.DRAFT) | ~Q(body="") | ~Q(url="") | ~Q(file=""),
                name="levels_local_published_says_something",
            ),
            models.CheckConstraint(
                condition=~Q(kind=LocalKind.RESISTANCE)
                | Q(state=LocalState.DRAFT)
                | Q(as_of__isnull=False, review_by__isnull=False) & ~Q(source=""),
                name="levels_local_resistance_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(module=None) | Q(level__isnull=False), name="levels_local_module_has_level"
            ),
            models.CheckConstraint(
                condition=Q(as_of=None) | Q(review_by=None) | Q(review_by__gt=F("as_of")),
                name="levels_local_reviewed_later",
                violation_error_message=_("It is to be looked at again after the day it is as of."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Where a reader finds it, with its age and its source, also where it is a link or a PDF only."""
        return reverse("levels:hub_material", args=[self.hub.code, self.pk])

    @property
    def is_published(self):
        return self.state == LocalState.PUBLISHED

    def get_manage_url(self):
        return reverse("levels:local_material_one", args=[self.hub.code, self.pk])

    @property
    def filename(self):
        return f"{slugify(self.title) or 'material'}.pdf"

    @property
    def is_past_review(self):
        return self.review_by is not None and self.review_by < timezone.localdate()
