"""Every kind of record about a person is exported and erased by the app that keeps it (design §5.13)."""

from itertools import chain

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from accounts import actions, exports, personal_data
from accounts.models import ConsentKind, DataExport
from accounts.tests.factories import UserFactory
from hubs.tests.factories import (
    AmbassadorFactory,
    EvidenceFactory,
    HubFactory,
    InvitationFactory,
    MembershipFactory,
)
from levels.tests.factories import EnrolmentFactory, LocalMaterialFactory
from registrations.emails import nominations as nomination_emails
from registrations.emails import transfers as transfer_emails
from registrations.models import Alias, AliasKind, ProposalState, Standing
from registrations.tests.factories import (
    ClosingFactory,
    FacultyFactory,
    NominationFactory,
    ProposalFactory,
    RegistrationFactory,
    ReportFactory,
    SeatTransferFactory,
)

NAME = "Żdzisława Unmistakable-Ștefănescu"
EMAIL = "unmistakable@example.org"
# Who changed a row stands in its history as an account number, which leads to an empty account after erasure.
NUMBERS_ONLY = {"history_user"}


def relations_to_people():
    """Pairs (model, field) of all foreign keys, one-to-ones and own links to the user."""
    for model in apps.get_models(include_auto_created=False):
        for field in model._meta.get_fields():
            points_to_user = field.is_relation and not field.auto_created
            if points_to_user and field.related_model is get_user_model() and field.name not in NUMBERS_ONLY:
                yield model, field


def covered_by(model):
    """A history is the business of the model it is the history of."""
    base = getattr(model, "instance_type", model)
    return base._meta.label.lower()


def test_every_model_that_points_to_a_person_is_registered():
    registered = {holding.model.lower() for holding in personal_data.holdings()}

    missing = {
        f"{model._meta.label}.{field.name}"
        for model, field in relations_to_people()
        if covered_by(model) not in registered
    }

    assert missing == set()


def test_every_holding_is_of_a_model_that_exists():
    labels = {model._meta.label.lower() for model in apps.get_models()}

    assert {holding.model.lower() for holding in personal_data.holdings()} <= labels


def test_holdings_are_erased_from_the_top_layer_down_and_the_account_last():
    order = [config.label for config in apps.get_app_configs()]
    own = [
        holding.model.split(".")[0]
        for holding in personal_data.holdings()
        if holding.model.split(".")[0] in order[: order.index("accounts")]
    ]

    assert own == sorted(own, key=order.index)
    assert personal_data.holdings()[-1].model == "accounts.User"


@pytest.fixture
def somebody(poland):
    """Has left traces wherever there is a factory for them."""
    person = UserFactory(name="An Earlier Name", email=EMAIL, country="PL")
    actions.save_profile(user=person, name=NAME, language="pl", country="PL", workplace=f"Office of {NAME}")
    person.refresh_from_db()
    actions.give_consent(person, ConsentKind.HUB)
    MembershipFactory(hub=poland, user=person)
    AmbassadorFactory(hub=poland, user=person)
    EvidenceFactory(user=person)
    LocalMaterialFactory(hub=poland, made_by=person)
    InvitationFactory(hub=poland, email=EMAIL)
    EnrolmentFactory(user=person)
    RegistrationFactory(user=person)
    ClosingFactory(closed_by=person)
    MembershipFactory(hub=HubFactory(country="RO", name="Hub Romania"))
    transfer_emails.queue("proposed", SeatTransferFactory(proposed_by=person), person)
    nomination_emails.queue(NominationFactory(by=person), None)
    nomination_emails.queue(
        NominationFactory(name=NAME, email=EMAIL, sentence=f"{NAME} leads our unit."), None
    )
    ReportFactory(uploaded_by=person).people.create(name=NAME, email=EMAIL, standing=Standing.UNREGISTERED)
    Alias.objects.create(user=person, kind=AliasKind.NAME, text=NAME, confirmed_by=person)
    proposal = ProposalFactory(hub=poland, written_by=person)
    FacultyFactory(event=None, proposal=proposal, name=NAME, user=person)
    facts = {"faculty": [{"name": NAME, "role": "lead"}]}
    proposal.steps.create(state=ProposalState.PROPOSED, by=person, facts=facts)
    return person


def tables_with(words):
    """Names of all tables in which the words stand, in whatever column."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = set()
        for table in tables:
            cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text ILIKE %s LIMIT 1', [f"%{words}%"])
            if cursor.fetchone():
                found.add(table)
    return found


def test_after_erasure_neither_name_nor_address_stands_anywhere(somebody):
    assert tables_with(NAME)
    assert tables_with(EMAIL)

    actions.erase(somebody)

    assert tables_with(NAME) == set()
    assert tables_with(EMAIL) == set()
    assert tables_with("An Earlier Name") == set()


def test_everything_can_be_exported(somebody):
    export = DataExport.objects.create(user=somebody)

    exports.make(export.pk)

    export.refresh_from_db()
    assert export.size


def test_holdings_say_what_they_are_in_words():
    texts = chain.from_iterable((holding.title, holding.kept) for holding in personal_data.holdings())

    assert all(str(holding.title) for holding in personal_data.holdings())
    assert not any("_" in str(text) for text in texts)
