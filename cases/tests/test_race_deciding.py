"""Two editors at once, on real PostgreSQL, each in a thread with an own connection."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cases.actions import deciding
from cases.models import Decision, Judgement, Revision
from cases.tests.factories import editor
from cases.tests.test_deciding import reviewed
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(deeds):
    def run(deed):
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_editors_who_decide_at_once_one_does_and_the_others_are_told_who_it_was():
    revision = reviewed()
    editors = [editor(user__name=f"Editor {number}") for number in range(6)]
    judgements = [Judgement.ACCEPTED, Judgement.CHANGES, Judgement.REJECTED] * 2

    answers = at_once(
        [
            lambda by=by, judgement=judgement: deciding.decide(
                revision=revision, by=by, judgement=judgement, for_author="So it is."
            )
            for by, judgement in zip(editors, judgements, strict=True)
        ]
    )

    decision = Decision.objects.get()
    late = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(late) == 5
    assert all(error.code == "decided" for error in late)
    assert all(decision.editor.name in error.messages[0] for error in late)
    assert Revision.objects.get(pk=revision.pk).state == decision.judgement
    assert Revision.objects.count() == 1 + (decision.judgement == Judgement.CHANGES)
    assert Message.objects.filter(kind__startswith="cases/decision_").count() == 1
