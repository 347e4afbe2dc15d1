"""What has been announced: one by the office, sent; one by the hub of Poland, for next week; and a draft."""

from datetime import timedelta

from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import ConsentKind
from hubs.models import Hub
from registrations import actions, announcing
from registrations.models import Announcement, Event, State


def announcements(people):
    _sent_by_the_office(people["staff"])
    _scheduled_by_poland(people["coordinator.pl"])
    _draft_of_the_office(people)


def _sent_by_the_office(staff):
    event = Event.objects.filter(slug="level-1-live").first()
    if event is None:
        return
    draft = Announcement(
        event=event,
        states=[State.CONFIRMED],
        subject="The recording of {event}",
        body="Dear {name},\n\nthank you for being there on {date}. The recording stands on the page of the event.",
    )
    actions.write_announcement(announcement=draft, by=staff)
    actions.confirm_announcement(announcement=draft, edition=draft.edition, by=staff)
    # Here and now instead of in the background: the whole demo is one transaction.
    while announcing.queue_some(draft.pk):
        pass


def _scheduled_by_poland(coordinator):
    event = Event.objects.filter(slug="simulation-krakow-demo").first()
    hub = Hub.objects.filter(country="PL").first()
    if event is None or hub is None:
        return
    draft = Announcement(
        hub=hub,
        event=event,
        subject="{event}: how to find us",
        body="Dear {name},\n\nwe begin on {date}.\n\n- The entrance is on the court side.\n- Bring **comfortable shoes**.\n\n"
        "If you cannot come, please give your place back on the page of the event: somebody is waiting for it.",
    )
    actions.write_announcement(announcement=draft, by=coordinator)
    actions.confirm_announcement(
        announcement=draft,
        edition=draft.edition,
        by=coordinator,
        send_at=timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7),
    )


def _draft_of_the_office(people):
    """Some have agreed to news, so the page has somebody to leave out."""
    for address in ("participant.pl", "participant.ro", "ewa.s", "ioana.r"):
        give_consent(people[address], ConsentKind.NEWS)
    draft = Announcement(
        countries=["PL", "RO"],
        subject="What is new on the pathway",
        body="Dear {name},\n\n### New this month\n\nThe programme of the second year is on the home page.",
    )
    actions.write_announcement(announcement=draft, by=people["staff"])
