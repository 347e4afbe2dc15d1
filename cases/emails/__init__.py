"""Mails about cases, a module for each subject: its KINDS, and functions that queue."""

from cases.emails import (
    checks,
    consent,
    decisions,
    publishing,
    questions,
    reports,
    reviews,
    writing,
)
from mailing.kinds import register

SUBJECTS = [
    reports,
    reviews,
    checks,
    consent,
    questions,
    writing,
    decisions,
    publishing,
]


def register_kinds():
    for subject in SUBJECTS:
        for kind in subject.KINDS:
            register(kind)
