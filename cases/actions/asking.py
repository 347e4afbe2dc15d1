"""Questions of readers: asked, let through or not by an editor, answered by the author. Each is one transaction."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from cases import states
from cases.emails import questions as emails
from cases.models import AskedQuestion, AskedState, Case


@transaction.atomic
def ask(*, case, person, text):
    """Ask the author. The same words again (a double click) ask once. Returns the question."""
    case = states.lock(case)
    if not Case.objects.readable_by(person).filter(pk=case.pk).exists():
        raise ValidationError(_("This case cannot be read at present."), code="gone")
    text = _fitting("text", text)
    asked = AskedQuestion.objects.filter(case=case, person=person, text=text).first()
    if asked:
        return asked
    asked = AskedQuestion(case=case, person=person, text=text)
    asked.full_clean()
    asked.save()
    audit.record("case_askedquestion.asked", asked, by=person, person=person)
    return asked


@transaction.atomic
def show(*, question, by):
    """Let it through: all readers see it, and the author learns of it."""
    question = _decided(question, AskedState.SHOWN, by)
    emails.queue_shown(question)
    return question


@transaction.atomic
def decline(*, question, by, because):
    """Do not show it, or take it off again; who asked reads why."""
    because = because.strip()
    if not because:
        raise ValidationError(_("Say why: who asked reads it."), code="because")
    question = _decided(question, AskedState.DECLINED, by, because=because)
    emails.queue_declined(question)
    return question


@transaction.atomic
def reply(*, question, by, text):
    """The author answers a question that is shown, once; who asked learns of it.

    Raises ValidationError where it was answered or taken off meanwhile.
    """
    states.lock(question.case)
    question = AskedQuestion.objects.select_related("case", "person").get(pk=question.pk)
    if question.state != AskedState.SHOWN:
        raise ValidationError(_("An editor has taken this question off meanwhile."), code="transition")
    if question.replied_at:
        raise ValidationError(_("This question has been answered meanwhile."), code="transition")
    question.reply, question.replied_at = _fitting("reply", text), timezone.now()
    question.full_clean()
    question.save(update_fields=["reply", "replied_at"])
    audit.record("case_askedquestion.replied", question, by=by, person=question.person)
    emails.queue_replied(question)
    return question


def _decided(question, state, by, **fields):
    """Moved to another state by an editor who may decide about the case: not about an own one, nor with a stake."""
    case = states.lock(question.case)
    if not Case.objects.edited_by(by).filter(pk=case.pk).exists():
        raise ValidationError(_("You have a stake in this case: somebody else decides."), code="stake")
    question = AskedQuestion.objects.select_related("case__author", "person").get(pk=question.pk)
    states.change(question, state, by=by, person=question.person, decided_by=by, **fields)
    return question


def _fitting(name, text):
    """What was written, where it is neither empty nor longer than its place: the database does not count."""
    text, most = text.strip(), AskedQuestion._meta.get_field(name).max_length
    if not 0 < len(text) <= most:
        raise ValidationError(
            _("Write something, with %(most)s characters at most.") % {"most": most}, code="length"
        )
    return text
