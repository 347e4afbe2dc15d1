"""The learners of the demo, made once for all that is asked about them here: they take some seconds."""

import pytest
from django.core.management import call_command

from accounts.models import User
from impact import reading
from impact.models.snapshots import Split
from levels.models import LevelEnrolment
from pathway.content import loader


@pytest.mark.django_db
def test_the_cohort_fills_the_figures_and_is_made_once(settings):
    settings.DEMO = True
    loader.load()
    call_command("load_sample_classroom")
    call_command("load_cohort")
    people = User.objects.count()

    call_command("load_cohort")

    numbers = reading.latest()
    assert User.objects.count() == people == 320
    assert numbers.get("joined").people == 320
    assert {"PL", "PT", "RO", "SE", "GB"} <= {
        group for group, _ in numbers.groups("started", Split.COUNTRY, level=1)
    }
    assert "MT" not in {group for group, _ in numbers.groups("joined", Split.COUNTRY)}
    assert (
        LevelEnrolment.objects.exclude(completed_at=None).count()
        == numbers.get("completed", level=1).people
        >= 40
    )
