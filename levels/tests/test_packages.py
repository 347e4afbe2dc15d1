"""SCORM packages taken in, opened and committed to, as the admin and the runtime do it."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from levels.actions import packages
from levels.models import Evidence, Package, PackageState, Resource
from levels.packages import passes
from levels.tests.factories import LevelEnrolmentFactory, ResourceFactory
from levels.tests.packing import lesson_12, lesson_2004

pytestmark = pytest.mark.django_db

HOST = "packages.example.org"
PORTAL = "portal.example.org"


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.PACKAGE_ORIGIN = f"https://{HOST}"
    settings.ALLOWED_HOSTS = [HOST, PORTAL]


@pytest.fixture
def resource():
    return ResourceFactory(package=True)


@pytest.fixture
def package(resource, staff):
    return packages.put(resource=resource, file=lesson_12(), by=staff)


@pytest.fixture
def token(rf, package, participant):
    request = rf.get("/", headers={"host": PORTAL}, secure=True)
    request.user = participant
    return passes.issue(request, resource=package.resource, origin=f"https://{HOST}")


@pytest.fixture
def browser():
    """The frame's: it has no cookie of the portal."""
    return Client(headers={"host": HOST})


def committed(status="incomplete", seconds="0000:00:10", **core):
    return {"core": {"lesson_status": status, "session_time": seconds, **core}}


def send(browser, token, *, launch, sequence, cmi):
    body = json.dumps({"launch": launch, "commitSequence": sequence, "cmi": cmi})
    return browser.post(reverse("levels:package_commit", args=[token]), body, content_type="application/json")


def launched(browser, token):
    return browser.post(reverse("levels:package_launch", args=[token])).json()


def test_a_package_is_unpacked_and_its_facts_are_kept(package, staff):
    assert (package.standard, package.entry, package.pass_mark) == ("1.2", "index.html", 8000)
    assert default_storage.open(f"{package.folder}/index.html").read() == b"<p>A lesson</p>"
    assert AuditEntry.objects.get(action="package.put").actor_id == staff.pk


def test_a_new_package_replaces_the_one_before(
    package, participant, staff, django_capture_on_commit_callbacks
):
    PackageState.objects.create(person=participant, resource=package.resource, cmi={"x": 1}, seconds=60)
    with django_capture_on_commit_callbacks(execute=True):
        newer = packages.put(resource=package.resource, file=lesson_2004(), by=staff)
    assert list(Package.objects.all()) == [newer]
    assert not default_storage.exists(f"{package.folder}/index.html")
    assert default_storage.exists(f"{newer.folder}/lesson/start here.html")
    state = PackageState.objects.get()
    assert (state.cmi, state.seconds) == ({}, 60)


def test_the_player_shows_the_package_to_the_portal_alone(browser, token):
    answer = browser.get(reverse("levels:player", args=[token]))
    assert b"scorm12.min.js" in answer.content
    assert f'data-entry="/packages/{token}/content/index.html"' in answer.content.decode()
    assert f"frame-ancestors https://{PORTAL}" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer


def test_looking_at_the_player_changes_nothing(browser, token):
    browser.get(reverse("levels:player", args=[token]))
    assert not PackageState.objects.exists()


def test_files_of_a_package_come_with_a_policy_of_their_own(browser, token):
    answer = browser.get(reverse("levels:package_content", args=[token, "index.html"]))
    assert b"".join(answer.streaming_content) == b"<p>A lesson</p>"
    assert "default-src 'self' 'unsafe-inline'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


@pytest.mark.parametrize("path", ["none.html", "../secret.txt", "a/../index.html", "/etc/passwd"])
def test_there_is_nothing_but_the_files_of_the_package(browser, token, path):
    assert browser.get(f"/packages/{token}/content/{path}").status_code == 404


def test_a_pass_is_good_for_its_own_host(client, token):
    client.defaults["HTTP_HOST"] = PORTAL
    assert client.get(reverse("levels:player", args=[token])).status_code == 404


def test_a_forged_or_old_pass_opens_nothing(browser, token):
    assert browser.get(reverse("levels:player", args=[token[:-2] + "xx"])).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert browser.get(reverse("levels:player", args=[token])).status_code == 404


def test_on_the_origin_of_packages_there_is_no_portal(browser, participant):
    browser.force_login(participant)
    for name in ("home", "me", "account_login", "admin:index"):
        assert browser.get(reverse(name)).status_code == 404


