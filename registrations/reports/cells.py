"""What stands in a cell: text, an address, a duration."""

import re
import unicodedata

# A spreadsheet's way of keeping a date as text: ="2021-06-14 17:00:00"
FORMULA = re.compile(r'=\s*"(.*)"', re.DOTALL)
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?|[0-9]{1,4}(?: [0-9]{1,4}){1,3}")
PLAIN_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?")
CLOCK = re.compile(r"([0-9]{1,3}):([0-9]{2}):([0-9]{2})")
PART = r"([0-9]{1,5})\s*([^\W\d_]+)\.?"
SPAN = re.compile(rf"{PART}(?:[\s,]*{PART})?(?:[\s,]*{PART})?")
# Of the words for hour, minute and second in the languages that reports come in, the beginnings.
SECONDS = {"h": 3600, "g": 3600, "o": 3600, "t": 3600, "st": 3600, "m": 60, "s": 1}
GUEST = re.compile(
    r"\s*\((?:external|unverified|guest|extern|externo|externă|zewnętrzny|gość)\)\s*", re.IGNORECASE
)
ORIGINAL = re.compile(r"(.+?)\s*\((.+)\)")
YES = {"yes", "y", "true", "1", "ja", "sim", "da", "tak", "oui", "si", "sí"}
LONGEST = {"name": 200, "email": 254}


def tidy(cell):
    """Without the formula around it, without marks that nobody sees, with plain spaces."""
    if cell.isascii() and cell.isprintable() and not cell.startswith("="):
        return cell.strip()
    text = "".join(_plain(character) for character in cell).strip()
    formula = FORMULA.fullmatch(text)
    return formula[1].strip() if formula else text


def _plain(character):
    kind = unicodedata.category(character)
    if kind in ("Zs", "Zl", "Zp") or character in "\t\r\n":
        return " "
    return "" if kind in ("Cc", "Cf", "Cs", "Co") and character not in "\u200c\u200d" else character


def email(cell):
    """In small letters; nothing where it is no address."""
    found = cell.lower()
    return found if len(found) <= LONGEST["email"] and EMAIL.fullmatch(found) else ""


def name(cell):
    """Without what the system says about the person: `(External)`, `(Unverified)`."""
    return unicodedata.normalize("NFC", GUEST.sub(" ", cell).strip())[: LONGEST["name"]]


def names_in(text):
    """`Nick (Original Name)` is two names of one person; the original one first."""
    both = ORIGINAL.fullmatch(text)
    return [both[2].strip(), both[1].strip()] if both else [text]


def seconds(cell):
    """Of `1h 27m 51s`, `204 mins`, `01:27:51`; None where it is no duration."""
    clock = CLOCK.fullmatch(cell)
    if clock:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3])
    parts = SPAN.fullmatch(cell)
    if not parts:
        return None
    pairs = [(parts[at], parts[at + 1]) for at in (1, 3, 5) if parts[at]]
    units = [_unit(word.lower()) for _number, word in pairs]
    return (
        None if None in units else sum(int(n) * unit for (n, _word), unit in zip(pairs, units, strict=True))
    )


def _unit(word):
    return SECONDS.get(word[:2]) or SECONDS.get(word[0])


def minutes_in_seconds(cell):
    """Of a plain number of minutes, as Zoom writes it; of a duration with units as well."""
    if PLAIN_NUMBER.fullmatch(cell):
        return round(float(cell.replace(",", ".")) * 60)
    return seconds(cell)


def is_number(cell):
    return bool(NUMBER.fullmatch(cell))


def is_yes(cell):
    return cell.lower() in YES
