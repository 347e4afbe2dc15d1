"""Flaws in how a question is written: what gives the key away, and what makes it hard for no good reason.

After the NBME's guide to item writing (learning-systems A3). Nothing here stops anybody: whoever wrote the
question reads what to do and decides. It reads English; questions in other languages are told less.
"""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.drafts import WITH_OPTIONS
from assessments.models import Kind, Tier
from assessments.spans import overlapping, span

TITLES = {
    "all_or_none": gettext_lazy("“all” or “none of the above”"),
    "negative": gettext_lazy("asks for what is not so"),
    "absolute": gettext_lazy("absolute words"),
    "vague": gettext_lazy("vague words of frequency"),
    "longest": gettext_lazy("the key is the longest"),
    "grammar": gettext_lazy("“a” or “an” gives it away"),
    "no_story": gettext_lazy("no vignette"),
    "uneven": gettext_lazy("options unlike each other"),
    "overlap": gettext_lazy("numbers overlap"),
    "not_closed": gettext_lazy("not a closed question"),
    "no_explanation": gettext_lazy("no explanation"),
    "no_reference": gettext_lazy("no reference"),
    "no_alt": gettext_lazy("image not described"),
}

ALL_OR_NONE = re.compile(
    r"\b(all|none|neither|both|any) of (the|these) ?(above|options|others|answers)?\b|\bnone of them\b", re.I
)
NEGATIVE = re.compile(r"\b(?:not|except|incorrect|untrue|cannot)\b|n[’']t\b|(?<!at )\bleast\b", re.I)
ABSOLUTE = re.compile(
    # “every six hours” is a dose, not a claim.
    r"\b(?:always|never|only|every(?! \S+ (?:hour|day|minute|week|month|dose)s?\b)|completely|entirely|invariably|impossible|guarantees?|in all cases)\b",
    re.I,
)
VAGUE = re.compile(
    r"\b(?:usually|often|frequently|sometimes|rarely|commonly|occasionally|generally|seldom|mostly)\b", re.I
)
UNFOCUSED = re.compile(
    r"^which (?:one )?(?:of (?:the following|these|them) )?(?:statements? )?(?:is|are)"
    r" (?:true|false|correct|incorrect|right|wrong)\b",
    re.I,
)
ARTICLE = re.compile(r"\b(an?)\s*[:…._]*\s*$", re.I)
PATIENT = re.compile(r"\b(?:year|month|week|day)-old\b", re.I)
# Lead-ins that ask by telling what to do.
TASK = re.compile(
    r"^(?:for each|put|arrange|order|select|choose|match|mark|decide|calculate|estimate|name|list|describe"
    r"|outline|explain|write|give|state|suggest|summarise|propose|judge)\b",
    re.I,
)


@dataclass(frozen=True)
class Flaw:
    code: str
    words: str


def flaws(draft):
    """All flaws of one question, each with what to do about it."""
    found = [*_of_the_lead_in(draft), *_of_what_goes_with_it(draft)]
    if draft.kind in WITH_OPTIONS:
        found += [*_of_the_words(draft), *_of_the_options(draft)]
    return found


def codes(draft):
    return sorted({flaw.code for flaw in flaws(draft)})


def _of_the_lead_in(draft):
    prompt = draft.prompt.strip()
    negative = NEGATIVE.search(prompt)
    if negative:
        yield Flaw(
            "negative",
            _("The question asks for what is not so (“%(word)s”): ask for what is.") % {"word": negative[0]},
        )
    if draft.kind in {Kind.TRUE_FALSE, Kind.SHORT_TEXT}:
        return
    closed = "?" in prompt or (draft.kind != Kind.SINGLE and TASK.search(prompt))
    if not closed or UNFOCUSED.search(prompt):
        yield Flaw(
            "not_closed",
            _("Ask one closed question, so that somebody who knows can answer it with the options covered."),
        )


def _of_what_goes_with_it(draft):
    if draft.tier != Tier.UNDERSTAND and not _has_story(draft):
        yield Flaw("no_story", _("Whoever should apply or judge something needs a case: add a vignette."))
    if not draft.explanation.strip():
        yield Flaw("no_explanation", _("Explain why the key is right and the best distractor wrong."))
    if not draft.reference.strip():
        yield Flaw("no_reference", _("Name the source of the right answer."))
    if draft.image and not draft.image.alt.strip():
        yield Flaw("no_alt", _("Say what the image shows, for who cannot see it."))


