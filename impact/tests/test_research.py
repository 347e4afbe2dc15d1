"""Nobody can be told from the research data: tried with whatever people there may be."""

import csv
import io
import zipfile
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import actions as accounts
from accounts.models import CareerStage, Profession, User
from accounts.tests.factories import UserFactory
from impact.makers import research
from impact.makers.research.anonymising import Row, anonymised
from impact.makers.research.gathering import band, capped
from impact.models import Report
from levels.tests.factories import EnrolmentFactory, LevelEnrolmentFactory, LevelFactory

PILOTS = {"PL", "PT", "RO", "SE", "GB"}
KNOWN = ["joined", "country", "profession", "career_stage"]

people = st.lists(
    st.builds(
        Row,
        joined=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        country=st.sampled_from(["PL", "PT", "DE", "IN", "BR"]),
        profession=st.sampled_from(["doctor", "nurse"]),
        career_stage=st.sampled_from(CareerStage.values),
        scores=st.dictionaries(
            st.sampled_from(["level_1_before", "level_1_after"]), st.sampled_from(["60 to 64", "65 to 69"])
        ),
    ),
    max_size=120,
)


# ---- Whatever people there are ---------------------------------------------------------------------------------------


@settings(max_examples=80)
@given(people)
def test_every_combination_of_what_others_may_know_occurs_five_times(rows):
    found = anonymised(rows, PILOTS)

    assert all(size >= 5 for size in Counter(row.known for row in found.rows).values())
    assert len(found.rows) + found.left_out == len(rows)
    assert sum(found.settled) == len(found.rows)


@settings(max_examples=80)
@given(people)
def test_no_score_follows_from_being_among_those_who_look_alike(rows):
    found = anonymised(rows, PILOTS)

    values = defaultdict(list)
    for row in found.rows:
        for column, score in row.scores.items():
            values[row.known, column].append(score)
    assert all(len(set(scores)) > 1 for scores in values.values())


@given(people, st.randoms())
def test_the_order_in_which_people_came_changes_nothing(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)

    one, other = anonymised(rows, PILOTS), anonymised(mixed, PILOTS)

    def told(found):
        return [(row.known, row.scores, row.reached) for row in found.rows]

    assert told(one) == told(other)


def test_only_what_stands_out_is_coarsened():
    plain = [Row(date(2026, 5, day), "PL", "doctor", "early") for day in range(1, 7)]
    quarter = [Row(date(2026, month, 1), "PT", "doctor", "early") for month in (4, 4, 5, 6, 6)]
    alone = Row(date(2026, 5, 1), "MT", "pharmacist", "retired")

    found = anonymised([*plain, *quarter, alone], PILOTS)

    joined = Counter((row.known.country, row.known.joined) for row in found.rows)
    assert joined == {("PL", "2026-05"): 6, ("PT", "2026-Q2"): 5}
    assert found.left_out == 1


@pytest.mark.parametrize(
    ("score", "words"), [(0, "0 to 4"), (6499, "60 to 64"), (9999, "95 to 99"), (10000, "100")]
)
def test_scores_are_told_in_steps_of_five(score, words):
    assert band(score) == words


def test_who_did_most_of_all_does_not_stand_out():
    assert [capped(number, 5) for number in (0, 4, 5, 31)] == ["0", "4", "5 or more", "5 or more"]


# ---- From the records ------------------------------------------------------------------------------------------------


@pytest.fixture
def cohort(db):
    """Seven Polish doctors and a nurse from Malta, who joined in May; two of the doctors have finished Level 1."""
    may = datetime(2026, 5, 10, 12, tzinfo=UTC)
    level = LevelFactory()
    rows = [
        LevelEnrolmentFactory(
            enrolment__user__country="PL", enrolment__enrolled_at=may, level=level, opened_at=may
        )
        for _ in range(7)
    ]
    for row in rows[:2]:
        row.completed_at = may + timedelta(days=65)
        row.save()
    alone = UserFactory(country="MT", country__profession=Profession.NURSE)
    EnrolmentFactory(user=alone, enrolled_at=may)
    return [row.enrolment.user for row in rows]


def files(**fields):
    asked = {"kind": "research", "first_month": date(2026, 5, 1), "last_month": date(2026, 10, 1)} | fields
    packed = research.make(Report(extension="zip", **asked), lambda percent: None)
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_tells_months_since_joining_and_no_day(cohort):
    rows = table(files()["people.csv"])

    assert len(rows) == 7
    assert {tuple(row[name] for name in KNOWN) for row in rows} == {("2026-05", "PL", "doctor", "trainee")}
    assert sorted(row["level_1_completed"] for row in rows) == ["", "", "", "", "", "2", "2"]
    assert {row["level_1_opened"] for row in rows} == {"0"}


def test_nobody_is_in_it_by_name_or_number(cohort):
    found = files()

    whole = "".join(found.values())
    for user in User.objects.all():
        assert user.email not in whole
        assert user.name not in whole
    numbers = {str(user.pk) for user in cohort}
    assert not numbers & {row["row"] for row in table(found["people.csv"])}


def test_the_numbers_of_the_proof_can_be_counted_again(cohort):
    found = files()

    proof = dict(csv.reader(io.StringIO(found["anonymity.csv"])))
    rows = table(found["people.csv"])
    sizes = Counter(tuple(row[name] for name in KNOWN) for row in rows)
    assert proof["rows"] == str(len(rows))
    assert proof["rows of the smallest combination"] == str(min(sizes.values()))
    assert proof["people left out: fewer than five alike at the coarsest step"] == "fewer than 5"


def test_each_column_stands_in_the_dictionary(cohort):
    found = files()

    told = [row["column"] for row in table(found["data_dictionary.csv"])]
    assert told == list(table(found["people.csv"])[0])


def test_rows_of_two_files_cannot_be_matched_and_tell_the_same(cohort):
    one, other = table(files()["people.csv"]), table(files()["people.csv"])

    assert not {row.pop("row") for row in one} & {row.pop("row") for row in other}
    assert one == other


def test_what_came_after_the_months_is_not_in_it(cohort):
    rows = table(files(last_month=date(2026, 6, 1))["people.csv"])

    assert {row["level_1_completed"] for row in rows} == {""}


def test_who_has_closed_the_account_is_not_in_it(cohort):
    accounts.erase(cohort[0])

    assert len(table(files()["people.csv"])) == 6


def test_months_before_the_programme_give_an_empty_file_that_says_why(cohort):
    found = files(first_month=date(2025, 1, 1), last_month=date(2025, 2, 1))

    assert table(found["people.csv"]) == []
    assert "the programme began on 1 January 2026" in found["README.txt"]


@pytest.mark.parametrize("more", [0, 4])
def test_as_many_queries_for_few_as_for_many(cohort, more, django_assert_num_queries):
    for _ in range(more):
        EnrolmentFactory(user=UserFactory(country="PL"), enrolled_at=timezone.now() - timedelta(days=90))

    with django_assert_num_queries(12):
        files()
