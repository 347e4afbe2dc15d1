"""Nothing joins a person and an answer: no column, no row version, no trail, no export, no page of the admin."""

import json

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection, models

from accounts import personal_data
from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from evaluations import actions
from evaluations.models import Answer, AnswerSheet, Participation
from evaluations.tests.factories import given, opened

pytestmark = pytest.mark.django_db
ANONYMOUS = (AnswerSheet, Answer)


@pytest.fixture
def survey(poland):
    return opened()


def answer(survey, number, text=""):
    people = [UserFactory(country="PL") for _number in range(number)]
    for person in people:
        actions.answer(survey=survey, person=person, given=given(survey, text=text))
    return people


def reachable(model, seen=None):
    """All models that foreign keys lead to, in their direction."""
    seen = seen if seen is not None else {model}
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model not in seen:
            seen.add(field.related_model)
            reachable(field.related_model, seen)
    return seen


@pytest.mark.parametrize("model", ANONYMOUS)
def test_no_foreign_key_leads_from_an_answer_to_a_person(model):
    assert get_user_model() not in reachable(model)
    assert Participation not in reachable(model)


def test_nothing_points_at_a_sheet_but_its_answers():
    pointing = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in ANONYMOUS
    }

    assert pointing == {Answer}


@pytest.mark.parametrize("model", ANONYMOUS)
def test_an_answer_knows_no_moment_and_no_number_in_a_row(model):
    kinds = {type(field) for field in model._meta.concrete_fields}

    assert isinstance(model._meta.pk, models.UUIDField)
    assert not kinds & {models.DateField, models.DateTimeField, models.AutoField, models.BigAutoField}


def test_a_participation_knows_the_day_only():
    moments = [field.name for field in Participation._meta.fields if isinstance(field, models.DateTimeField)]

    assert moments == []
    assert isinstance(Participation._meta.pk, models.UUIDField)


def test_no_table_with_a_person_holds_the_key_of_a_sheet(survey):
    answer(survey, 2)
    keys = {str(pk) for pk in AnswerSheet.objects.values_list("pk", flat=True)}
    keys |= {str(pk) for pk in Answer.objects.values_list("pk", flat=True)}

    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for key in keys:
                cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1', [f"%{key}%"])
                if cursor.fetchone():
                    found.add(table)

    assert found == {"evaluations_answersheet", "evaluations_answer"}


@pytest.mark.django_db(transaction=True)
def test_once_mixed_no_row_version_tells_who_wrote_it(survey, staff):
    """PostgreSQL notes with each row the transaction that wrote it. Mixed, all sheets were written by one."""
    answer(survey, 6)
    assert writers(AnswerSheet) == writers(Answer) == 6

    actions.count_in(survey=survey, by=staff)

    assert writers(AnswerSheet) == writers(Answer) == 1


def writers(model):
    """How many transactions wrote the rows that are there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {model._meta.db_table}")
        return cursor.fetchone()[0]


def test_the_trail_knows_of_no_answer(survey, staff):
    people = answer(survey, 6, text="Something to remember")
    actions.count_in(survey=survey, by=staff)
    actions.close_survey(survey=survey, by=staff)

    entries = AuditEntry.objects.filter(action__startswith="survey.")
    assert set(entries.values_list("object_type", "person_id")) == {("evaluations.survey", None)}
    assert not AuditEntry.objects.filter(
        object_type__in=["evaluations.answersheet", "evaluations.participation"]
    )
    assert not AuditEntry.objects.filter(person_id__in=[person.pk for person in people])


def test_the_export_says_that_and_not_what(survey):
    person = answer(survey, 1, text="Something to remember")[0]
    holding = next(row for row in personal_data.holdings() if row.model == "evaluations.Participation")

    rows = list(holding.export(person))

    assert [set(row) for row in rows] == [{"evaluation", "answered_on"}]
    assert "Something to remember" not in json.dumps(rows)


def test_erasure_takes_the_participation_and_leaves_the_answers(survey):
    person = answer(survey, 1)[0]
    holding = next(row for row in personal_data.holdings() if row.model == "evaluations.Participation")

    holding.erase(person)

    assert not Participation.objects.exists()
    assert AnswerSheet.objects.count() == 1


def test_the_admin_has_no_page_of_answers_or_of_who_gave_them():
    assert not {*ANONYMOUS, Participation} & set(admin.site._registry)
    inlines = {inline.model for page in admin.site._registry.values() for inline in page.inlines}
    assert not {*ANONYMOUS, Participation} & inlines
