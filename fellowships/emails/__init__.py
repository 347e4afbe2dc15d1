"""Mails about fellowships, a module for each subject: its KINDS, and functions that queue."""

from fellowships.emails import (
    applications,
    calls,
    centres,
)
from fellowships.emails.calls import queue_call_opened
from mailing.kinds import register

__all__ = ["queue_call_opened", "register_kinds"]

SUBJECTS = [
    applications,
    calls,
    centres,
]


def register_kinds():
    for subject in SUBJECTS:
        for kind in subject.KINDS:
            register(kind)
