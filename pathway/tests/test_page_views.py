import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import RequestFactory

from pathway import page_views
from pathway.models import PageViews

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def fresh_count(monkeypatch):
    """No test inherits views of another, and none is written before it is due."""
    page_views._counts.clear()
    monkeypatch.setattr(page_views, "_last_flush", time.monotonic())
    yield
    page_views._counts.clear()


def read(path="/", agent=FIREFOX, method="get", **headers):
    request = getattr(RequestFactory(), method)(path, headers={"User-Agent": agent} | headers)
    page_views.count(request, path)


def views():
    return dict(PageViews.objects.values_list("path", "count"))


def test_reading_costs_no_write_until_it_is_due(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        for _ in range(page_views.FLUSH_VIEWS - 1):
            read()

    with django_assert_num_queries(1):
        read()
    assert views() == {"/": page_views.FLUSH_VIEWS}


def test_what_has_waited_long_enough_is_written_with_the_next_view(db, monkeypatch):
    read("/")
    monkeypatch.setattr(page_views, "_last_flush", time.monotonic() - page_views.FLUSH_SECONDS)
    read("/levels/1/")

    assert views() == {"/": 1, "/levels/1/": 1}


def test_views_are_added_to_those_carried_over(db):
    PageViews.objects.create(path="/", count=3, carried_over=6632)

    read()
    page_views.flush()

    assert PageViews.objects.get().total == 6636


@pytest.mark.parametrize("agent", [FIREFOX, IPHONE])
def test_browsers_are_people(db, agent):
    read(agent=agent)
    page_views.flush()

    assert views() == {"/": 1}


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0.0.0 Safari/537.36",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "python-requests/2.32",
        "Go-http-client/2.0",
        "UptimeRobot/2.0",
    ],
)
def test_programs_are_not(db, agent):
    read(agent=agent)
    page_views.flush()

    assert views() == {}


def test_asking_for_the_head_or_ahead_of_time_is_not_reading(db):
    read(method="head")
    read(**{"Sec-Purpose": "prefetch;prerender"})
    page_views.flush()

    assert views() == {}


def test_staff_are_not_counted_and_participants_are(as_, staff, participant, real_pathway):
    as_(staff).get("/", headers={"User-Agent": FIREFOX})
    as_(participant).get("/", headers={"User-Agent": FIREFOX})
    page_views.flush()

    assert PageViews.objects.get(path="/").count == 1


def test_only_pages_that_were_shown_are_counted(client, real_pathway):
    for path in ("/levels/1/", "/levels/99/", "/hubs/xx/", "/hubs/PL/", "/me/"):
        client.get(path, headers={"User-Agent": FIREFOX})
    page_views.flush()

    assert PageViews.objects.get(path="/levels/1/").count == 1
    assert set(views()) == {"/", "/levels/1/", "/levels/2/", "/levels/3/"}


def test_what_could_not_be_written_is_kept(db, monkeypatch):
    def away(gathered):
        raise DatabaseError

    read()
    with monkeypatch.context() as broken:
        broken.setattr(page_views, "_add", away)
        page_views.flush()
    read()
    page_views.flush()

    assert views() == {"/": 2}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_no_view_is_lost_or_counted_twice_by_many_threads():
    def reader(_number):
        try:
            for _ in range(300):
                read()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(reader, range(8)))
    page_views.flush()

    assert views() == {"/": 2400}


PROCESS = """
import django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = {database!r}
from django.test import RequestFactory
from pathway import page_views
for number in range(450):
    path = "/" if number % 2 else "/levels/1/"
    page_views.count(RequestFactory().get(path, headers={{"User-Agent": {agent!r}}}), path)
"""


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_processes_add_up_and_write_the_rest_when_they_end():
    code = PROCESS.format(database=connection.settings_dict["NAME"], agent=FIREFOX)
    processes = [subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR) for _ in range(2)]

    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert views() == {"/": 450, "/levels/1/": 450}
