"""Whether the bank can give what an assessment asks for, in words for who composes it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import drawing
from assessments.models import Assessment


def shortfalls(lines, candidates):
    """What the bank cannot give, line by line; or all lines together, where they want the same questions."""
    words = []
    for number, line in enumerate(lines, 1):
        has = count(line, candidates)
        if has < line.count:
            words.append(
                _("Line %(number)s asks for %(asked)s, and the bank has %(has)s that fit.")
                % {"number": number, "asked": _questions(line.count), "has": has}
            )
    if words:
        return words
    try:
        drawing.draw(lines, candidates, set())
    except ValidationError:
        asked = _questions(sum(line.count for line in lines))
        return [
            _("Each line can be met, not all together: they ask for %(asked)s of which too few differ.")
            % {"asked": asked}
        ]
    return []


def repeats(assessment, lines, candidates):
    """Which lines run out of new questions before somebody runs out of attempts."""
    attempts = assessment.attempts_allowed
    return [
        _(
            "Line %(number)s: the bank has %(has)s that fit, and %(attempts)s attempts need %(need)s. "
            "Who tries again may meet a question again."
        )
        % {
            "number": number,
            "has": count(line, candidates),
            "attempts": attempts,
            "need": line.count * attempts,
        }
        for number, line in enumerate(lines, 1)
        if attempts and count(line, candidates) < line.count * attempts
    ]


def count(line, candidates):
    """How many questions fit this line."""
    return sum(drawing.fits(line, candidate) for candidate in candidates)


def in_trouble():
    """(assessment, words) of published assessments that the bank can no longer serve."""
    assessments = Assessment.objects.filter(is_published=True).prefetch_related("blueprint", "fixed")
    pools = {by_hand: drawing.pool(by_hand) for by_hand in (True, False)}
    return [(one, words) for one in assessments if (words := troubles(one, pools))]


def troubles(assessment, pools):
    """What is wrong with one whose blueprint and fixed questions are loaded; `pools` by `draws_by_hand`."""
    if assessment.form == Assessment.Form.DRAWN:
        lines = list(assessment.blueprint.all())
        return shortfalls(lines, pools[assessment.draws_by_hand]) if lines else [_("It has no blueprint.")]
    usable = {candidate.question for candidate in pools[True]}
    gone = [row for row in assessment.fixed.all() if row.question_id not in usable]
    if gone:
        return [_("%(count)s of its questions cannot be used any more.") % {"count": len(gone)}]
    return [] if assessment.fixed.all() else [_("It has no questions.")]


def _questions(number):
    return ngettext("%(count)s question", "%(count)s questions", number) % {"count": number}
