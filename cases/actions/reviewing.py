"""What a reviewer does: says whether there is a stake, writes, hands in, gives back."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from cases import blind, states
from cases.actions import assigning
from cases.emails import reviews as emails
from cases.models import Comment, Review, ReviewState, RevisionState, Stake, StakeKind


class Gate(models.TextChoices):
    """The answers before anything of the case is shown."""

    NO_STAKE = "none", gettext_lazy("I have no stake in this case")
    STAKE = "stake", gettext_lazy("I have one: somebody else should review it")
    NOT_NOW = "later", gettext_lazy("I have no time for it now")


@transaction.atomic
def declare(*, review, by, answer, note=""):
    """Answer at the gate. The records are compared once more first: who has a stake never gets in."""
    review = _lock(review, by)
    if review.state != ReviewState.ASKED:
        raise _settled(review)
    assigning.look_for_stakes(review.revision.case)
    review.refresh_from_db()
    if review.state == ReviewState.RECUSED:
        return review
    if answer == Gate.NO_STAKE:
        states.change(review, ReviewState.OPEN, by=by, person=by)
    elif answer == Gate.STAKE:
        _stand_back(review, by, note)
    else:
        _decline(review, by, note)
    return review


@transaction.atomic
def give_back(*, review, by, because, has_stake=False):
    """A stake that shows only on reading, or no time after all. Of a stake also when the review is handed in."""
    review = _lock(review, by)
    if not because.strip():
        raise ValidationError(_("Please say why, in a sentence."), code="required")
    if has_stake:
        _stand_back(review, by, because)
    else:
        _decline(review, by, because)
    return review


@transaction.atomic
def save(*, review, by, words, comments, seen):
    """Keep a draft as far as it is. `comments`: by the place in the text; an empty one is deleted.

    seen: which saving the page shows, as `edition` gives it; where another window has saved since, the code of the
    ValidationError is "older".
    """
    return _save(_lock(review, by), words, comments, seen)


@transaction.atomic
def submit(*, review, by, words, comments, seen):
    """Hand in. With the last one of those that were asked for, the editors are told."""
    review = _save(_lock(review, by), words, comments, seen)
    if not review.advice:
        raise ValidationError(_("Choose what you advise the editor to do."), code="incomplete")
    if not review.for_author.strip() and not review.comments.exists():
        raise ValidationError(
            _("Write something for the author: a sentence at the end, or a comment in the text."),
            code="incomplete",
        )
    states.change(review, ReviewState.SUBMITTED, by=by, person=by, submitted_at=timezone.now())
    emails.queue_complete(review)
    return review


def edition(review):
    """Which saving of a draft somebody has before them."""
    return review.saved_at.isoformat()


def _lock(review, by):
    """The case first, as everything does that moves a part of it; then the review, of this reviewer alone."""
    states.lock(review.revision.case)
    review = Review.objects.select_related("revision__case", "reviewer").get(pk=review.pk, reviewer=by)
    if review.revision.state != RevisionState.IN_REVIEW:
        raise ValidationError(_("The review of this case is over meanwhile."), code="transition")
    return review


def _settled(review):
    return ValidationError(
        _("This has been settled meanwhile: it is “%(state)s” now."),
        params={"state": review.get_state_display()},
        code="transition",
    )


def _stand_back(review, by, note):
    case = review.revision.case
    stake, _is_new = Stake.objects.update_or_create(
        case=case, person=by, kind=StakeKind.DECLARED, defaults={"note": note.strip(), "is_active": True}
    )
    stake.full_clean()
    audit.record("case.stake_declared", case, by=by, person=by)
    assigning.stand_back(review, by=by)


def _decline(review, by, because):
    states.change(review, ReviewState.DECLINED, by=by, person=by, because=because.strip())
    emails.queue_lacking(review)


def _save(review, words, comments, seen):
    if review.state != ReviewState.OPEN:
        raise _settled(review)
    if seen != edition(review):
        raise ValidationError(
            _("You have gone on writing in another window. Open this page again to see the newest version."),
            code="older",
        )
    for name, value in words.items():
        setattr(review, name, value)
    review.saved_at = timezone.now()
    review.full_clean()
    review.save()
    _keep_comments(review, comments)
    return review


def _keep_comments(review, comments):
    """Only at places that the text has."""
    places = {text.where for text in blind.texts(review.revision)}
    review.comments.exclude(where__in=[where for where, text in comments.items() if text.strip()]).delete()
    for where, text in comments.items():
        if where in places and text.strip():
            comment, _is_new = Comment.objects.get_or_create(
                review=review, where=where, defaults={"text": text.strip()}
            )
            comment.text = text.strip()
            comment.full_clean()
            comment.save()
