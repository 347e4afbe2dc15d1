"""Who is named under a case: asked by mail, named only with a yes."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from cases import states
from cases.actions import writing
from cases.emails import writing as emails
from cases.models import LIVE, Author, CaseState, Review, ReviewState

MOST_AUTHORS = 12


@transaction.atomic
def ask(*, revision, by, name, email, workplace=""):
    """Ask somebody by mail to be named. Who asks does not learn whether there is an account.

    Raises ValidationError where the case is no draft, for an address that is named already, and beyond MOST_AUTHORS.
    """
    case = writing.lock_draft(revision).case
    email = email.strip().lower()
    if case.authors.filter(email__iexact=email).exists() or _is_own(case.author, email):
        raise ValidationError({"email": _("Somebody with this address is named already.")}, code="twice")
    if case.authors.count() >= MOST_AUTHORS:
        raise ValidationError(
            _("A case names %(most)s authors at most."), params={"most": MOST_AUTHORS}, code="many"
        )
    last = case.authors.aggregate(last=Max("order"))["last"] or 0
    author = Author(
        case=case, name=name, email=email, workplace=workplace, order=last + 1, asked_at=timezone.now()
    )
    author.full_clean()
    author.save()
    audit.record("case_author.asked", author, by=by)
    emails.queue_author_asked(author)
    return author


def asked_of(user):
    """What waits for an answer of this person, by a confirmed address."""
    waiting = Author.objects.filter(asked_at__isnull=False, agreed_at=None, declined_at=None)
    return waiting.filter(email__in=_addresses(user), case__state__in=_ALTERABLE)


def answerable_by(user):
    """What this person was asked and may still answer, or answer otherwise, until it is published."""
    rows = Author.objects.filter(asked_at__isnull=False, case__state__in=_ALTERABLE)
    return rows.filter(email__in=_addresses(user)) | rows.filter(person=user.pk)


@transaction.atomic
def answer(*, author, by, agrees):
    """Yes or no, until the case is published. Who agrees can review it no more.

    Raises ValidationError where it is too late, and for somebody who is named already.
    """
    case = states.lock(author.case)
    author = Author.objects.select_for_update().get(pk=author.pk)
    if case.state not in _ALTERABLE:
        raise ValidationError(_("This case is not written any more: nothing changes."), code="transition")
    if author.agreed_at and case.versions.exists():
        raise ValidationError(
            _("The case is published with your name: it stays as it is cited."), code="cited"
        )
    if case.authors.filter(person=by).exclude(pk=author.pk).exists():
        raise ValidationError(_("You are named under this case already."), code="twice")
    now = timezone.now()
    author.person = by
    author.agreed_at, author.declined_at = (now, None) if agrees else (None, now)
    author.save(update_fields=["person", "agreed_at", "declined_at"])
    if agrees:
        _stand_back(case, by)
    audit.record("case_author.agreed" if agrees else "case_author.declined", author, by=by, person=by)
    emails.queue_author_answered(author)
    return author


@transaction.atomic
def take_off(*, revision, author, by):
    """Name somebody no more. Raises ValidationError for the author who writes, and where it is no draft."""
    case = writing.lock_draft(revision).case
    author = case.authors.filter(pk=author.pk).first()
    if author is None:
        return
    if author.person_id == case.author_id:
        raise ValidationError(_("Who hands a case in is named under it."), code="own")
    audit.record("case_author.taken_off", author, by=by, person=author.person)
    author.delete()


@transaction.atomic
def write_own(*, revision, by, name, workplace):
    """How the author who writes is named."""
    case = writing.lock_draft(revision).case
    own = case.authors.get(person=case.author_id)
    own.name, own.workplace = name, workplace
    own.full_clean()
    own.save(update_fields=["name", "workplace"])


@transaction.atomic
def forget(*, person):
    """Names and addresses of somebody who is gone. Under what was published the name stays, as it is cited."""
    for author in Author.objects.filter(person=person).select_related("case").order_by("pk"):
        is_cited = author.agreed_at is not None and author.case.versions.exists()
        if not is_cited and author.case.author_id != person.pk:
            author.delete()
            continue
        author.email = f"erased-{author.pk}@invalid.example"
        author.name, author.workplace = (author.name, author.workplace) if is_cited else ("", "")
        author.save(update_fields=["email", "name", "workplace"])
        audit.record("case_author.forgotten", author, person=person)
        Author.history.filter(id=author.pk).delete()
    Author.objects.filter(person=None, email__in=_addresses(person) | {person.email.lower()}).delete()


_ALTERABLE = [CaseState.WRITING, CaseState.PUBLISHED]


def _stand_back(case, person):
    for review in Review.objects.filter(revision__case=case, reviewer=person, state__in=LIVE):
        states.change(review, ReviewState.RECUSED, by=person, person=person)


def _addresses(user):
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return {address.lower() for address in rows.values_list("email", flat=True)}


def _is_own(user, email):
    return user.email.lower() == email or EmailAddress.objects.filter(user=user, email__iexact=email).exists()