def _has_story(draft):
    """A vignette; or items or options that are patients themselves."""
    return bool(
        draft.vignette.strip() or draft.items or any(PATIENT.search(option.text) for option in draft.options)
    )


def _of_the_words(draft):
    is_list = draft.kind != Kind.TRUE_FALSE
    for option in draft.options:
        found = is_list and ALL_OR_NONE.search(option.text)
        if found:
            yield Flaw("all_or_none", _("Replace “%(word)s” by an option of its own.") % {"word": found[0]})
        if found := ABSOLUTE.search(option.text):
            yield Flaw(
                "absolute",
                _("“%(word)s” tells experienced test-takers that “%(text)s” is wrong: say it without.")
                % {"word": found[0], "text": option.text[:60]},
            )
        if found := VAGUE.search(option.text):
            yield Flaw(
                "vague",
                _(
                    "“%(word)s” means something else to everybody: give a number, or leave it out of “%(text)s”."
                )
                % {"word": found[0], "text": option.text[:60]},
            )


def _of_the_options(draft):
    if draft.kind == Kind.SINGLE and stands_out(draft):
        yield Flaw("longest", _("The right answer is by far the longest: shorten it, or lengthen another."))
    if draft.kind in {Kind.SINGLE, Kind.MULTIPLE}:
        yield from _of_the_grammar(draft)
        yield from _of_the_numbers(draft)
    if draft.kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING} and not _alike(draft):
        yield Flaw("uneven", _("The options are of different length or kind: make them alike."))


def _of_the_grammar(draft):
    article = ARTICLE.search(draft.prompt)
    if article is None:
        return
    wants_vowel = article[1].lower() == "an"
    fits = {(option.text.strip()[:1].lower() in "aeiou") == wants_vowel for option in draft.options}
    if len(fits) == 2:
        yield Flaw(
            "grammar",
            _(
                "Only some options go with “%(word)s” at the end of the question: move the article to the options."
            )
            % {"word": article[1]},
        )


def _of_the_numbers(draft):
    for one, other in overlapping([option.text for option in draft.options]):
        yield Flaw(
            "overlap",
            _("“%(one)s” and “%(other)s” overlap: one answer could be both.") % {"one": one, "other": other},
        )


def stands_out(draft):
    """The key is longer than any other option, by a quarter at least."""
    key = [len(option.text) for option in draft.options if option.is_correct]
    others = [len(option.text) for option in draft.options if not option.is_correct]
    return bool(key and others) and max(key) >= 1.25 * max(others) and max(key) - max(others) >= 8


def _alike(draft):
    texts = [option.text.strip() for option in draft.options]
    if len(texts) < 2:
        return True
    lengths = sorted(len(text) for text in texts)
    # The list of a matching question is chosen from more than once: its lengths tell nothing.
    if draft.kind != Kind.MATCHING and lengths[-1] > 2.5 * lengths[0] and lengths[-1] - lengths[0] > 25:
        return False
    shapes = [{text.endswith(".") for text in texts}, {span(text) is not None for text in texts}]
    return all(len(shape) == 1 for shape in shapes)


@dataclass(frozen=True)
class Balance:
    """Where the keys of a set of single-best-answer questions stand."""

    positions: dict[int, int]
    questions: int
    longest: int
    words: list[str]


LEAST_FOR_BALANCE = 10


def balance(questions):
    """Of a set. Fewer than ten single-best-answer questions tell nothing."""
    single = [draft for draft in questions if draft.kind == Kind.SINGLE and len(draft.keys) == 1]
    positions = Counter(draft.options.index(draft.keys[0]) + 1 for draft in single)
    longest = sum(_key_is_longest(draft) for draft in single)
    words = []
    if len(single) >= LEAST_FOR_BALANCE:
        place, most = positions.most_common(1)[0]
        if most > 0.4 * len(single):
            words.append(
                _("The key stands in place %(place)d in %(count)d of %(all)d questions: move some.")
                % {"place": place, "count": most, "all": len(single)}
            )
        if longest * 3 > len(single):
            words.append(
                _("The key is the longest option in %(count)d of %(all)d questions: even them out.")
                % {"count": longest, "all": len(single)}
            )
    return Balance(dict(sorted(positions.items())), len(single), longest, words)


def _key_is_longest(draft):
    return all(
        len(draft.keys[0].text) > len(option.text) for option in draft.options if not option.is_correct
    )
