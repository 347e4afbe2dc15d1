"""What this app holds about a person: that, not what, they answered."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from evaluations.models import Participation


def register_holdings():
    register(
        Holding(
            model="evaluations.Participation",
            title=_("Evaluations you have answered"),
            export=_export,
            erase=lambda user: Participation.objects.filter(person=user).delete(),
            kept=_(
                "What you answered in evaluations. It is stored without anything that leads to you, so nobody, and "
                "neither can we, tell which answers are yours."
            ),
        )
    )


def _export(user):
    for row in Participation.objects.filter(person=user).select_related("survey").order_by("answered_on"):
        yield {"evaluation": row.survey.title, "answered_on": row.answered_on.isoformat()}
