from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PageViews(models.Model):
    """How often a public page was read by people."""

    path = models.CharField(_("page"), max_length=200, unique=True)
    count = models.PositiveBigIntegerField(_("counted here"), default=0)
    carried_over = models.PositiveBigIntegerField(
        _("carried over"), default=0, help_text=_("Views of the same page on the programme's earlier site.")
    )
    total = models.GeneratedField(
        expression=F("count") + F("carried_over"),
        output_field=models.PositiveBigIntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("views of a page")
        verbose_name_plural = _("views of pages")

    def __str__(self):
        return self.path


class ContentItem(models.Model):
    """A piece of the content files that was loaded once. What staff did with it since is theirs:
    it is never written again, not even when it was renamed or deleted."""

    key = models.CharField(_("key"), max_length=120, unique=True)
    object_id = models.PositiveBigIntegerField(_("number of its row"))
    loaded_at = models.DateTimeField(_("loaded"), default=timezone.now)

    class Meta:
        verbose_name = _("loaded content")
        verbose_name_plural = _("loaded content")

    def __str__(self):
        return self.key