def test_what_is_committed_is_found_again(browser, token, participant):
    begun = launched(browser, token)
    assert begun["cmi"]["core"]["entry"] == "ab-initio"
    assert begun["cmi"]["core"]["student_name"] == participant.name
    cmi = committed(lesson_location="3", exit="suspend") | {"suspend_data": "page 3"}
    assert send(browser, token, launch=begun["launch"], sequence=1, cmi=cmi).json()["result"] == "true"
    again = launched(browser, token)["cmi"]
    assert (again["core"]["entry"], again["core"]["lesson_location"]) == ("resume", "3")
    assert (again["suspend_data"], again["core"]["total_time"]) == ("page 3", "0000:00:10")


def test_time_adds_up_over_the_visits(browser, token):
    for _visit in range(3):
        launch = launched(browser, token)["launch"]
        send(browser, token, launch=launch, sequence=1, cmi=committed(seconds="0000:00:05"))
        send(browser, token, launch=launch, sequence=2, cmi=committed(seconds="0000:00:10"))
    assert PackageState.objects.get().seconds == 30


def test_no_more_time_is_counted_than_has_passed(browser, token):
    launch = launched(browser, token)["launch"]
    send(browser, token, launch=launch, sequence=1, cmi=committed(seconds="0009:00:00"))
    assert PackageState.objects.get().seconds <= 31


def test_the_same_commit_twice_is_stored_once(browser, token):
    launch = launched(browser, token)["launch"]
    for _time in range(2):
        assert (
            send(browser, token, launch=launch, sequence=1, cmi=committed("completed")).json()["result"]
            == "true"
        )
    assert Evidence.objects.count() == 1


def test_a_commit_that_came_late_is_not_stored(browser, token):
    launch = launched(browser, token)["launch"]
    send(browser, token, launch=launch, sequence=2, cmi=committed("completed"))
    late = send(browser, token, launch=launch, sequence=1, cmi=committed("incomplete"))
    assert late.json()["result"] == "false"
    assert PackageState.objects.get().cmi["core"]["lesson_status"] == "completed"


def test_a_window_that_another_has_followed_is_told_so(browser, token):
    first = launched(browser, token)["launch"]
    launched(browser, token)
    answer = send(browser, token, launch=first, sequence=1, cmi=committed("completed"))
    assert answer.json() == {"result": "false", "errorCode": 101}
    assert PackageState.objects.get().cmi == {}


def test_a_commit_that_says_something_new_is_evidence(browser, token, participant, resource):
    launch = launched(browser, token)["launch"]
    send(browser, token, launch=launch, sequence=1, cmi=committed("passed", score={"raw": "90"}))
    row = Evidence.objects.get()
    assert (row.person, row.resource, row.kind) == (participant, resource, "played")
    assert row.data == {"completed": True, "passed": True, "score": 9000, "seconds": 10}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"launch": 1, "commitSequence": -1, "cmi": {}}',
        '{"launch": true, "commitSequence": 1, "cmi": {}}',
        '{"launch": 1, "commitSequence": 1, "cmi": 3}',
        '{"launch": 1, "commitSequence": 1, "cmi": {"score": NaN}}',
        '{"launch": 1, "commitSequence": 1, "cmi": {"suspend_data": "\\u0000"}}',
    ],
)
def test_a_commit_that_is_none_is_refused(browser, token, body):
    launched(browser, token)
    answer = browser.post(
        reverse("levels:package_commit", args=[token]), body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["result"]) == (400, "false")


def test_a_commit_without_a_launch_is_not_stored(browser, token):
    assert send(browser, token, launch=1, sequence=1, cmi=committed()).json()["result"] == "false"


def test_who_has_left_commits_nothing(browser, token, participant):
    launch = launched(browser, token)["launch"]
    participant.is_active = False
    participant.save()
    assert send(browser, token, launch=launch, sequence=1, cmi=committed()).status_code == 400


def test_without_a_place_packages_are_not_played(rf, settings):
    settings.PACKAGE_ORIGIN, settings.PACKAGES_ON_LOOPBACK = "", False
    assert passes.origin_for(rf.get("/", headers={"host": PORTAL})) is None


