"""What documents and badges are signed with: made once by `manage.py make_keys`, rotated, never deleted."""

from certificates.keys.making import adopt, distrust, make_missing, new_row, rotate
from certificates.keys.standing import Standing, runs_out_on, standing_of, troubles
from certificates.keys.using import Key, KeyLost, active, opened

__all__ = [
    "Key",
    "KeyLost",
    "Standing",
    "active",
    "adopt",
    "distrust",
    "make_missing",
    "new_row",
    "opened",
    "rotate",
    "runs_out_on",
    "standing_of",
    "troubles",
]
