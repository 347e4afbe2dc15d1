import pytest

from certificates.durations import duration


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (345, "5 h 45 min"), (605, "10 h 05 min")],
)
def test_minutes_are_read_as_hours_and_minutes(minutes, words):
    assert duration(minutes) == words