def test_on_ones_own_machine_the_other_name_serves(rf, settings):
    settings.PACKAGE_ORIGIN, settings.PACKAGES_ON_LOOPBACK = "", True
    settings.ALLOWED_HOSTS = ["*"]
    assert passes.origin_for(rf.get("/", headers={"host": "127.0.0.1:8000"})) == "http://localhost:8000"
    assert passes.origin_for(rf.get("/", headers={"host": "localhost:8000"})) == "http://127.0.0.1:8000"
    assert passes.origin_for(rf.get("/", headers={"host": "portal.example.org"})) is None


def test_staff_upload_a_package_in_the_admin(client, staff, resource):
    client.defaults["HTTP_HOST"] = PORTAL
    client.force_login(staff)
    form = {"resource": resource.pk, "file": lesson_12()}
    answer = client.post(reverse("admin:levels_package_add"), form)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    package = Package.objects.get()
    assert (package.resource, package.title) == (resource, "Sepsis in sixty minutes")
    client.post(reverse("admin:levels_package_change", args=[package.pk]), {"file": lesson_2004()})
    assert Package.objects.get().standard == "2004"


def test_staff_read_beside_the_field_what_is_wrong(client, staff, resource):
    client.defaults["HTTP_HOST"] = PORTAL
    client.force_login(staff)
    form = {"resource": resource.pk, "file": lesson_12(("run.exe", "x"))}
    answer = client.post(reverse("admin:levels_package_add"), form)
    assert "“run.exe” is a kind of file" in str(answer.context["adminform"].form.errors["file"])
    assert not Package.objects.exists()


def test_only_staff_reach_the_packages(client, participant):
    client.defaults["HTTP_HOST"] = PORTAL
    client.force_login(participant)
    assert client.get(reverse("admin:levels_package_changelist")).status_code in {302, 403}


def test_another_persons_state_is_not_touched(rf, browser, token, package):
    request = rf.get("/", headers={"host": PORTAL}, secure=True)
    request.user = UserFactory()
    other = passes.issue(request, resource=package.resource, origin=f"https://{HOST}")
    launch = launched(browser, token)["launch"]
    launched(browser, other)
    send(browser, other, launch=launch, sequence=1, cmi=committed("passed"))
    mine = PackageState.objects.exclude(person=request.user).get()
    assert mine.cmi == {}


def test_the_page_of_a_resource_may_frame_the_player_and_no_other_page_may(client, package, participant):
    LevelEnrolmentFactory(enrolment__user=participant, level=package.resource.module.level)
    page = ResourceFactory(module=package.resource.module)
    client.defaults["HTTP_HOST"] = PORTAL
    client.force_login(participant)
    answer = client.get(package.resource.get_absolute_url())
    assert f'<iframe class="lesson-frame" src="https://{HOST}/packages/' in answer.content.decode()
    assert f"frame-src 'self' https://{HOST}" in answer["Content-Security-Policy"]
    assert HOST not in client.get(page.get_absolute_url())["Content-Security-Policy"]


def test_a_lesson_without_its_package_says_so(client, resource, participant):
    LevelEnrolmentFactory(enrolment__user=participant, level=resource.module.level)
    client.defaults["HTTP_HOST"] = PORTAL
    client.force_login(participant)
    assert "This lesson has no package yet." in client.get(resource.get_absolute_url()).content.decode()


def test_the_package_of_a_published_lesson_is_replaced_never_deleted(client, staff, package):
    client.defaults["HTTP_HOST"] = PORTAL
    client.force_login(staff)
    address = reverse("admin:levels_package_delete", args=[package.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    Resource.objects.update(publish_on=None)
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Package.objects.exists()


@pytest.mark.parametrize(
    "core", [7, "x", None, {"score": "high"}, {"lesson_status": []}, {"session_time": "9999:99:99"}]
)
def test_a_package_that_sends_anything_is_stored_and_means_nothing(browser, token, core):
    launch = launched(browser, token)["launch"]
    answer = send(browser, token, launch=launch, sequence=1, cmi={"core": core})
    assert answer.json()["result"] == "true"
    assert PackageState.objects.get().seconds <= 31
    assert not Evidence.objects.filter(data__completed=True).exists()


def test_an_endless_session_is_cut_to_what_passed(browser, token, package):
    Package.objects.update(standard="2004")
    launch = launched(browser, token)["launch"]
    cmi = {"session_time": f"P{'9' * 30}D"}
    assert send(browser, token, launch=launch, sequence=1, cmi=cmi).json()["result"] == "true"
    assert PackageState.objects.get().seconds <= 31
