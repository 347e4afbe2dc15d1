"""Levels: what only staff can judge, and completions that no longer stand on anything."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from impact.decisions.decision import Kind
from levels.models import Exemption, LevelEnrolment

TITLE = _("Levels")
MAY = "levels.change_levelenrolment"


def _people(standing):
    return lambda one: f"{reverse('admin:levels_levelenrolment_changelist')}?standing={standing}"


KINDS = [
    Kind(
        name="exemptions",
        needs=MAY,
        title=ngettext_lazy(
            "%(count)s exemption is asked for", "%(count)s exemptions are asked for", "count"
        ),
        why=_("It counts once somebody else than who asked has granted it."),
        rows=lambda asking: Exemption.objects.filter(decided_at=None).exclude(asked_by=asking.user),
        since="asked_at",
        url=lambda one: reverse("admin:levels_exemption_changelist") + "?decided_at__isempty=1",
    ),
    Kind(
        name="sign_offs",
        needs=MAY,
        title=ngettext_lazy(
            "%(count)s person lacks nothing but a signature",
            "%(count)s people lack nothing but a signature",
            "count",
        ),
        why=_("All the rest is done: the level is completed as soon as staff sign it off."),
        rows=lambda asking: LevelEnrolment.objects.to_sign_off(),
        url=_people("to_sign_off"),
    ),
    Kind(
        name="no_longer_met",
        needs=MAY,
        title=ngettext_lazy(
            "%(count)s completion is no longer met", "%(count)s completions are no longer met", "count"
        ),
        why=_("The evidence has changed since. Leave it as it is, or take it back with a reason."),
        rows=lambda asking: LevelEnrolment.objects.no_longer_met(),
        since="completed_at",
        url=_people("no_longer"),
    ),
]
