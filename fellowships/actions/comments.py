"""What a coordinator says about a candidate of the own country."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import stages
from fellowships.models import Application, CoordinatorComment, Stage
from hubs.models import Hub

# Until places are given: later nobody reads it any more.
COMMENTED = (Stage.OPEN, Stage.CLOSED, Stage.REVIEWING, Stage.SCORED)


@transaction.atomic
def comment(*, application, text, by, seen=""):
    """Write or change the one comment of a hub. `seen` is the version that was on the page (`version_of`).

    Raises ValidationError: with the code "stale" where a colleague wrote meanwhile, "stage" where places are given.
    """
    call = stages.lock(application.call)
    stages.require(call, *COMMENTED)
    application = Application.objects.of_countries_of(by).select_related("person").get(pk=application.pk)
    hub = Hub.objects.run_by(by).get(country=application.home)
    comment = application.coordinator_comments.filter(hub=hub).first()
    if version_of(comment) != seen:
        raise ValidationError(
            _(
                "A colleague of your hub wrote something meanwhile. Read it below; your own text is still in the field."
            ),
            code="stale",
        )
    comment = comment or CoordinatorComment(application=application, hub=hub)
    comment.text, comment.author, comment.written_at = text.strip(), by, timezone.now()
    comment.full_clean()
    comment.save()
    audit.record("application.commented", application, by=by, person=application.person, hub=hub.code)
    return comment


def version_of(comment):
    return comment.written_at.isoformat() if comment else ""
