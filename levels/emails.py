"""Mail about the pathway. Facts go into the outbox as they are now; words are found when it is sent."""

from django.utils.translation import gettext_lazy as _

from levels.models import Enrolment, Level, LevelEnrolment, LocalMaterial, Pathway
from levels.standing import facts_of
from mailing.actions import queue, queue_many
from mailing.kinds import Kind, register

ENROLLED = "levels/enrolled"
COMPLETED = "levels/completed"
OPENED = "levels/opened"
TAKEN_BACK = "levels/taken_back"
EXEMPTED = "levels/exempted"
DIFFERENCES = "levels/differences"
LOCAL_REVIEW = "levels/local_review"


def register_kinds():
    register(Kind(name=ENROLLED, title=_("Welcome to the pathway"), still_true=_still_enrolled))
    register(Kind(name=COMPLETED, title=_("Level completed"), still_true=_still_completed))
    register(Kind(name=OPENED, title=_("A level is open to you"), still_true=_still_open))
    register(Kind(name=TAKEN_BACK, title=_("Completion taken back"), still_true=_still_open))
    register(Kind(name=EXEMPTED, title=_("Exempt from a requirement"), still_true=_still_open))
    register(Kind(name=DIFFERENCES, title=_("Progress differs from its evidence, to the office")))
    register(
        Kind(
            name=LOCAL_REVIEW,
            title=_("Local material to be looked at again, to the hub"),
            still_true=_still_to_review,
        )
    )


def queue_enrolled(enrolment):
    open_numbers = set(enrolment.levels.values_list("level__number", flat=True))
    levels = [
        {
            "number": level.number,
            "title": level.title,
            "when": level.when,
            "path": level.get_absolute_url(),
            "is_open": level.number in open_numbers,
        }
        for level in Level.objects.filter(pathway=enrolment.pathway_id)
    ]
    queue(
        ENROLLED,
        key=f"{ENROLLED}/{enrolment.pk}",
        user=enrolment.user,
        context={
            "enrolment": enrolment.pk,
            "name": enrolment.user.name,
            "pathway": enrolment.pathway.title,
            "open": [level for level in levels if level["is_open"]],
            "later": [level for level in levels if not level["is_open"]],
        },
    )


def _still_enrolled(message):
    return Enrolment.objects.filter(pk=message.context["enrolment"]).exists()


def queue_completed(rows):
    """Tell people that they have completed a level. Again only where it was taken back in between."""
    queue_many(
        COMPLETED,
        [
            _mail_about(row, f"{COMPLETED}/{row.pk}/{row.completed_at.isoformat()}") | _completed(row)
            for row in rows
        ],
    )


def _completed(row):
    return {"context": _facts(row) | {"score": row.score, "have": row.standing["have"]}}


def queue_opened(enrolments, level):
    """Tell people (ids of enrolments) that a level which they had to wait for is open now."""
    rows = LevelEnrolment.objects.filter(enrolment__in=enrolments, level=level)
    rows = rows.select_related("enrolment__user", "level")
    queue_many(OPENED, [_mail_about(row, f"{OPENED}/{row.pk}") | {"context": _facts(row)} for row in rows])


def queue_taken_back(row):
    mail = _mail_about(row, f"{TAKEN_BACK}/{row.pk}/{row.taken_back_at.isoformat()}")
    queue_many(TAKEN_BACK, [mail | {"context": _facts(row) | {"reason": row.taken_back_because}}])


def queue_exempted(exemption):
    row = exemption.level_enrolment
    facts = {
        "requirement": (facts_of(row, exemption.key) or {"title": exemption.key})["title"],
        "reason": exemption.reason,
    }
    mail = _mail_about(row, f"{EXEMPTED}/{exemption.pk}")
    queue_many(EXEMPTED, [mail | {"context": _facts(row) | facts}])


def queue_differences(report, day):
    """Tell the office, once a night, that what is stored is not what the evidence comes to."""
    pathway = Pathway.objects.first()
    if pathway is None:
        return
    queue(
        DIFFERENCES,
        key=f"{DIFFERENCES}/{day.isoformat()}",
        to=pathway.office_email or pathway.contact_email,
        context={
            "progress": len(report.missing) + len(report.differing) + len(report.surplus),
            "levels": len(report.standings.differing),
        },
    )


def _mail_about(row, key):
    user = row.enrolment.user
    return {"key": key, "user": user, "to": user.email, "language": user.language}


def _facts(row):
    return {
        "level_enrolment": row.pk,
        "name": row.enrolment.user.name,
        "number": row.level.number,
        "title": row.level.title,
        "path": row.level.get_absolute_url(),
    }


def _still_completed(message):
    rows = LevelEnrolment.objects.filter(pk=message.context["level_enrolment"])
    return rows.exclude(completed_at=None).exists()


def _still_open(message):
    return LevelEnrolment.objects.filter(pk=message.context["level_enrolment"]).exists()


def queue_local_reviews(running, pathway):
    """`running` maps local material to who runs its hub: each of them is told once for each day of review, else the office."""
    office = (pathway.office_email or pathway.contact_email) if pathway else ""
    queue_many(
        LOCAL_REVIEW,
        [
            {"key": f"{_local_key(row)}/{user.pk}", "user": user, "to": user.email, "language": user.language}
            | {"context": _local_facts(row, user.name)}
            for row, users in running.items()
            for user in users
        ]
        + [
            {"key": f"{_local_key(row)}/office", "to": office, "context": _local_facts(row, "")}
            for row, users in running.items()
            if office and not users
        ],
    )


def _local_key(row):
    return f"{LOCAL_REVIEW}/{row.pk}/{row.review_by}"


def _local_facts(row, name):
    return {
        "material": row.pk,
        "name": name,
        "title": row.title,
        "hub": row.hub.name,
        "review_by": row.review_by.isoformat(),
        "path": row.get_manage_url(),
    }


def _still_to_review(message):
    """Looked at, withdrawn or gone since then: nothing to remind of."""
    facts = message.context
    rows = LocalMaterial.objects.published()
    return rows.filter(pk=facts["material"], review_by=facts["review_by"]).exists()
