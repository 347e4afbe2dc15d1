"""Staff write, publish, order and copy what there is to study."""

import datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import AuditEntry
from assessments.tests.factories import AssessmentFactory, TopicFactory
from levels import publishing, warnings
from levels.actions import classroom as actions
from levels.models import Module, Picture, Resource
from levels.tests.factories import (
    CAPTIONS,
    CaptionsFactory,
    LevelEnrolmentFactory,
    LevelFactory,
    ModuleFactory,
    ResourceFactory,
)
from levels.tests.films import WEBM, mp4, pdf
from levels.tests.test_classroom import tomorrow
from levels.tests.test_classroom_pages import text

pytestmark = pytest.mark.django_db

NEXT_YEAR = datetime.date(2027, 11, 1)


@pytest.fixture
def office(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return as_(staff)


def draft(**facts):
    return ResourceFactory(publish_on=None, review_due_on=NEXT_YEAR, **facts)


def sent(resource, **changes):
    """What the form of a resource sends."""
    data = {
        "module": resource.module_id,
        "title": resource.title,
        "slug": resource.slug,
        "objective": resource.objective,
        "minutes": resource.minutes,
        "is_mandatory": "on",
        "tier": "",
        "body": resource.body,
        "length": resource.length or "",
        "needed_percent": resource.needed_percent,
        "url": resource.url,
        "assessment": resource.assessment_id or "",
        "author": "",
        "reviewer": "",
        "review_due_on": resource.review_due_on or "",
        "publish_on": resource.publish_on or "",
        "pictures-TOTAL_FORMS": 0,
        "pictures-INITIAL_FORMS": 0,
        "captions-TOTAL_FORMS": 0,
        "captions-INITIAL_FORMS": 0,
    }
    return data | changes


def save(office, resource, **changes):
    return office.post(
        reverse("admin:levels_resource_change", args=[resource.pk]), sent(resource, **changes), follow=True
    )


def upload(data, name="film.mp4"):
    return SimpleUploadedFile(name, data)


def picture():
    made = BytesIO()
    Image.new("RGB", (40, 30), "purple").save(made, "PNG")
    return upload(made.getvalue(), "curve.png")


def test_a_resource_is_made_as_a_draft_and_led_on_to_what_its_kind_needs(office):
    module = ModuleFactory()
    ResourceFactory(module=module, order=4)
    form = {"module": module.pk, "kind": "video", "title": "The first hour", "slug": "first-hour"}

    found = text(office.post(reverse("admin:levels_resource_add"), form, follow=True))

    made = Resource.objects.get(slug="first-hour")
    assert (made.publish_on, made.order, made.kind) == (None, 5, "video")
    assert "Captions" in found
    assert 'name="file"' in found
    assert 'name="url"' not in found


@pytest.mark.parametrize("kind", ["page", "video", "pdf", "link", "discussion", "assessment", "package"])
def test_every_kind_has_its_form(office, kind):
    resource = draft(kind=kind)

    assert office.get(reverse("admin:levels_resource_change", args=[resource.pk])).status_code == 200


def test_a_pdf_is_looked_at_and_its_pages_are_counted(office):
    resource = draft(kind="pdf", body="")

    save(office, resource, file=upload(pdf(7), "Aid.PDF"), publish_on="2026-11-22")

    resource.refresh_from_db()
    assert resource.length == 7
    assert resource.file.name.endswith(".pdf")
    assert resource.publish_on


def test_what_is_no_pdf_is_refused(office):
    resource = draft(kind="pdf", body="")

    assert "not a PDF, whatever its name says" in text(save(office, resource, file=upload(mp4(), "a.pdf")))
    resource.refresh_from_db()
    assert not resource.file


def test_the_length_of_a_film_is_read_or_asked_for(office):
    resource = draft(kind="video", body="")

    save(office, resource, file=upload(mp4(75)))
    resource.refresh_from_db()
    assert resource.length == 75

    found = text(save(office, resource, file=upload(WEBM, "film.webm")))
    assert "give the seconds it plays" in found

    save(office, resource, file=upload(WEBM, "film.webm"), length=81)
    resource.refresh_from_db()
    assert resource.length == 81
    assert resource.file.name.endswith(".webm")


def captions(data=CAPTIONS, **more):
    return {
        "captions-TOTAL_FORMS": 1,
        "captions-0-language": "en",
        "captions-0-file": upload(data, "film.vtt"),
    } | more


def test_a_film_is_published_only_with_captions(office):
    resource = draft(video=True)

    found = text(save(office, resource, publish_on="2026-11-22"))
    assert "Missing: captions: without them, many cannot follow the film." in found

    save(office, resource, publish_on="2026-11-22", **captions())
    resource.refresh_from_db()
    assert resource.publish_on
    assert len(resource.captions.get().cues()) == 2


def test_captions_that_are_wrong_are_refused_by_line(office):
    resource = draft(video=True)

    found = text(save(office, resource, **captions(b"WEBVTT\n\n00:02.000 --> 00:01.000\nBack")))

    assert "Line 3: it ends before it begins." in found
    assert not resource.captions.exists()


def test_captions_of_a_published_film_cannot_be_taken_away(office):
    row = CaptionsFactory(resource__review_due_on=NEXT_YEAR)
    taken = {
        "captions-TOTAL_FORMS": 1,
        "captions-INITIAL_FORMS": 1,
        "captions-0-id": row.pk,
        "captions-0-resource": row.resource_id,
        "captions-0-language": "en",
        "captions-0-DELETE": "on",
    }

    assert "Missing: captions" in text(save(office, row.resource, **taken))
    assert row.resource.captions.exists()


def test_a_page_is_published_with_its_pictures_and_what_they_show(office, as_, participant):
    resource = draft(body="![](pictures/curve/)")
    found = text(save(office, resource, publish_on="2026-11-22"))
    assert "what a picture shows" in found

    found = text(save(office, resource, publish_on="2026-11-22", body="![Lactate falls](pictures/curve/)"))
    assert "the picture “curve”" in found

    rows = {"pictures-TOTAL_FORMS": 1, "pictures-0-name": "curve", "pictures-0-file": picture()}
    save(office, resource, publish_on="2026-11-22", body="![Lactate falls](pictures/curve/)", **rows)

    resource.refresh_from_db()
    assert resource.publish_on
    LevelEnrolmentFactory(enrolment__user=participant)
    path = resource.get_absolute_url()
    assert 'src="pictures/curve/" alt="Lactate falls"' in text(as_(participant).get(path))
    shown = as_(participant).get(f"{path}pictures/curve/")
    assert shown["Content-Type"] == "image/png"
    assert as_(participant).get(f"{path}pictures/other/").status_code == 404


def test_a_picture_is_a_picture(office):
    rows = {"pictures-TOTAL_FORMS": 1, "pictures-0-name": "x", "pictures-0-file": upload(b"MZ", "x.png")}

    save(office, draft(), **rows)

    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"body": " "}, "the text"),
        ({"kind": "link", "url": "http://who.int/"}, "a web address that begins with https://"),
        ({"kind": "assessment"}, "the assessment it leads to"),
        ({"kind": "package"}, "the SCORM package"),
        ({"kind": "pdf"}, "the PDF"),
        ({"kind": "video"}, "the film"),
        ({"body": "![x](https://example.org/x.png)"}, "pictures from elsewhere are not shown"),
    ],
)
def test_nothing_is_published_that_lacks_something(office, facts, missing):
    resource = draft(**facts)

    assert missing in text(save(office, resource, publish_on="2026-11-22"))
    resource.refresh_from_db()
    assert resource.publish_on is None
    assert any(missing in words for words in publishing.missing(resource))


