"""What a hub does with its material. Each function is one transaction; who may is asked before."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from levels import local_material
from levels.models import LocalMaterial, LocalState

TRANSITIONS = {
    LocalState.DRAFT: {LocalState.PUBLISHED},
    LocalState.PUBLISHED: {LocalState.WITHDRAWN},
    LocalState.WITHDRAWN: {LocalState.PUBLISHED},
}


class ChangedMeanwhile(ValidationError):
    """Somebody else was faster: says how it stands now. Nothing was changed."""

    def __init__(self, text, edition=None):
        super().__init__(text, code="changed_meanwhile")
        self.edition = edition


@transaction.atomic
def keep(*, material, by):
    """Save what was filled in, as a new draft or over what is there. What is published changes for readers at once.

    `material.edition` is the one that was on the page.
    """
    if material.pk is None:
        material.made_by = by
    else:
        now = _lock(material)
        if now.edition != material.edition:
            raise ChangedMeanwhile(
                _(
                    "Somebody else has changed this since you opened it. Look at theirs before you save over it."
                ),
                edition=now.edition,
            )
        material.edition += 1
    _refuse_incomplete(material, material.state == LocalState.PUBLISHED)
    material.changed_at = timezone.now()
    _save(material)
    audit.record("local_material.kept", material, by=by, hub=material.hub_id, edition=material.edition)
    return material


@transaction.atomic
def publish(*, material, by):
    """Everybody reads it from now on; also once more what was withdrawn."""
    material = _to_change(material, LocalState.PUBLISHED)
    _refuse_incomplete(material, True)
    material.state, material.published_at = LocalState.PUBLISHED, timezone.now()
    material.withdrawn_at, material.withdrawn_because = None, ""
    _save(material)
    audit.record("local_material.published", material, by=by, hub=material.hub_id)
    return material


@transaction.atomic
def withdraw(*, material, because, by):
    """Nobody but the hub sees it any more. The reason is for those who run the hub."""
    material = _to_change(material, LocalState.WITHDRAWN)
    material.state, material.withdrawn_at = LocalState.WITHDRAWN, timezone.now()
    material.withdrawn_because = because
    _save(material)
    audit.record("local_material.withdrawn", material, by=by, hub=material.hub_id)
    return material


@transaction.atomic
def discard(*, material, by):
    """Throw a draft away. Returns False where it is gone already; what was once published is withdrawn instead."""
    row = LocalMaterial.objects.select_for_update().filter(pk=material.pk).first()
    if row is None:
        return False
    if row.state != LocalState.DRAFT:
        raise ChangedMeanwhile(_("Somebody else has published this: withdraw it instead."))
    audit.record("local_material.discarded", row, by=by, hub=row.hub_id)
    row.delete()
    if row.file:
        transaction.on_commit(partial(row.file.storage.delete, row.file.name))
    return True


def _to_change(material, state):
    material = _lock(material)
    if state not in TRANSITIONS[material.state]:
        raise ChangedMeanwhile(
            _("Somebody else was faster: “%(title)s” is %(state)s. Nothing was changed.")
            % {"title": material.title, "state": material.get_state_display().lower()}
        )
    material.edition += 1
    return material


def _lock(material):
    rows = LocalMaterial.objects.select_for_update(of=["self"], no_key=True).select_related("hub")
    found = rows.filter(pk=material.pk).first()
    if found is None:
        raise ChangedMeanwhile(_("Somebody else has thrown this draft away."))
    return found


def _refuse_incomplete(material, is_public):
    wanted = local_material.missing(material) if is_public else []
    if wanted:
        raise ValidationError(wanted, code="incomplete")


def _save(material):
    material.full_clean()
    material.save()
