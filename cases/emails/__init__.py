"""Mails about cases, a module for each subject: its KINDS, and functions that queue."""

from mailing.kinds import register

SUBJECTS = []


def register_kinds():
    for subject in SUBJECTS:
        for kind in subject.KINDS:
            register(kind)
