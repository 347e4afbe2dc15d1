"""What the portal sees to by itself while applications are read."""

from fellowships.actions.assigning import expire_overdue
from fellowships.actions.conflicts import look_for_stakes
from fellowships.models import Call, Stage

READ = [Stage.OPEN, Stage.CLOSED, Stage.REVIEWING, Stage.SCORED, Stage.ALLOCATED]


def keep_up_reviews(now=None):
    """In every call: compare the records anew, and take back what lies with somebody who has fallen silent."""
    for call in Call.objects.filter(stage__in=READ).order_by("pk"):
        look_for_stakes(call=call)
        expire_overdue(call=call, now=now)
