"""Two who run a hub, at the same moment, on real PostgreSQL."""

import pytest

from accounts.models import AuditEntry
from hubs.tests.factories import MembershipFactory
from levels.actions import local_material as actions
from levels.models import LocalMaterial, LocalState
from levels.tests.factories import LocalMaterialFactory
from levels.tests.test_classroom_race import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_five_who_publish_at_once_publish_once(poland):
    by, draft = MembershipFactory(hub=poland).user, LocalMaterialFactory(hub=poland, draft=True)

    done = at_once([lambda: actions.publish(material=draft, by=by)] * 5)

    assert sum(isinstance(one, LocalMaterial) for one in done) == 1
    assert sum(isinstance(one, actions.ChangedMeanwhile) for one in done) == 4
    assert AuditEntry.objects.filter(action="local_material.published").count() == 1


def test_of_five_who_save_at_once_one_is_saved_and_four_are_told(poland):
    by, draft = MembershipFactory(hub=poland).user, LocalMaterialFactory(hub=poland, draft=True)

    def save(number):
        mine = LocalMaterial.objects.get(pk=draft.pk)
        mine.title, mine.edition = f"Title {number}", 1
        return lambda: actions.keep(material=mine, by=by)

    done = at_once([save(number) for number in range(5)])

    assert sum(isinstance(one, actions.ChangedMeanwhile) for one in done) == 4
    assert LocalMaterial.objects.get().edition == 2


def test_a_draft_is_published_or_thrown_away_never_both(poland):
    by, draft = MembershipFactory(hub=poland).user, LocalMaterialFactory(hub=poland, draft=True)

    at_once([lambda: actions.publish(material=draft, by=by), lambda: actions.discard(material=draft, by=by)])

    left = LocalMaterial.objects.first()
    assert left is None or left.state == LocalState.PUBLISHED
    deeds = AuditEntry.objects.filter(action__in=["local_material.published", "local_material.discarded"])
    assert deeds.count() == 1
