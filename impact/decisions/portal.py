"""The portal itself: does what happens by itself still happen?"""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from impact import queue
from impact.decisions.decision import Decision, Kind
from impact.models import Snapshot, Webhook

TITLE = gettext_lazy("The portal itself")
NEEDS = "impact.view_snapshot"
KINDS = [
    Kind(
        name="webhooks_off",
        needs="impact.change_webhook",
        title=ngettext_lazy(
            "%(count)s webhook was switched off after many failures",
            "%(count)s webhooks were switched off after many failures",
            "count",
        ),
        why=gettext_lazy("Another system no longer hears of news. Tell its owner, then switch it on again."),
        rows=lambda asking: Webhook.objects.exclude(switched_off_at=None),
        since="switched_off_at",
        url=lambda one: reverse("impact:webhooks"),
    ),
]
# A rush leaves some hundreds behind for a minute; so many wait only where no worker is.
LONG = 1000


def found(asking):
    yield from _old_figures(asking)
    yield from _long_queue(asking)


def _old_figures(asking):
    newest = Snapshot.objects.complete().values_list("as_of", flat=True).first()
    if newest is None or newest < asking.now - timedelta(hours=asking.rules.snapshot_hours):
        yield Decision(
            title=_("The figures are old") if newest else _("The figures have never been counted"),
            why=_(
                "They are counted every hour. Whatever happens by itself may be asleep: look at Celery beat."
            ),
            url=reverse("health"),
            since=newest,
            now=asking.now,
        )


def _long_queue(asking):
    length = queue.length() or 0
    if length > LONG:
        yield Decision(
            title=_("%(count)s tasks wait for a worker") % {"count": length},
            why=_("Mails, certificates and reports come late: are the workers there?"),
            url=reverse("health"),
            count=length,
            now=asking.now,
        )