def test_a_day_for_the_next_review_is_needed(office):
    resource = ResourceFactory(publish_on=None)

    assert "the day by which it is to be reviewed again" in text(
        save(office, resource, publish_on="2026-11-22")
    )


def test_an_assessment_has_to_be_published_itself(staff):
    resource = draft(kind="assessment", assessment=AssessmentFactory(is_published=False, questions=0))

    with pytest.raises(ValidationError, match="it is not published"):
        actions.publish(row=resource, on=timezone.localdate(), by=staff)


def test_a_real_change_raises_the_version_and_a_small_one_does_not(office):
    resource = draft(updated_on=datetime.date(2026, 1, 1))

    save(office, resource, title="A typing mistake less")
    resource.refresh_from_db()
    assert (resource.version, resource.updated_on.year) == (1, 2026)
    assert resource.updated_on == datetime.date(2026, 1, 1)

    save(office, resource, body="New guidelines", is_real_change="on")
    resource.refresh_from_db()
    assert (resource.version, resource.updated_on) == (2, timezone.localdate())


def desk(office):
    return text(office.get(reverse("admin:levels_classroom", args=[1])))


def test_the_desk_shows_a_whole_level_with_what_is_missing(office):
    resource = draft(kind="video", body="", title="The first hour")
    ResourceFactory(review_due_on=datetime.date(2026, 1, 1), title="Old advice")

    found = desk(office)

    assert "The first hour" in found
    assert "the film; captions: without them, many cannot follow the film" in found
    assert "Old advice was to be reviewed by" in found
    assert reverse("admin:levels_resource_change", args=[resource.pk]) in found


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_needs_the_same_queries_however_much_there_is(office, rows, django_assert_max_num_queries):
    for module in ModuleFactory.create_batch(rows):
        for _number in range(rows):
            CaptionsFactory(resource__module=module)
            ResourceFactory(module=module, kind="assessment", assessment=AssessmentFactory(questions=0))

    with django_assert_max_num_queries(9):
        office.get(reverse("admin:levels_classroom", args=[1]))


