"""What a draft lacks before it can be handed in, each with the step on which it is mended."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import content, looking
from cases.content import MOST_CHOICES, MOST_POINTS, words_in
from cases.models import Consent, Section


class Lack(NamedTuple):
    """`step` is the name of its page in `cases.urls`, `place` the anchor on it."""

    words: str
    step: str
    place: str = ""

    def url(self, code):
        anchor = f"#{self.place}" if self.place else ""
        return reverse(f"cases:{self.step}", args=[code]) + anchor


def of(revision):
    told = content.of(revision)
    return [
        *_about(revision),
        *_sections(told),
        *_points(told),
        *(lack for n, one in enumerate(told.questions, start=1) for lack in _question(n, one, told)),
        *_pictures(revision),
        *_consent(revision.case),
        *_findings(revision),
    ]


def _about(revision):
    if not revision.title.strip():
        yield Lack(_("The title"), "about", "id_title")
    if not revision.age_band:
        yield Lack(_("The age of the patient, as a band"), "about", "id_age_band")
    if not revision.topics.exists():
        yield Lack(_("At least one topic"), "about", "topics")


def _sections(told):
    for section in Section.objects.asked():
        text = told.sections.get(section.key, "")
        name = {"part": section.title}
        if section.is_required and not text:
            yield Lack(_("“%(part)s” is not written yet") % name, "text", f"id_{section.key}")
        over = words_in(text) - section.most_words
        if over > 0:
            words = ngettext(
                "“%(part)s” is %(number)s word too long",
                "“%(part)s” is %(number)s words too long",
                over,
            )
            yield Lack(words % (name | {"number": over}), "text", f"id_{section.key}")


def _points(told):
    if not 1 <= len(told.points) <= MOST_POINTS:
        yield Lack(
            _("Between one and %(most)s learning points") % {"most": MOST_POINTS}, "questions", "points"
        )


def _question(n, question, told):
    lacks = [
        (not question.text.strip(), _("Question %(number)s has no text")),
        (
            not 2 <= len(question.choices) <= MOST_CHOICES,
            _("Question %(number)s needs between two and six answers"),
        ),
        (sum(one.is_best for one in question.choices) != 1, _("Question %(number)s needs one best answer")),
        (not question.explanation.strip(), _("Question %(number)s does not explain its best answer")),
        (
            question.after not in told.sections,
            _("Question %(number)s stands after a part that is not written"),
        ),
    ]
    for is_lacking, words in lacks:
        if is_lacking:
            yield Lack(words % {"number": n}, "questions", f"question-{n}")


def _pictures(revision):
    for n, plate in enumerate(revision.plates.all(), start=1):
        if not plate.alt.strip():
            yield Lack(_("Picture %(number)s has no description") % {"number": n}, "pictures")


def _consent(case):
    if not case.is_sample and not Consent.objects.filter(case=case, withdrawn_at=None).exists():
        yield Lack(_("The consent of the patient is not declared"), "consent")


def _findings(revision):
    if left := len(looking.not_looked_at(revision)):
        words = ngettext(
            "%(number)s place that may tell who the patient is: change it, or say that it tells nothing",
            "%(number)s places that may tell who the patient is: change them, or say that they tell nothing",
            left,
        )
        yield Lack(words % {"number": left}, "look")
