"""What people read: texts that were to be reviewed, and dates and numbers that are hardly meant."""

from datetime import timedelta

from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_countries import countries

from impact import soundness
from impact.decisions.decision import Decision, Kind, end_of
from levels.models import LocalMaterial, Resource

TITLE = _("Content, dates and numbers")
NEEDS = "registrations.change_event"
WHY = _("It is public as it stands. Mend it, or leave it if it is meant so.")


def found(asking):
    for finding in soundness.check(asking.now, asking.rules.undated_days):
        yield Decision(title=finding.text, url=finding.url, why=WHY, due=finding.due, now=asking.now)


KINDS = [
    Kind(
        name="old_resources",
        needs="levels.change_resource",
        title=ngettext_lazy(
            "%(count)s resource was to be reviewed by now",
            "%(count)s resources were to be reviewed by now",
            "count",
        ),
        why=_("Medicine moves on: an author looks at it again, and sets the next day."),
        rows=lambda asking: Resource.objects.published().filter(review_due_on__lt=asking.now.date()),
        due=end_of("review_due_on"),
        one="module__level__number",
        about="module__level__number",
        in_words=lambda number: _("Level %(number)s") % {"number": number},
        url=lambda number: reverse("admin:levels_classroom", args=[number]),
    ),
    Kind(
        name="old_material",
        needs="levels.change_localmaterial",
        title=ngettext_lazy(
            "%(count)s text of a hub was to be looked at by now",
            "%(count)s texts of a hub were to be looked at by now",
            "count",
        ),
        why=_("Policies and resistance data age. Ask the hub to set it right, or to withdraw it."),
        rows=lambda asking: LocalMaterial.objects.to_review(asking.now.date() - timedelta(days=1)),
        due=end_of("review_by"),
        one=Lower("hub__country"),
        about="hub__country",
        in_words=countries.name,
        url=lambda code: reverse("levels:local_material", args=[code]),
    ),
]
