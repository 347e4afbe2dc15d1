"""How certificates look and what words stand around the facts. Versions: a certificate keeps the one it was made with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TemplateQuerySet(models.QuerySet):
    def current(self):
        """The newest published version. Only certificates issued from now on are made with it."""
        return self.exclude(published_at=None).order_by("number").last()


class Template(models.Model):
    """One version. A published one never changes (migration 0003): a new version is made from it.

    `words` are {language: {key: text}}; which keys there are: certificates/words/en.toml.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    note = models.CharField(_("what is new in it"), max_length=200, blank=True)
    words = models.JSONField(_("words"), default=dict)
    accent = models.CharField(_("colour"), max_length=7, default="#5a2b8a")
    logo = models.BinaryField(_("logo"), blank=True, default=b"", editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="published_templates",
        verbose_name=_("published by"),
        editable=False,
    )

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accent__regex=r"^#[0-9a-f]{6}$"),
                name="certificates_template_accent_is_a_colour",
                violation_error_message=_("A colour looks like #5a2b8a."),
            ),
        ]

    def __str__(self):
        return str(_("Version %(number)s") % {"number": self.number})
