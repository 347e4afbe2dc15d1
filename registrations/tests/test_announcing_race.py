"""Two clicks, two workers: one sending."""

from functools import partial

import pytest

from accounts.tests.factories import UserFactory
from mailing.models import Message
from registrations import actions, announcing
from registrations.tasks import send_announcement
from registrations.tests.factories import AnnouncementFactory, EventFactory, RegistrationFactory
from registrations.tests.test_race import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_many_clicks_on_send_and_many_workers_write_each_mail_once(monkeypatch):
    monkeypatch.setattr(announcing, "CHUNK", 5)
    event, staff = EventFactory(), UserFactory(is_staff=True)
    for _number in range(23):
        RegistrationFactory(event=event)
    draft = AnnouncementFactory(event=event)
    click = partial(actions.confirm_announcement, announcement=draft, edition=1, by=staff)

    answers = at_once([click] * 8, threads=8)
    at_once([partial(send_announcement, draft.pk)] * 4, threads=4)
    send_announcement(draft.pk)

    assert sum(isinstance(answer, actions.AlreadySettled) for answer in answers) == 7
    assert Message.objects.count() == 23
    draft.refresh_from_db()
    assert draft.queued == 23
