"""How scores, amounts and days are written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from fellowships.templatetags import rounds


@pytest.mark.parametrize(
    ("hundredths", "language", "words"),
    [
        (8858, "en", "88.58"),
        (8805, "en", "88.05"),
        (0, "en", "0.00"),
        (8858, "pl", "88,58"),
        (None, "en", ""),
    ],
)
def test_points_are_hundredths_in_words(hundredths, language, words):
    with translation.override(language):
        assert rounds.points(hundredths) == words


def test_amounts_have_cents_only_where_there_are_some():
    assert rounds.euros(Decimal("1000.00")) == "€\N{NO-BREAK SPACE}1,000"
    assert rounds.euros(Decimal("947.50")) == "€\N{NO-BREAK SPACE}947.50"


def test_a_stay_ends_on_its_last_day():
    days = DateRange(date(2027, 9, 6), date(2027, 9, 11))

    assert rounds.stay(days) == "6–10 September 2027"
    assert rounds.stay(None) == ""


def test_a_moment_names_its_zone():
    assert rounds.moment("2027-03-14T22:59:00+00:00", "Europe/Warsaw") == "14 March 2027, 23:59 (Warsaw)"
