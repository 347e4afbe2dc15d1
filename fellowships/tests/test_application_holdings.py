import json

import pytest

from accounts import personal_data
from accounts.actions import erase
from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import (
    Application,
    ApplicationState,
    CvEntry,
    EntryKind,
    Offer,
    Placement,
    Referee,
    Stage,
)
from fellowships.tests.deciding import approved
from fellowships.tests.factories import ApplicationFactory, at_stage, open_call

UNUSUAL = "Zażółć-Unmistakable"


def export_of(user):
    """What the person reads about applications."""
    mine = [one for one in personal_data.holdings() if one.model.startswith("fellowships.")]
    return json.dumps({one.model: list(one.export(user)) for one in mine}, ensure_ascii=False)


def application_of(person, **fields):
    texts = dict.fromkeys(["motivation", "plans", "workplace", "supervisor_name", "must_not_review"], UNUSUAL)
    application = ApplicationFactory(person=person, **texts | fields)
    CvEntry.objects.create(application=application, kind=EntryKind.POST, title=UNUSUAL, from_year=2020)
    Referee.objects.create(application=application, name=UNUSUAL, post="Prof.", email="r@example.org")
    return application


@pytest.mark.django_db
def test_what_one_wrote_can_be_exported(participant, stranger):
    application_of(participant)

    assert export_of(participant).count(UNUSUAL) == 7
    assert UNUSUAL not in export_of(stranger)


@pytest.mark.django_db
def test_erasing_withdraws_an_application_and_forgets_its_words(participant):
    application = application_of(participant)

    erase(participant)

    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert (application.home, application.code) == ("PL", application.code)
    assert UNUSUAL not in json.dumps([list(map(str, row.values())) for row in Application.objects.values()])
    assert not CvEntry.objects.exists()
    assert not Referee.objects.exists()


@pytest.mark.django_db
def test_erasing_takes_a_draft_away_as_a_whole(participant):
    call = open_call()
    actions.begin_application(call=call, person=participant)

    erase(participant)

    assert not Application.objects.exists()


@pytest.mark.django_db
def test_in_a_round_that_is_completed_only_the_words_go(participant):
    application = application_of(participant)
    at_stage(application.call, Stage.COMPLETED)

    erase(participant)

    application.refresh_from_db()
    assert (application.state, application.motivation) == (ApplicationState.SUBMITTED, "")


@pytest.mark.django_db
@pytest.mark.parametrize("has_accepted", [False, True])
def test_erasing_gives_back_what_the_person_holds(participant, has_accepted):
    application = application_of(participant)
    approved(application.call, placed=[(application, application.call.offerings.first())])
    [offer] = actions.send_offers(call=application.call, by=UserFactory(is_staff=True))
    if has_accepted:
        actions.accept_offer(offer=offer, by=participant)

    erase(participant)

    application.refresh_from_db()
    assert not Offer.objects.holding().exists()
    assert not Placement.objects.live().exists()
    assert application.motivation == ""
