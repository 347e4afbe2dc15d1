"""What this app holds about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from levels.models import Enrolment


def register_holdings():
    register(
        Holding(
            model="levels.Enrolment",
            title=_("Your enrolment and the levels open to you"),
            export=_export_enrolments,
            erase=lambda user: Enrolment.objects.filter(user=user).delete(),
        )
    )


def _export_enrolments(user):
    enrolments = Enrolment.objects.filter(user=user).select_related("pathway")
    for enrolment in enrolments.prefetch_related("levels__level"):
        yield {
            "pathway": enrolment.pathway.title,
            "enrolled_at": enrolment.enrolled_at.isoformat(),
            "levels": [
                {"level": row.level.number, "opened_at": row.opened_at.isoformat()}
                for row in enrolment.levels.all()
            ],
        }
