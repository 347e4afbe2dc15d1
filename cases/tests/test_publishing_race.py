"""Two editors at one case at once, on real PostgreSQL, each in a thread with an own connection."""

import pytest
from django.core.exceptions import ValidationError

from cases.actions import publishing
from cases.models import Version
from cases.tests import factories
from cases.tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_published_by_two_at_once_there_is_one_version_and_the_second_is_told():
    revision = factories.accepted()
    editors = [factories.editor(), factories.editor()]

    answers = at_once([lambda by=by: publishing.publish(revision=revision, by=by) for by in editors])

    assert sum(isinstance(answer, Version) for answer in answers) == 1
    assert [answer.code for answer in answers if isinstance(answer, ValidationError)] == ["transition"]
    assert Version.objects.count() == 1
