import datetime

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from evaluations import actions, tasks
from evaluations.models import AnswerSheet, Participation, State, Survey
from evaluations.tests.factories import given, opened

pytestmark = pytest.mark.django_db


def test_a_survey_closes_when_its_last_day_is_over_everywhere():
    long_over, today, endless = (opened() for _survey in range(3))
    Survey.objects.filter(pk=long_over.pk).update(closes_on=timezone.now() - datetime.timedelta(days=2))
    Survey.objects.filter(pk=today.pk).update(closes_on=timezone.now())

    for _time in range(2):
        tasks.close_due()

    assert list(Survey.objects.filter(state=State.CLOSED)) == [long_over]
    assert Survey.objects.filter(state=State.OPEN).count() == 2
    assert endless in Survey.objects.open()


@pytest.mark.django_db(transaction=True)
def test_every_night_what_came_lately_is_mixed():
    lately, long_ago = opened(), opened()
    for survey in (lately, long_ago):
        for _person in range(3):
            actions.answer(survey=survey, person=UserFactory(), given=given(survey))
    last_month = timezone.localdate() - datetime.timedelta(days=30)
    Participation.objects.filter(survey=long_ago).update(answered_on=last_month)

    tasks.mix_sheets()

    assert [written_by(survey) for survey in (lately, long_ago)] == [1, 3]


def written_by(survey):
    """How many transactions wrote the sheets of a survey."""
    sheets = AnswerSheet.objects.filter(survey=survey).extra(select={"writer": "xmin::text"})
    return len({sheet.writer for sheet in sheets})
