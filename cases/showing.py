"""Who may see which picture: the one place that is asked before a file leaves the storage."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from cases import checkers
from cases.models import Case, CaseState, Picture, Plate, Review, ReviewState, Version
from cases.reviewing import READ


def pictures_for(user):
    """Those in what this person may read: written, checked, reviewed, edited, or published.

    A picture goes with the revision in which it stands: what an author took out of a draft is shown to nobody else,
    and what is in a draft is the authors' alone. Without a patient's consent it is shown to nobody.
    """
    named = Q(case__in=Case.objects.written_by(user))
    shown = Q(Exists(Plate.objects.filter(_stands_for(user), picture=OuterRef("pk"))))
    return Picture.objects.filter(named | shown).exclude(case__state=CaseState.WITHDRAWN)


def is_public(picture):
    """Whether anybody may see it, without an account."""
    return picture.plates.filter(_is_published_for(AnonymousUser())).exists()


def _stands_for(user):
    reader = _is_published_for(user)
    if not user.is_authenticated:
        return reader
    read = Review.objects.queue_of(user).filter(
        state__in=[ReviewState.OPEN, ReviewState.SUBMITTED], revision__state__in=READ
    )
    return (
        reader
        | Q(revision__in=checkers.handed_in_to(user).values("pk"))
        | Q(revision__in=read.values("revision"))
    )


def _is_published_for(user):
    """In a version that this person can read today: where a privacy problem was corrected, in none before that."""
    return Q(revision__version__in=Version.objects.readable_by(user).values("pk"))
