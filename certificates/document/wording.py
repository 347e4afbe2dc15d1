"""The words around the facts of a certificate, in each language it may be printed in.

The files in words/ are what a new template starts from. A template keeps its own copy, which never changes once it
is published: what the files say later reaches no certificate that is out.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from certificates.models.renditions import Language

FILES = Path(__file__).parent / "words"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
PLURALS = ("hours", "minutes")


@cache
def bundled():
    """{language: {key: text}}; a key is `section.name`."""
    return {language: _read(language) for language in Language.values}


def _read(language):
    sections = tomllib.loads((FILES / f"{language}.toml").read_text())
    return {f"{section}.{name}": text for section, words in sections.items() for name, text in words.items()}


def placeholders(text):
    return set(PLACEHOLDER.findall(text))


class Wording:
    """The words of one template in one language. Called with a key, it gives the text with its blanks filled in."""

    def __init__(self, template, language):
        own = template.words.get(language, {})
        # What a template does not say was not printed when it was published; or it is older than its words.
        self.words = bundled()[language] | own
        self.language = language

    def __call__(self, key, **values):
        return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), self.words[key])

    def duration(self, minutes):
        """`5 hours 45 minutes`; nothing where no time was counted."""
        counted = [("hours", minutes // 60), ("minutes", minutes % 60)]
        return " ".join(self._counted(unit, number) for unit, number in counted if number)

    def _counted(self, unit, number):
        key = f"{unit}.{plural(self.language, number)}"
        return self(key if key in self.words else f"{unit}.other", number=number)

    def hundredths(self, number):
        """`5.75`, `5.5`, `6`, with the decimal sign of the language."""
        whole, part = divmod(number, 100)
        return f"{whole}{self('facts.decimal')}{part:02}".rstrip("0") if part else str(whole)

    def percent(self, number):
        return self("facts.percent", number=self.hundredths(number))

    def day(self, day):
        return self("date.day", day=day.day, month=self._month(day), year=day.year)

    def days(self, first, last):
        """From the first to the last day, saying month and year once where they are the same."""
        if first == last:
            return self.day(first)
        if first.year != last.year:
            return self("date.years", first=self.day(first), last=self.day(last))
        if first.month != last.month:
            return self(
                "date.months",
                first=first.day,
                first_month=self._month(first),
                last=last.day,
                last_month=self._month(last),
                year=last.year,
            )
        return self("date.days", first=first.day, last=last.day, month=self._month(last), year=last.year)

    def _month(self, day):
        return self(f"month.{day.month}")


def plural(language, number):
    """The name of the plural form, as CLDR has it for whole numbers."""
    if number == 1:
        return "one"
    if language == Language.POLISH:
        return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"
    if language == Language.ROMANIAN:
        return "few" if 0 < number % 100 < 20 or number == 0 else "other"
    return "other"
