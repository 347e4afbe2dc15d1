"""Closed by default: what is open stands in one list."""

import pytest

from tests.sitemap import PUBLIC, addresses


def test_public_pages_are_exactly_these():
    assert {address.name for address in addresses() if address.is_public} == PUBLIC


@pytest.mark.django_db
def test_a_visitor_may_choose_a_language_and_keeps_it(client):
    client.post("/language/", {"language": "pl", "next": "/events/"})

    assert 'lang="pl"' in client.get("/events/").content.decode()
