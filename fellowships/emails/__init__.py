"""Mails about fellowships, a module for each subject: its KINDS, and functions that queue."""

from fellowships.emails import applications, calls
from fellowships.emails.calls import queue_call_opened
from mailing.kinds import register

__all__ = ["queue_call_opened", "register_kinds"]


def register_kinds():
    for kind in (*applications.KINDS, *calls.KINDS):
        register(kind)
