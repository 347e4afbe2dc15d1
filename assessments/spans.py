"""Options that are numbers: “5–10 mL”, “< 65 mmHg”, “at least 2”. Which of them overlap."""

import re
from decimal import Decimal
from itertools import combinations
from math import inf

NUMBER = r"[-−+]?\d+(?:[.,]\d+)?"
TEXT = re.compile(
    rf"(?P<sign><=|>=|[<>≤≥]|less than|more than|at least|at most|up to|below|above|over|under|about|around)?\s*"
    rf"(?P<first>{NUMBER})\s*(?:(?:–|—|-|to|and)\s*(?P<last>{NUMBER}))?\s*(?P<unit>%|[^\d\s,;]+(?: [^\d\s,;]+)?)?",
    re.I,
)
UP = {">", "more than", "above", "over"}
UP_WITH = {">=", "≥", "at least"}
DOWN = {"<", "less than", "below", "under"}
DOWN_WITH = {"<=", "≤", "at most", "up to"}


def span(text):
    """(from, to, with the ends?, unit), None where the text is no number or range."""
    found = TEXT.fullmatch(text.strip().rstrip("."))
    if found is None:
        return None
    sign, unit = (found["sign"] or "").lower(), (found["unit"] or "").strip().lower()
    first = _number(found["first"])
    if found["last"] is not None:
        return first, _number(found["last"]), True, unit
    if sign in UP | UP_WITH:
        return first, inf, sign in UP_WITH, unit
    if sign in DOWN | DOWN_WITH:
        return -inf, first, sign in DOWN_WITH, unit
    return first, first, True, unit


def overlapping(texts):
    """Pairs of texts that name ranges of the same unit with a number in common."""
    spans = [(text, found) for text in texts if (found := span(text))]
    return [
        (one[0], other[0])
        for one, other in combinations(spans, 2)
        if one[1][3] == other[1][3] and _meet(one[1], other[1])
    ]


def _meet(one, other):
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return low < high or (low == high and one[2] and other[2])


def _number(text):
    return Decimal(text.replace("−", "-").replace(",", "."))
