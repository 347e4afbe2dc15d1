from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from impact.periods import Period
from levels.tests.factories import PathwayFactory

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
IN_JUNE = datetime(2026, 6, 15, tzinfo=UTC)


def test_months_begin_and_end_in_utc():
    period = Period(date(2026, 11, 1), date(2026, 12, 1))

    assert period.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert period.until == datetime(2027, 1, 1, tzinfo=UTC)
    assert str(period) == "November 2026 – December 2026"
    assert str(Period(MAY, MAY)) == "May 2026"


def test_this_month_is_so_far():
    assert Period(MAY, JUNE).is_so_far(IN_JUNE)
    assert not Period(MAY, MAY).is_so_far(IN_JUNE)


def test_it_does_not_run_backwards():
    with pytest.raises(ValidationError, match="before the first"):
        Period(JUNE, MAY).refuse_nonsense(IN_JUNE)


def test_there_is_nothing_to_report_of_months_to_come():
    Period(MAY, JUNE).refuse_nonsense(IN_JUNE)
    with pytest.raises(ValidationError, match="months to come"):
        Period(JUNE, date(2026, 7, 1)).refuse_nonsense(IN_JUNE)


@pytest.mark.django_db
def test_a_period_before_the_programme_is_known_for_one():
    assert Period(MAY, MAY).begin_of_programme() is None
    PathwayFactory()

    assert Period(date(2025, 3, 1), date(2025, 12, 1)).begin_of_programme() == date(2026, 1, 1)
    assert Period(date(2025, 12, 1), date(2026, 1, 1)).begin_of_programme() is None
