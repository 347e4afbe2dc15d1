"""Mails about events and registrations, a module for each subject. Facts go into the outbox as they are at the
moment of the deed; words are found when a mail is sent.
"""

from registrations.emails.answers import (
    evaluation_key,
    event_facts,
    queue_answer,
    queue_dispute_answered,
    queue_dispute_received,
    queue_evaluations,
    queue_event_cancelled,
    queue_event_moved,
    queue_not_seated,
    queue_offer_reminder,
    queue_reminders,
    queue_seat_freed,
)

__all__ = [
    "evaluation_key",
    "event_facts",
    "queue_answer",
    "queue_dispute_answered",
    "queue_dispute_received",
    "queue_evaluations",
    "queue_event_cancelled",
    "queue_event_moved",
    "queue_not_seated",
    "queue_offer_reminder",
    "queue_reminders",
    "queue_seat_freed",
]
