"""Who did what, when. Rows are added and never changed: the database itself refuses update and delete."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditQuerySet(models.QuerySet):
    def about(self, instance):
        return self.filter(object_type=instance._meta.label_lower, object_id=str(instance.pk))


class AuditEntry(models.Model):
    """People stand here as numbers, not as foreign keys: erasing a person must not touch the trail.

    `facts` holds states, codes and numbers, never names, addresses or free text of a person.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor_id = models.BigIntegerField(_("who did it"), null=True, help_text=_("Empty: the portal itself."))
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=40)
    person_id = models.BigIntegerField(_("whom it concerns"), null=True)
    facts = models.JSONField(_("facts"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="accounts_audit_object"),
            models.Index(fields=["person_id"], name="accounts_audit_person"),
        ]

    def __str__(self):
        return f"{self.action} {self.object_type} {self.object_id}"
