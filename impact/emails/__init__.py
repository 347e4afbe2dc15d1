"""Mails of this app, a module for each subject: its KINDS, and functions that queue."""

from impact.emails import follow_ups, morning_mails, webhooks
from mailing.kinds import register

SUBJECTS = [follow_ups, morning_mails, webhooks]


def register_kinds():
    for subject in SUBJECTS:
        for kind in subject.KINDS:
            register(kind)
