"""Why somebody has a place in a run, or has none, in words: made from the stored turn and nothing else.

Nobody is called "placed through the minimum": whoever counts to it may have won anyway. `basis` is for auditors.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowships.models import Offering, Outcome
from fellowships.templatetags.rounds import points


def explain(turn, centres=None):
    """Sentences to the person, in the active language.

    turn:    with its `offering`; what it says was stored when the run was proposed
    centres: {id of the places of a centre: name}, where the caller has them; else they are looked up
    """
    seen = turn.seen
    centres = names([turn]) if centres is None else centres
    facts = {"place": turn.place, "of": seen["of"], "score": points(seen["score"])}
    sentences = [
        _("You were number %(place)s of %(of)s on the merit list, with %(score)s of 100 points.") % facts
    ]
    if turn.outcome == Outcome.HELD:
        return [*sentences, _("You hold a place already, and nobody who holds one is moved.")]
    sentences += [_given(seen), *_why(turn, seen, centres)]
    if "again" in seen:
        sentences.append(
            _("Later, kept fellowships were not needed: they went to those who waited, in the same order.")
        )
        sentences += _why(turn, seen["again"], centres)
    if turn.outcome == Outcome.RESERVE:
        sentences.append(_("You are number %(reserve)s on the reserve list.") % {"reserve": turn.reserve})
    return sentences


def in_short(turn, centres):
    """Why, in a few words for the board. `centres` as `names` gives them."""
    if turn.outcome == Outcome.HELD:
        return _("Holds the place, and is not moved.")
    parts = [_few_words(turn.seen, centres)]
    if "again" in turn.seen:
        parts.append(_("When kept fellowships were released:"))
        parts.append(_few_words(turn.seen["again"], centres))
    return " ".join(part for part in parts if part)


def names(turns):
    """The names of all centres that these turns speak of, in one query."""
    passed = set()
    for turn in turns:
        for seen in (turn.seen, turn.seen.get("again", {})):
            passed.update(seen.get("full", []), seen.get("gone", []))
        passed.add(turn.offering_id)
    offerings = Offering.objects.filter(pk__in=passed - {None}).values_list("pk", "centre__name")
    return dict(offerings) if passed - {None} else {}


def _given(seen):
    if not seen["given"]:
        return _("Before your turn no fellowship had been given.")
    text = ngettext(
        "Before your turn %(given)s fellowship was given.",
        "Before your turn %(given)s fellowships were given.",
        seen["given"],
    )
    return text % seen


def _why(turn, seen, centres):
    passed = _passed(seen, centres)
    return {"place": _placed, "kept": _kept, "spent": _spent, "full": _full}[seen["why"]](
        turn, seen, centres, passed
    )


def _placed(turn, seen, centres, passed):
    facts = {"centre": centres[turn.offering_id]}
    if not passed:
        return [_("Your first choice, %(centre)s, had a place for you.") % facts]
    return [*passed, _("%(centre)s was the next on your list, and had a place for you.") % facts]


def _kept(turn, seen, centres, passed):
    return [_what_was_kept(seen)]


def _what_was_kept(seen):
    groups = [
        _("%(group)s (minimum %(minimum)s)") % {"group": title, "minimum": minimum}
        for title, _number, minimum in seen["kept"]
    ]
    text = ngettext(
        "The %(left)s that was left was kept for: %(groups)s.",
        "The %(left)s that were left were kept for: %(groups)s.",
        seen["left"],
    )
    return text % {"left": seen["left"], "groups": ", ".join(groups)}


def _spent(turn, seen, centres, passed):
    return [_("No fellowship was left.")]


def _full(turn, seen, centres, passed):
    if not passed:
        return [_("There was no centre on your list.")]
    left = ngettext(
        "%(left)s fellowship was left, but no centre on your list had a place.",
        "%(left)s fellowships were left, but no centre on your list had a place.",
        seen["left"],
    )
    return [left % seen, *passed]


def _passed(seen, centres):
    """What is to be said about the centres higher up on the list."""
    sentences = []
    if seen["full"]:
        sentences.append(_("No place was left at: %(centres)s.") % {"centres": _list(seen["full"], centres)})
    if seen["gone"]:
        sentences.append(_("No longer in the call: %(centres)s.") % {"centres": _list(seen["gone"], centres)})
    return sentences


def _list(offerings, centres):
    return ", ".join(centres[pk] for pk in offerings)


def _few_words(seen, centres):
    if seen["why"] == "kept":
        return _what_was_kept(seen)
    if seen["why"] == "spent":
        return _("No fellowship was left.")
    passed = _passed(seen, centres)
    if seen["why"] == "full" and not passed:
        return _("No centre on the list.")
    return " ".join(passed) or _("First choice.")
