"""What readers do with a case: answer, unfold, keep. Each function is one transaction."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import contributing, unfolding
from cases.models import Answer, Case, Part, Reading
from cases.peers import Peers


@transaction.atomic
def answer(*, case, person, question, choice):
    """Note what somebody would do. The first answer stays: a second one changes nothing. Returns what is noted.

    Raises ValidationError where there is no such question or answer.
    """
    reading, version = _reading(case, person)
    told = unfolding.tell(version)
    asked = told.question(question)
    if asked is None or choice not in [one.key for one in asked.choices]:
        raise ValidationError(_("Choose one of the answers."), code="choice")
    if _step_of(told, question) > reading.step:
        raise ValidationError(_("This question comes later in the case."), code="later")
    given = Peers(case, [asked]).own(person).get(question)
    if given is None:
        Answer.objects.create(version=version, person=person, question=question, choice=choice)
    return given or choice


@transaction.atomic
def unfold(*, case, person, step):
    """Show the next step after `step`, the last that the reader saw. A second click unfolds nothing more.

    When all is unfolded, the case is worked through, and stays so. Raises ValidationError where a question is open.
    """
    reading, version = _reading(case, person)
    told = unfolding.tell(version)
    if step != reading.step or step >= len(told.steps):
        return reading
    shown = [one.question for one in told.steps[:step] if one.question]
    if set(Peers(case, shown).own(person)) != {question.key for question in shown}:
        raise ValidationError(_("Say first what you would do: then you read what happened."), code="open")
    reading.step = step + 1
    is_done = reading.step == len(told.steps)
    if is_done and reading.done_at is None:
        reading.done_at = reading.last_at
    reading.save(update_fields=["step", "done_at"])
    if is_done:
        contributing.note(case=case, person=person, part=Part.READ)
    return reading


@transaction.atomic
def keep(*, case, person, is_kept):
    """Set the bookmark, or take it out. One may also be taken out of a case that cannot be read any more."""
    if is_kept:
        reading, _version = _reading(case, person)
        reading.is_kept = True
        reading.save(update_fields=["is_kept"])
    else:
        Reading.objects.filter(case=case, person=person).update(is_kept=False)


def _reading(case, person):
    """The reading of this person, locked, of the version that is published now; and that version.

    Raises ValidationError where the case was hidden, retracted or withdrawn since the page was opened, and for its
    authors, whose answers would tell nobody anything.
    """
    case = (
        Case.objects.readable_by(person).select_related("entry__version__revision").filter(pk=case.pk).first()
    )
    if case is None:
        raise ValidationError(_("This case cannot be read at present."), code="gone")
    if Case.objects.written_by(person).filter(pk=case.pk).exists():
        raise ValidationError(_("You wrote this case: your answers are not counted."), code="own")
    version = case.entry.version
    Reading.objects.get_or_create(case=case, person=person, defaults={"version": version})
    reading = Reading.objects.select_for_update().get(case=case, person=person)
    reading.version, reading.last_at = version, timezone.now()
    reading.save(update_fields=["version", "last_at"])
    return reading, version


def _step_of(told, question):
    return next(step.number for step in told.steps if step.question and step.question.key == question)
