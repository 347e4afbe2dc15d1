"""Mails about fellowships, a module for each subject: its KINDS, and functions that queue."""

from fellowships.emails import (
    applications,
    bursaries,
    calls,
    candidates,
    centres,
    closing,
    documents,
    exchange,
    offers,
    placements,
    reports,
    reviews,
)
from mailing.kinds import register

SUBJECTS = [
    applications,
    bursaries,
    calls,
    candidates,
    centres,
    closing,
    documents,
    offers,
    reports,
    reviews,
    exchange,
    placements,
]


def register_kinds():
    for subject in SUBJECTS:
        for kind in subject.KINDS:
            register(kind)
