"""Celery doors: load, call one function. Beat runs all of them, for what a broker that was away left behind."""

from celery import shared_task

from fellowships import (
    closing,
    keeping,
    keeping_current,
    offer_reminders,
    reminding,
    report_reminders,
    scanning,
    stay_reminders,
    telling,
)
from fellowships.models import Document


@shared_task
def tell_interested():
    while telling.tell_some_of_the_interested():
        pass


@shared_task
def close_calls():
    from fellowships import actions  # actions tell the interested: they import this module

    actions.close_overdue()


@shared_task
def ask_centres():
    keeping_current.ask_centres()


@shared_task
def remind_of_closing():
    closing.remind_of_closing()


@shared_task
def scan_document(document_id):
    from fellowships import actions  # actions start this task

    if scanning.is_set_up():
        actions.scan(document_id)


@shared_task
def scan_documents():
    if scanning.is_set_up():
        for document_id in Document.objects.to_scan().order_by("pk").values_list("pk", flat=True):
            scan_document(document_id)


@shared_task
def forget_documents():
    keeping.let_go_of_overdue()
    keeping.let_go_of_strays()


@shared_task
def forget_drafts():
    from fellowships import actions  # actions start tasks of this module

    actions.forget_drafts()


@shared_task
def remind_reviewers():
    reminding.remind_reviewers()


@shared_task
def keep_up_reviews():
    """Stakes may show at any time, as people change what they say of themselves; and reviewers may fall silent."""
    from fellowships import actions

    actions.keep_up_reviews()


@shared_task
def remind_of_reports():
    report_reminders.queue_due()


@shared_task
def look_after_invitations():
    """Reminders first, then what is overdue, then addresses that nobody needs any more."""
    from fellowships import actions
    from fellowships.emails import exchange

    exchange.queue_reminders()
    actions.expire_invitations()
    actions.forget_addresses()


@shared_task
def end_offers():
    """Those whose deadline is past; and the reserve lists whose day has come."""
    from fellowships import actions

    actions.expire_offers()
    actions.close_due_reserve_lists()


@shared_task
def remind_of_offers():
    offer_reminders.queue_due()


@shared_task
def finish_stays():
    from fellowships import actions

    actions.finish_placements()


@shared_task
def remind_of_stays():
    stay_reminders.queue_due()
