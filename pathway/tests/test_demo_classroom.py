"""What `bin/run` loads: the pathway, the sample classroom, and the demo people at work in it."""

import pytest
from django.core.management import call_command

from accounts.models import User
from assessments.models import Attempt, AttemptState, Contest
from levels.models import Completion, Exemption, LevelEnrolment
from pathway.content import loader

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom(settings):
    settings.DEMO = True
    loader.load()
    call_command("load_sample_classroom")
    call_command("load_demo")


def test_everybody_finds_work_on_the_first_log_in(classroom):
    half_way = LevelEnrolment.objects.get(
        enrolment__user__email="participant.pl@example.org", level__number=1
    )
    assert half_way.standing
    assert half_way.completed_at is None
    assert Completion.objects.exists()
    assert Exemption.objects.filter(decided_at=None).exists()
    assert Attempt.objects.filter(state=AttemptState.SCORED).count() > 60
    assert Attempt.objects.filter(state=AttemptState.MARKING).exists()
    assert Contest.objects.filter(state="open").exists()
    people = User.objects.count()
    call_command("load_demo")
    assert User.objects.count() == people
    call_command("reconcile_completion", "--check")
    call_command("rebuild_progress", "--check")
