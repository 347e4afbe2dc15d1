from datetime import date

import pytest

from certificates.document import wording
from certificates.document.wording import Wording, placeholders, plural
from certificates.models import Kind, Language, Template

OTHERS = [language for language in Language.values if language != Language.ENGLISH]


def say(language, words=None):
    return Wording(Template(words=words or {}), language)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_everything(language):
    """Only the forms of the plural differ."""
    english, other = wording.bundled()["en"], wording.bundled()[language]
    forms = {key for key in english | other if key.split(".")[0] in wording.PLURALS}

    assert set(other) - forms == set(english) - forms
    assert {
        key for key in english if key in other and placeholders(english[key]) != placeholders(other[key])
    } == set()
    assert all(text.strip() for text in other.values())


@pytest.mark.parametrize("language", Language.values)
def test_every_kind_and_every_form_of_the_plural_is_there(language):
    words = wording.bundled()[language]

    assert {f"{kind}.{word}" for kind in Kind.values for word in ("heading", "verb", "time")} <= set(words)
    needed = {f"{unit}.{plural(language, number)}" for unit in wording.PLURALS for number in range(1, 200)}
    assert needed <= set(words)


@pytest.mark.parametrize(
    ("language", "minutes", "text"),
    [
        ("en", 0, ""),
        ("en", 61, "1 hour 1 minute"),
        ("en", 345, "5 hours 45 minutes"),
        ("pl", 61, "1 godzina 1 minuta"),
        ("pl", 4 * 60 + 22, "4 godziny 22 minuty"),
        ("pl", 12 * 60 + 25, "12 godzin 25 minut"),
        ("pl", 112 * 60 + 15, "112 godzin 15 minut"),
        ("ro", 61, "1 oră 1 minut"),
        ("ro", 19 * 60 + 2, "19 ore 2 minute"),
        ("ro", 20 * 60 + 45, "20 de ore 45 de minute"),
        ("ro", 101 * 60, "101 ore"),
        ("pt", 345, "5 horas 45 minutos"),
        ("sv", 345, "5 timmar 45 minuter"),
        ("sv", 60, "1 timme"),
    ],
)
def test_hours_and_minutes_are_counted_as_in_the_language(language, minutes, text):
    assert say(language).duration(minutes) == text


DAYS = [
    ("en", ["6 May 2026", "6–8 May 2026", "30 April – 2 May 2026", "30 December 2026 – 2 January 2027"]),
    (
        "pl",
        [
            "6 maja 2026 r.",
            "6–8 maja 2026 r.",
            "30 kwietnia – 2 maja 2026 r.",
            "30 grudnia 2026 r. – 2 stycznia 2027 r.",
        ],
    ),
    (
        "pt",
        [
            "6 de maio de 2026",
            "6 a 8 de maio de 2026",
            "30 de abril a 2 de maio de 2026",
            "30 de dezembro de 2026 a 2 de janeiro de 2027",
        ],
    ),
    (
        "ro",
        [
            "6 mai 2026",
            "6–8 mai 2026",
            "30 aprilie – 2 mai 2026",
            "30 decembrie 2026 – 2 ianuarie 2027",
        ],
    ),
    ("sv", ["6 maj 2026", "6–8 maj 2026", "30 april – 2 maj 2026", "30 december 2026 – 2 januari 2027"]),
]


@pytest.mark.parametrize(("language", "texts"), DAYS)
def test_days_say_month_and_year_once(language, texts):
    spans = [
        (date(2026, 5, 6), date(2026, 5, 6)),
        (date(2026, 5, 6), date(2026, 5, 8)),
        (date(2026, 4, 30), date(2026, 5, 2)),
        (date(2026, 12, 30), date(2027, 1, 2)),
    ]

    assert [say(language).days(first, last) for first, last in spans] == texts


@pytest.mark.parametrize(
    ("number", "english", "polish"),
    [(575, "5.75", "5,75"), (550, "5.5", "5,5"), (600, "6", "6"), (5, "0.05", "0,05")],
)
def test_hundredths_have_the_decimal_sign_of_the_language(number, english, polish):
    assert (say("en").hundredths(number), say("pl").hundredths(number)) == (english, polish)


def test_what_a_template_says_goes_before_what_the_files_say():
    words = say("en", {"en": {"attendance.heading": "Proof of attendance"}})

    assert words("attendance.heading") == "Proof of attendance"
    assert words("level.heading") == "Certificate of completion"


def test_words_are_no_programme():
    """Braces are blanks to fill in by name, and nothing else is done with them."""
    words = say("en", {"en": {"page.issued": "{date.__class__} {0} {date} {other}"}})

    assert words("page.issued", date="{number}") == "{date.__class__} {0} {number} {other}"
