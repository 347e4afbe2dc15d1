"""What the data of a SCORM package means: status, score, time. Both standards, as the runtime sends them.

SCORM 1.2 knows one status for "completed" and "passed"; 2004 has one for each (learning-systems.md A4).
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from levels.models import PackageStandard

_CLOCK = re.compile(r"(\d{2,4}):(\d{2}):(\d{2})(?:\.\d{1,2})?")
_DURATION = re.compile(
    r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.\d+)?S)?)?"
)


@dataclass(frozen=True)
class Outcome:
    """`passed` and `score` (0 to 10000, hundredths of a percent) are None where the package says nothing."""

    completed: bool
    passed: bool | None
    score: int | None
    seconds: int


def outcome(standard, cmi):
    return _outcome_12(_part(cmi, "core")) if standard == PackageStandard.SCORM_12 else _outcome_2004(cmi)


def _outcome_12(core):
    status = str(core.get("lesson_status", ""))
    return Outcome(
        completed=status in {"completed", "passed"},
        passed={"passed": True, "failed": False}.get(status),
        score=_share(_part(core, "score")),
        seconds=seconds_of_clock(core.get("session_time", "")),
    )


def _outcome_2004(cmi):
    score = _part(cmi, "score")
    scaled = _decimal(score.get("scaled"))
    return Outcome(
        completed=cmi.get("completion_status") == "completed",
        passed={"passed": True, "failed": False}.get(str(cmi.get("success_status"))),
        score=_share(score) if scaled is None else _within(scaled * 10000),
        seconds=seconds_of_duration(cmi.get("session_time", "")),
    )


def _part(data, name):
    """A part of the data that should have parts of its own; packages of strangers send anything."""
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _share(score):
    """Raw points between min and max; without those, points of a hundred."""
    raw, least, most = (_decimal(score.get(name)) for name in ("raw", "min", "max"))
    if raw is None:
        return None
    least = least or Decimal(0)
    most = Decimal(100) if most is None else most
    return _within((raw - least) / (most - least) * 10000) if most > least else None


def _within(hundredths):
    return int(min(max(hundredths, Decimal(0)), Decimal(10000)))


def _decimal(text):
    try:
        number = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def seconds_of_clock(text):
    """Seconds of a CMITimespan, `HHHH:MM:SS.SS`; 0 for what is none."""
    found = _CLOCK.fullmatch(str(text))
    return (
        sum(int(part) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True))
        if found
        else 0
    )


def seconds_of_duration(text):
    """Seconds of an ISO 8601 duration as SCORM 2004 uses it (`PT1H30M5S`); 0 for what is none."""
    found = _DURATION.fullmatch(str(text))
    if not found:
        return 0
    units = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
    return sum(int(found[name] or 0) * unit for name, unit in units.items())


def clock_of_seconds(seconds):
    return f"{seconds // 3600:04d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def duration_of_seconds(seconds):
    return f"PT{seconds}S"


def to_resume(standard, stored, *, seconds, person_code, name, package):
    """The data a package finds when it is opened: what it stored, who is there, the time spent so far."""
    if standard == PackageStandard.SCORM_12:
        return _resume_12(stored, seconds, person_code, name, package)
    return _resume_2004(stored, seconds, person_code, name, package)


def _resume_12(stored, seconds, person_code, name, package):
    core = dict(_part(stored, "core"))
    went_on = core.pop("exit", "") == "suspend"
    core.pop("session_time", None)
    core |= {
        "student_id": person_code,
        "student_name": name,
        "lesson_status": core.get("lesson_status") or "not attempted",
        "entry": ("resume" if went_on else "") if stored else "ab-initio",
        "total_time": clock_of_seconds(seconds),
    }
    data = {"core": core, "launch_data": package.launch_data}
    if package.pass_mark is not None:
        data["student_data"] = {"mastery_score": str(package.pass_mark // 100)}
    kept = {key: value for key, value in stored.items() if key not in {"student_data", "launch_data"}}
    return kept | data


def _resume_2004(stored, seconds, person_code, name, package):
    kept = dict(stored)
    went_on = kept.pop("exit", "") == "suspend"
    kept.pop("session_time", None)
    kept |= {
        "learner_id": person_code,
        "learner_name": name,
        "entry": ("resume" if went_on else "") if stored else "ab-initio",
        "total_time": duration_of_seconds(seconds),
        "launch_data": package.launch_data,
    }
    if package.pass_mark is not None:
        kept["scaled_passing_score"] = str(Decimal(package.pass_mark) / 10000)
    return kept
