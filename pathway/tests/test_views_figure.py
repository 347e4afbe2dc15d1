"""The figure of views: counted here, told by `impact`."""

from datetime import timedelta

import pytest
from django.utils import timezone

from impact import reading
from impact.actions import snapshots
from impact.figures import FIGURES, Source
from impact.models.snapshots import Split
from pathway.models import PageViews

pytestmark = pytest.mark.django_db


def test_views_are_those_the_portal_counted():
    PageViews.objects.create(path="/", count=10, carried_over=100)
    PageViews.objects.create(path="/levels/2/", count=7)
    PageViews.objects.create(path="/hubs/pl/", count=5)

    snapshots.take()
    numbers = reading.latest(figures=["views"])

    assert numbers.get("views")["views"] == 122
    assert numbers.get("views", level=2)["views"] == 7
    assert numbers.get("views", split=Split.COUNTRY, group="PL")["views"] == 5


def test_views_of_a_period_are_not_known():
    PageViews.objects.create(path="/", count=10)

    now = timezone.now()

    assert FIGURES["views"].count(Source(None, now, now - timedelta(days=30)), Split.TOTAL) == {}