def test_modules_and_resources_change_places(office):
    first, second, third = ResourceFactory.create_batch(3, module=ModuleFactory())
    up = reverse("admin:levels_classroom_move", args=["resource", third.pk, "up"])
    down = reverse("admin:levels_classroom_move", args=["resource", first.pk, "up"])

    office.post(up)
    office.post(down)

    assert list(Resource.objects.all()) == [first, third, second]
    assert office.get(up).status_code == 405
    assert AuditEntry.objects.filter(action="resource.moved").count() == 1


def test_a_copy_is_a_draft_of_its_own_with_all_that_belongs_to_it(office):
    row = CaptionsFactory(
        resource__version=4, resource__is_sample=True, resource__module__title="First hours"
    )
    resource = row.resource
    resource.topics.add(TopicFactory())

    office.post(reverse("admin:levels_classroom_duplicate", args=["resource", resource.pk]))
    office.post(reverse("admin:levels_classroom_duplicate", args=["module", resource.module_id]))

    copy = Resource.objects.get(slug=f"{resource.slug}-2", module=resource.module)
    assert (copy.publish_on, copy.version, copy.is_sample) == (None, 1, False)
    assert copy.captions.get().file.name == row.file.name
    assert copy.topics.count() == 1
    module = Module.objects.get(title="Copy of First hours")
    assert module.publish_on is None
    assert module.resources.published().count() == 0
    assert module.resources.count() == 2


def test_one_click_publishes_from_today_and_the_second_is_told(office, staff):
    resource = draft()
    address = reverse("admin:levels_classroom_publish", args=["resource", resource.pk])

    office.post(address)
    resource.refresh_from_db()
    assert resource.publish_on == timezone.localdate()

    assert "Somebody has done this already." in text(office.post(address, follow=True))


def test_only_staff_with_the_right_come_here(as_, client, participant, coordinator, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    resource = draft()
    deeds = [
        reverse("admin:levels_classroom_move", args=["resource", resource.pk, "up"]),
        reverse("admin:levels_classroom_duplicate", args=["resource", resource.pk]),
        reverse("admin:levels_classroom_publish", args=["resource", resource.pk]),
    ]
    for person in [participant, coordinator]:
        assert as_(person).get(reverse("admin:levels_classroom", args=[1])).status_code == 302
        assert [as_(person).post(deed).status_code for deed in deeds] == [302] * 3
    participant.is_staff = True
    participant.save()
    assert as_(participant).get(reverse("admin:levels_classroom", args=[1])).status_code == 403
    assert [as_(participant).post(deed).status_code for deed in deeds] == [404] * 3
    assert Resource.objects.count() == 1


def test_dates_out_of_order_are_pointed_out(office):
    level = LevelFactory(opens_on=tomorrow())
    module = ModuleFactory(level=level)
    early = ResourceFactory(module=ModuleFactory(level=level, publish_on=tomorrow()))
    hidden = ResourceFactory(module=ModuleFactory(level=level, publish_on=None), title="Hidden")

    assert "but its level opens on" in warnings.of_module(module)[0]
    assert "before its module" in warnings.of_resource(early)[0]
    assert "is mandatory and published, but its module is a draft" in warnings.of_resource(hidden)[0]
    assert "but its module is a draft" in text(save(office, hidden, review_due_on="2027-11-01"))


@pytest.mark.parametrize("name", ["module", "resource", "contribution"])
def test_the_lists_open(office, name):
    ResourceFactory(discussion=True)

    for query in ["", "?published=draft", "?published=out", "?published=to_come", "?q=sepsis"]:
        address = reverse(f"admin:levels_{name}_changelist")
        assert office.get(address + query).status_code in (200, 302)


def test_overdue_reviews_are_found(office):
    late = ResourceFactory(review_due_on=datetime.date(2026, 1, 1), title="Old advice")
    ResourceFactory(review_due_on=NEXT_YEAR, title="New advice")

    found = text(office.get(reverse("admin:levels_resource_changelist") + "?review=overdue"))

    assert late.title in found
    assert "New advice" not in found
