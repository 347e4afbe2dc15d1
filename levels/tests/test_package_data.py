import pytest

from levels.models import Package, PackageStandard
from levels.packages.cmi import (
    Outcome,
    clock_of_seconds,
    outcome,
    seconds_of_clock,
    seconds_of_duration,
    to_resume,
)

SCORM_12, SCORM_2004 = PackageStandard.SCORM_12, PackageStandard.SCORM_2004


@pytest.mark.parametrize(
    ("status", "completed", "passed"),
    [
        ("passed", True, True),
        ("completed", True, None),
        ("failed", False, False),
        ("incomplete", False, None),
        ("", False, None),
    ],
)
def test_one_status_of_1_2_says_completed_and_passed(status, completed, passed):
    core = {"lesson_status": status, "score": {"raw": "85"}, "session_time": "0000:10:05.20"}
    assert outcome(SCORM_12, {"core": core}) == Outcome(completed, passed, 8500, 605)


def test_2004_says_completed_and_passed_apart():
    cmi = {"completion_status": "completed", "success_status": "failed", "score": {"scaled": "0.4"}}
    assert outcome(SCORM_2004, cmi | {"session_time": "PT1H2M3.5S"}) == Outcome(True, False, 4000, 3723)


@pytest.mark.parametrize(
    ("score", "hundredths"),
    [
        ({"raw": "15", "min": "10", "max": "20"}, 5000),
        ({"raw": "7", "max": "0"}, None),
        ({"raw": "250"}, 10000),
        ({"raw": "-3"}, 0),
        ({"raw": "NaN"}, None),
        ({"raw": "Infinity"}, None),
        ({"raw": "many"}, None),
        ({}, None),
    ],
)
def test_a_score_is_a_share_of_what_could_be_had(score, hundredths):
    assert outcome(SCORM_12, {"core": {"score": score}}).score == hundredths


def test_times_that_are_none_count_nothing():
    assert [seconds_of_clock(text) for text in ("12:00", "x", "", None)] == [0] * 4
    assert [seconds_of_duration(text) for text in ("PT", "one hour", "", "P1D")] == [0, 0, 0, 86400]


def test_a_clock_of_seconds_is_read_back():
    assert seconds_of_clock(clock_of_seconds(36 * 3600 + 61)) == 36 * 3600 + 61


def resumed(standard, stored):
    package = Package(standard=standard, launch_data="ward=3", pass_mark=8000)
    return to_resume(standard, stored, seconds=61, person_code="c0de", name="Åsa Öberg", package=package)


def test_a_package_opened_for_the_first_time_begins():
    core = resumed(SCORM_12, {})["core"]
    assert (core["entry"], core["lesson_status"], core["total_time"]) == (
        "ab-initio",
        "not attempted",
        "0000:01:01",
    )
    assert resumed(SCORM_12, {})["student_data"] == {"mastery_score": "80"}
    assert resumed(SCORM_2004, {})["entry"] == "ab-initio"
    assert resumed(SCORM_2004, {})["scaled_passing_score"] == "0.8"


def test_a_package_that_was_suspended_goes_on():
    stored = {
        "core": {"exit": "suspend", "lesson_location": "3", "session_time": "0000:01:00"},
        "suspend_data": "x",
    }
    found = resumed(SCORM_12, stored)
    assert (found["core"]["entry"], found["core"]["lesson_location"], found["suspend_data"]) == (
        "resume",
        "3",
        "x",
    )
    assert "session_time" not in found["core"]
    again = resumed(SCORM_2004, {"exit": "suspend", "location": "3", "suspend_data": "y" * 90_000})
    assert (again["entry"], again["location"], len(again["suspend_data"])) == ("resume", "3", 90_000)
