"""What a question must have: to be a question at all, and to be published. In words for who writes it."""

from collections import Counter

from django.utils.translation import gettext as _

from assessments.drafts import WITH_KEY, WITH_OPTIONS
from assessments.models import Kind, Option, QuestionVersion

LONGEST_OPTION = Option._meta.get_field("text").max_length
LONGEST_UNIT = QuestionVersion._meta.get_field("unit").max_length
LARGEST_NUMBER = 10**10


def to_publish(draft):
    """What is missing before people may be asked this."""
    missing = shape(draft)
    if draft.kind == Kind.SHORT_TEXT and not draft.guidance.strip():
        missing.append(_("Say what a good answer names: somebody else will mark it."))
    if not draft.explanation.strip():
        missing.append(_("There is no explanation: learners read it after their attempt."))
    if not draft.reference.strip():
        missing.append(_("There is no reference: name the source of the right answer."))
    if draft.image and not draft.image.alt.strip():
        missing.append(_("Say what the image shows, for who cannot see it."))
    return missing


def to_keep(draft):
    """What keeps it from being kept at all, even as a draft that somebody will go on with."""
    wrong = [] if draft.prompt.strip() else [_("There is no question: the sentence that asks is empty.")]
    wrong += _texts(draft) + _fits(draft)
    if draft.kind == Kind.NUMERIC:
        wrong += _number(draft)
    return wrong


def shape(draft):
    """What is wrong with the parts of the question, by its kind."""
    wrong = to_keep(draft)
    if draft.kind in WITH_OPTIONS:
        wrong += _enough(draft)
    if draft.kind in WITH_KEY:
        wrong += _key(draft)
    if draft.kind == Kind.MATCHING and not draft.items:
        wrong.append(_("There is nothing to match: add at least one item."))
    return wrong


def _enough(draft):
    if draft.kind == Kind.TRUE_FALSE:
        return [] if draft.options else [_("There is no statement.")]
    return [] if len(draft.options) > 1 else [_("There are fewer than two options to choose from.")]


def _texts(draft):
    texts = Counter(option.text.strip() for option in draft.options)
    wrong = [_("An option is empty.")] if texts[""] else []
    wrong += [
        _("Two options say the same: “%(text)s”.") % {"text": text}
        for text, n in texts.items()
        if n > 1 and text
    ]
    if any(len(text) > LONGEST_OPTION for text in texts):
        wrong.append(_("An option is longer than %(most)d characters.") % {"most": LONGEST_OPTION})
    return wrong


def _key(draft):
    right = len(draft.keys)
    if draft.kind == Kind.SINGLE and right != 1:
        return [
            _("Exactly one option is the right one; here %(count)d are marked as right.") % {"count": right}
        ]
    if draft.kind == Kind.MULTIPLE and right == 0:
        return [_("No option is marked as right.")]
    return []


def _fits(draft):
    options = {option.text for option in draft.options}
    wrong = [] if all(item.text.strip() for item in draft.items) else [_("An item to match is empty.")]
    wrong += [
        _("“%(text)s” fits no option: choose the one that fits best.") % {"text": item.text[:80]}
        for item in draft.items
        if item.answer not in options
    ]
    return wrong


def _number(draft):
    numbers = (draft.target, draft.tolerance)
    if None in numbers or draft.tolerance < 0:
        return [_("Give the number asked for, and the tolerance either way (0 or more).")]
    if any(abs(number) >= LARGEST_NUMBER or round(number, 4) != number for number in numbers):
        return [_("A number has at most ten digits before the point and four after it.")]
    if len(draft.unit) > LONGEST_UNIT:
        return [_("The unit is longer than %(most)d characters.") % {"most": LONGEST_UNIT}]
    return []
