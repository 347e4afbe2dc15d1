"""Celery doors: load, call one function. Beat runs this too, for what a broker that was away left behind."""

from celery import shared_task

from fellowships import telling


@shared_task
def tell_interested():
    while telling.tell_some_of_the_interested():
        pass
