"""What this app holds about a person."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from levels.models import (
    Contribution,
    Enrolment,
    Evidence,
    Exemption,
    LocalMaterial,
    PackageState,
    Progress,
    RequirementSet,
    WatchClock,
)


def register_holdings():
    for holding in _HOLDINGS:
        register(holding)


def _export_enrolments(user):
    enrolments = Enrolment.objects.filter(user=user).select_related("pathway")
    for enrolment in enrolments.prefetch_related("levels__level", "levels__exemptions"):
        yield {
            "pathway": enrolment.pathway.title,
            "enrolled_at": enrolment.enrolled_at.isoformat(),
            "levels": [_export_level(row) for row in enrolment.levels.all()],
        }


def _export_level(row):
    return {
        "level": row.level.number,
        "opened_at": row.opened_at.isoformat(),
        "completed_at": row.completed_at.isoformat() if row.completed_at else None,
        "score_in_hundredths_of_a_percent": row.score,
        "exemptions": [
            {"requirement": exemption.key, "reason": exemption.reason, "granted": exemption.is_granted}
            for exemption in row.exemptions.all()
        ],
    }


def _export_evidence(user):
    rows = Evidence.objects.filter(person=user).select_related("resource", "assessment", "activity", "level")
    for row in rows.iterator(chunk_size=2000):
        about = row.resource or row.assessment or row.activity or row.level
        yield {
            "kind": row.kind,
            "about": str(about) if about else None,
            "data": row.data,
            "happened_at": row.happened_at.isoformat(),
            "received_at": row.received_at.isoformat(),
        }


def _erase_evidence(user):
    with connection.cursor() as cursor:
        # For this transaction only: see the trigger levels_evidence_stays.
        cursor.execute("SELECT set_config('pathway.erasing', 'yes', true)")
        Evidence.objects.filter(person=user).delete()
        cursor.execute("SELECT set_config('pathway.erasing', 'no', true)")


def _export_progress(user):
    for row in Progress.objects.filter(person=user).select_related("resource"):
        yield {
            "resource": row.resource.title,
            "opened_at": row.opened_at.isoformat(),
            "done_at": row.done_at.isoformat() if row.done_at else None,
            "detail": row.detail,
        }


def _export_package_states(user):
    for row in PackageState.objects.filter(person=user).select_related("resource"):
        yield {"package": row.resource.title, "state": row.cmi, "seconds": row.seconds}


def _export_contributions(user):
    for row in Contribution.objects.filter(author=user).select_related("resource"):
        yield {"question": row.resource.title, "said_at": row.said_at.isoformat(), "text": row.text}


def _export_exemptions(user):
    return (Exemption.objects.filter(asked_by=user) | Exemption.objects.filter(decided_by=user)).values(
        "key", "reason"
    )


def _forget_exemptions(user):
    Exemption.objects.filter(asked_by=user).update(asked_by=None)
    Exemption.objects.filter(decided_by=user).update(decided_by=None)


_HOLDINGS = [
    Holding(
        model="levels.LocalMaterial",
        title=_("What you have written for your hub"),
        export=lambda user: LocalMaterial.objects.filter(made_by=user).values("hub__name", "title", "state"),
        erase=lambda user: None,
        kept=_("What your hub has published, with an account that has no name any more."),
    ),
    Holding(
        model="levels.Evidence",
        title=_("What you have done on the pathway, step by step"),
        export=_export_evidence,
        erase=_erase_evidence,
    ),
    Holding(
        model="levels.WatchClock",
        title=_("How much film you can have watched since your last report"),
        export=lambda user: WatchClock.objects.filter(person=user).values("allowance", "counted_at"),
        erase=lambda user: WatchClock.objects.filter(person=user).delete(),
    ),
    Holding(
        model="levels.Progress",
        title=_("How far you are with each resource"),
        export=_export_progress,
        erase=lambda user: Progress.objects.filter(person=user).delete(),
    ),
    Holding(
        model="levels.PackageState",
        title=_("Where you stand in interactive packages"),
        export=_export_package_states,
        erase=lambda user: PackageState.objects.filter(person=user).delete(),
    ),
    Holding(
        model="levels.Contribution",
        title=_("What you have said in discussions"),
        export=_export_contributions,
        erase=lambda user: Contribution.objects.filter(author=user).delete(),
    ),
    Holding(
        model="levels.Exemption",
        title=_("Exemptions you have asked for or decided"),
        export=_export_exemptions,
        erase=_forget_exemptions,
    ),
    Holding(
        model="levels.RequirementSet",
        title=_("Requirements you have published"),
        export=lambda user: RequirementSet.objects.filter(published_by=user).values(
            "level__number", "number"
        ),
        erase=lambda user: RequirementSet.objects.filter(published_by=user).update(published_by=None),
    ),
    Holding(
        model="levels.Enrolment",
        title=_("Your enrolment and the levels open to you"),
        export=_export_enrolments,
        erase=lambda user: Enrolment.objects.filter(user=user).delete(),
    ),
]
