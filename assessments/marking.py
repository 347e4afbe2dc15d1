"""How many hundredths of a question an answer earns. Integers only; never below zero.

    single      all or nothing
    multiple    each option is a decision, to tick it or to leave it: a right one earns its share, a wrong one
                costs as much
    true_false  each statement judged rightly earns its share; one that was left out costs nothing
    matching    each item matched rightly earns its share
    ordering    each pair of neighbours in the right order that stands so in the answer earns its share
    numeric     all or nothing, within the tolerance
    short_text  a person has to mark it

What does not divide evenly is rounded down, and all right is always 100. Not answered is 0, whatever the kind.
"""

from decimal import Decimal
from itertools import pairwise

from assessments.models import Kind

ALL = 100


def points(version, answer):
    """Hundredths, 0 to 100; None where a person has to mark. Asks nothing of the database but options and items."""
    return 0 if answer is None else _MARKERS[version.kind](version, answer)


def right_answer(version):
    """What earns everything, in the shape of `assessments.answers`; None for a text."""
    return _KEYS[version.kind](version)


def _share(count, of):
    return max(0, ALL * count // of) if of else 0


def _right(version):
    return [option.pk for option in version.options.all() if option.is_correct]


def _single(version, answer):
    return ALL if answer in _right(version) else 0


def _multiple(version, answer):
    ticked = set(answer)
    decisions = [option.is_correct == (option.pk in ticked) for option in version.options.all()]
    return _share(2 * sum(decisions) - len(decisions), len(decisions))


def _true_false(version, answer):
    statements = version.options.all()
    return _share(sum(answer.get(str(one.pk)) is one.is_correct for one in statements), len(statements))


def _matching(version, answer):
    items = version.items.all()
    return _share(sum(answer.get(str(item.pk)) == item.answer_id for item in items), len(items))


def _ordering(version, answer):
    key = list(pairwise(_steps(version)))
    if not key:
        return ALL
    return _share(len(set(key) & set(pairwise(answer))), len(key))


def _numeric(version, answer):
    return ALL if abs(Decimal(answer) - version.target) <= version.tolerance else 0


def _steps(version):
    return [option.pk for option in version.options.all()]


_MARKERS = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.NUMERIC: _numeric,
    Kind.SHORT_TEXT: lambda version, answer: None,
}
_KEYS = {
    Kind.SINGLE: lambda version: next(iter(_right(version)), None),
    Kind.MULTIPLE: lambda version: sorted(_right(version)),
    Kind.TRUE_FALSE: lambda version: {str(one.pk): one.is_correct for one in version.options.all()},
    Kind.MATCHING: lambda version: {str(item.pk): item.answer_id for item in version.items.all()},
    Kind.ORDERING: _steps,
    Kind.NUMERIC: lambda version: str(version.target),
    Kind.SHORT_TEXT: lambda version: None,
}
