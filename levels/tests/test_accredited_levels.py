"""What the page of a level says of credits for its e-learning, and who is told when that changes."""

import pytest

from certificates.models import Award, Form
from certificates.tests.factories import AccreditationFactory
from levels import tasks
from levels.actions import certifying
from levels.models import Level
from levels.tests.factories import LevelFactory, ModuleFactory, ResourceFactory
from levels.tests.test_crediting import completed, studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    level = LevelFactory()
    ResourceFactory(module=ModuleFactory(level=level), minutes=90)
    return level


def text(response):
    return " ".join(response.content.decode().split())


def test_the_page_says_each_state_and_no_more(client, level):
    row = AccreditationFactory(form=Form.E_LEARNING, applied=True, title="Level 1")
    level.accreditations.add(row)
    assert "An application has been made to Council of EACCME for “Level 1”." in text(
        client.get(level.get_absolute_url())
    )

    row.state, row.number, row.decided_on = "granted", "EL-1", row.applied_on
    row.save()
    assert "(number EL-1) with 1.5 ECMEC®" in text(client.get(level.get_absolute_url()))

    row.state = "refused"
    row.save()
    assert "EACCME" not in text(client.get(level.get_absolute_url()))


@pytest.mark.parametrize("rows", [0, 3])
def test_saying_so_costs_no_query(client, level, rows, django_assert_num_queries):
    level.accreditations.add(*[AccreditationFactory(form=Form.E_LEARNING) for _ in range(rows)])

    with django_assert_num_queries(6):
        client.get(level.get_absolute_url())


def test_awards_are_told_anew_when_an_accreditation_changes(level):
    completion = completed(level)
    studied(completion, level.modules.get().resources.get())
    certifying.award_for(level)
    assert Award.objects.filter(kind="level").get().facts["credits"] == []

    level.accreditations.add(AccreditationFactory(form=Form.E_LEARNING))
    tasks.tell_credits()

    [line] = Award.objects.filter(kind="level").get().facts["credits"]
    assert line["amount"] == 150
    assert not Level.objects.with_credits_to_tell().exists()
