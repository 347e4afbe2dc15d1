"""Calls in the administration: rules can be written until the opening, and only be read afterwards."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.forms.rules import CriterionForm
from fellowships.models import Application, Call, Criterion, Preference
from fellowships.tests.factories import (
    ApplicationFactory,
    CentreMemberFactory,
    CriterionFactory,
    open_call,
    ready_call,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return as_(staff)


def change(call):
    return reverse("admin:fellowships_call_change", args=[call.pk])


def typed(page):
    """What a browser would send for the page as it is."""
    form = {}
    for part in (page.context["adminform"].form, *_rows(page)):
        for field in part:
            value = field.value()
            if value is None or value is False:
                continue
            form.update(_sent(field, value))
    for formset in page.context["inline_admin_formsets"]:
        for field in formset.formset.management_form:
            form[field.html_name] = field.value()
    return form


def _rows(page):
    for formset in page.context["inline_admin_formsets"]:
        yield from formset.formset.forms


def _sent(field, value):
    if hasattr(value, "astimezone"):
        value = timezone.localtime(value)
        yield f"{field.html_name}_0", value.strftime("%Y-%m-%d")
        yield f"{field.html_name}_1", value.strftime("%H:%M:%S")
    else:
        yield field.html_name, "on" if value is True else value


def test_before_the_opening_the_rules_can_be_written(office):
    call = ready_call(criteria=1)
    form = typed(office.get(change(call)))
    form |= {"level_1_weight": 50, "level_2_weight": 30, "criteria-0-anchors": "1: Little\n5: A lot"}

    response = office.post(change(call), form)

    assert response.status_code == 302, response.context["errors"]
    call.refresh_from_db()
    assert call.level_1_weight == 50
    assert [str(anchor) for anchor in call.criteria.get().anchors.all()] == ["1: Little", "5: A lot"]


def test_after_the_opening_they_can_only_be_read(office):
    call = open_call(criteria=1, minimum=1)
    page = office.get(change(call))

    assert "level_1_weight" not in page.context["adminform"].form.fields
    assert "closes_at" not in page.context["adminform"].form.fields
    assert "slug" not in page.context["adminform"].form.fields
    assert "What 5 stands for." in page.content.decode()

    form = typed(page) | {"level_1_weight": 90, "level_2_weight": 0, "title": "Another title"}
    response = office.post(change(call), form)

    assert response.status_code == 302, response.context["errors"]
    call.refresh_from_db()
    assert (call.level_1_weight, call.title) == (40, "Another title")


def test_an_open_call_is_never_deleted(office):
    call = open_call()

    response = office.post(reverse("admin:fellowships_call_delete", args=[call.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Call.objects.filter(pk=call.pk).exists()


def test_a_stage_that_moved_while_the_form_was_open_stays(office):
    call = ready_call()
    form = typed(office.get(change(call)))
    actions.open_call(call=call, by=UserFactory(is_staff=True))
    office.post(change(call), form | {"title": "Another title"})

    call.refresh_from_db()
    assert call.stage == "open"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Without a value", "write each value from 0 to 10 once"),
        ("1: One\n1: Again", "write each value from 0 to 10 once"),
        ("11: Too much", "write each value from 0 to 10 once"),
    ],
)
def test_lines_that_are_no_values_are_refused_in_words(text, words):
    form = CriterionForm({"title": "T", "question": "Q?", "weight": 1, "order": 0, "anchors": text})

    assert words in str(form.errors["anchors"])


def test_values_are_taken_over_changed_and_dropped():
    criterion = CriterionFactory(anchors=[1, 3])
    data = {"title": "T", "question": "Q?", "weight": 1, "order": 0, "anchors": "1: Another\n\n5) New"}
    form = CriterionForm(data, instance=Criterion.objects.get(pk=criterion.pk))

    assert form.is_valid()
    form.save()
    form.save_anchors()

    assert [str(anchor) for anchor in criterion.anchors.all()] == ["1: Another", "5: New"]


def test_a_new_role_brings_its_stakes_to_light(office):
    call = open_call()
    chosen = call.offerings.first()
    application = ApplicationFactory(call=call)
    Preference.objects.create(application=application, offering=chosen, rank=1)
    host = CentreMemberFactory(centre=chosen.centre).user
    form = typed(office.get(change(call)))
    form |= {"roles-TOTAL_FORMS": 1, "roles-0-user": host.pk, "roles-0-role": "chair"}

    office.post(change(call), form | {"roles-0-starts_on": timezone.localdate().isoformat()})

    assert [row.person for row in application.conflicts.active()] == [host]
    assert not Application.objects.on_board_of(host).exists()
