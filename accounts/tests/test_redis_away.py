from django.core.cache import cache
from django.urls import reverse

from accounts.models import Consent, ConsentKind
from accounts.tests.factories import PASSWORD, UserFactory

OPEN_CACHE = "accounts.caching.OpenCache"


def away(settings):
    return {
        "default": settings.CACHES["default"] | {"BACKEND": OPEN_CACHE, "LOCATION": "redis://127.0.0.1:1/0"}
    }


def test_people_can_still_log_in(settings, client, db):
    settings.CACHES = away(settings)
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
    person = UserFactory(password=PASSWORD, country="PL")
    Consent.objects.create(user=person, kind=ConsentKind.TERMS, wording="2026-11")

    response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert response.url == reverse("me")
    assert client.get(reverse("accounts:privacy")).status_code == 200


def test_with_redis_there_a_key_is_added_once(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"BACKEND": OPEN_CACHE}}
    cache.delete("added-once")

    assert [cache.add("added-once", 1, 5), cache.add("added-once", 1, 5)] == [True, False]
