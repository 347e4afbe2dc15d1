"""Mail about webhooks."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from impact.models import Webhook
from mailing import actions as outbox
from mailing.kinds import Kind


def queue_switched_off(webhook):
    """To who made it: it failed so often that the portal has stopped."""
    person = webhook.created_by
    outbox.queue(
        "impact/webhook_off",
        key=f"webhook-off:{webhook.pk}:{webhook.switched_off_at:%Y%m%dT%H%M%S%f}",
        user=person,
        context={
            "webhook": webhook.pk,
            "name": person.name,
            "title": webhook.name,
            "failures": webhook.failures,
            "path": reverse("impact:webhook", args=[webhook.pk]),
        },
    )


def _is_still_off(message):
    return Webhook.objects.filter(pk=message.context["webhook"], is_on=False).exists()


KINDS = [Kind("impact/webhook_off", _("A webhook was switched off"), still_true=_is_still_off)]
