import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.urls import path

from pathway.urls import handler500, urlpatterns  # noqa: F401  the portal's own, with pages that break
from pathway.views.errors import DatabaseAwayMiddleware


def broken(request):
    raise ValueError


def database_away(request):
    raise OperationalError


def connection_lost(request):
    raise InterfaceError


def tables_not_made_yet(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pathway_next_release")


def wrong_statement(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM WHERE")


for view in (broken, database_away, connection_lost, tables_not_made_yet, wrong_statement):
    view.login_required = False

urlpatterns = [
    path("broken/", broken),
    path("away/", database_away),
    path("lost/", connection_lost),
    path("early/", tables_not_made_yet),
    path("wrong/", wrong_statement),
    *urlpatterns,
]


class AwayMiddleware:
    """The database is missed before any view is reached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        raise OperationalError


@pytest.fixture
def visitor(client, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


def test_a_bug_is_a_500_that_says_sorry(visitor):
    response = visitor.get("/broken/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


@pytest.mark.parametrize("address", ["/away/", "/lost/"])
def test_a_database_that_is_away_is_a_503_to_come_back_from(visitor, address, django_assert_num_queries):
    response = visitor.get(address)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "no-store" in response["Cache-Control"]
    assert "The portal is away for a moment" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("/early/", 503), ("/wrong/", 500)])
def test_tables_that_are_still_being_made_are_a_503_and_a_wrong_statement_is_none(visitor, address, status):
    assert visitor.get(address).status_code == status


def test_it_is_a_503_too_when_it_is_missed_in_middleware(visitor, settings):
    settings.MIDDLEWARE = [f"{__name__}.AwayMiddleware"]

    assert visitor.get("/").status_code == 503


@pytest.mark.parametrize(("address", "status"), [("/away/", 503), ("/broken/", 500)])
def test_with_debug_on_people_get_the_503_and_developers_their_traceback(visitor, settings, address, status):
    settings.DEBUG = True
    settings.MIDDLEWARE = ["pathway.views.errors.DatabaseAwayMiddleware"]

    response = visitor.get(address)

    assert response.status_code == status
    assert ("Traceback" in response.content.decode()) is (status == 500)


def test_with_debug_off_the_middleware_steps_aside(settings):
    settings.DEBUG = False

    with pytest.raises(MiddlewareNotUsed):
        DatabaseAwayMiddleware(lambda request: HttpResponse())


def test_what_is_not_there_helps_people_on(db, client):
    response = client.get("/nothing-here/")

    assert response.status_code == 404
    for address in ("/events/", "/hubs/", "/fellowships/", "/verify/", "/contact/"):
        assert f'href="{address}"' in response.content.decode()


def test_a_form_without_its_token_says_that_nothing_was_changed(participant):
    from django.test import Client  # the fixture's client does not check tokens

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(participant)

    response = strict.post("/enrol/")

    assert response.status_code == 403
    assert "Nothing was changed. Please try again" in response.content.decode()
