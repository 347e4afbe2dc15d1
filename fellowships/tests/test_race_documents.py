"""The same person in two windows, on real PostgreSQL, each in a thread with an own connection."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from fellowships import actions
from fellowships.models import Document
from fellowships.tests import papers
from fellowships.tests.factories import ApplicationFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_of_papers_handed_in_at_once_the_last_one_stays():
    application = ApplicationFactory()
    files = [papers.paper(pages) for pages in range(1, 5)]

    def hand_in(file):
        try:
            return actions.upload(application=application, kind="cv", file=file, by=application.person)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        handed_in = list(pool.map(hand_in, files))

    assert len(handed_in) == 4
    [kept] = Document.objects.kept()
    assert kept.file.storage.exists(kept.file.name)
    assert kept.pages in range(1, 5)
