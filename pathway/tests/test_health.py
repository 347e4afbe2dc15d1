import pytest
from django.db import connections


def test_all_well(db, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/health/")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "cache": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.fixture
def database_away(django_db_blocker):
    """The same server at a port where nobody listens."""
    connection = connections["default"]
    address = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    connection.close()
    connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}
    with django_db_blocker.unblock():
        yield
    connection.close()
    connection.settings_dict |= address


def test_without_the_database_the_portal_is_out_of_service_and_says_no_more(database_away, client):
    response = client.get("/health/")

    assert (response.status_code, response.json()) == (503, {"database": "away", "cache": "ok"})


def test_without_the_cache_the_portal_goes_on(db, client, settings):
    cache = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = settings.CACHES | {"default": cache}

    response = client.get("/health/")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "cache": "away"})
