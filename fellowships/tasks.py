"""Celery doors: load, call one function. Beat runs all of them, for what a broker that was away left behind."""

from celery import shared_task

from fellowships import closing, keeping_current, telling


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
