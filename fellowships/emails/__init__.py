"""Mails about fellowships, a module for each subject: its KINDS, and functions that queue."""

from fellowships.emails import (
    applications,
    calls,
    centres,
    closing,
    documents,
)
from mailing.kinds import register

SUBJECTS = [
    applications,
    calls,
    centres,
    closing,
    documents,
]


def register_kinds():
    for subject in SUBJECTS:
        for kind in subject.KINDS:
            register(kind)
