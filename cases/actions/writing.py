"""A case while its author writes it: begun, saved, handed in, taken back; and the next draft of one that came back."""

from dataclasses import replace
from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from cases import content, missing, stakes, states
from cases.emails import writing as emails
from cases.models import (
    OPEN,
    TO_DO,
    Author,
    Case,
    CaseState,
    Plate,
    Repository,
    Review,
    ReviewState,
    Revision,
    RevisionState,
)

# What a revision says besides its content.
FIELDS = ["title", "age_band", "country", "level", "licence", "is_public", "changed"]


class ChangedMeanwhile(ValidationError):
    """The draft was saved in another window since; `revision` is as it is now."""

    def __init__(self, revision):
        self.revision = revision
        super().__init__(_("This case was saved in another window meanwhile."), code="stale")


@transaction.atomic
def start(*, author, is_sample=False):
    """Begin a case. As long as nothing is written in the one begun before, beginning again is going on with that one.

    Raises ValidationError where no cases are taken now, or where our mail would not arrive.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=author.pk)
    untouched = Revision.objects.filter(
        case__author=author, case__is_sample=is_sample, state=RevisionState.DRAFT, number=1, saved=0
    )
    if revision := untouched.filter(case__pictures=None, case__consent=None).select_related("case").first():
        return revision
    _check_may_start(author)
    case = Case.objects.create(author=author, is_sample=is_sample)
    profile = getattr(author, "profile", None)
    Author.objects.create(
        case=case,
        person=author,
        name=author.name,
        email=author.email,
        workplace=profile.workplace if profile else "",
        agreed_at=timezone.now(),
    )
    audit.record("case.begun", case, by=author, person=author)
    return Revision.objects.create(case=case)


def _check_may_start(author):
    if not Repository.current().is_open:
        raise ValidationError(_("The case repository takes no new cases now."), code="closed")
    if not EmailAddress.objects.filter(user=author, verified=True).exists():
        raise ValidationError(
            _("Confirm your e-mail address first, so that our mail reaches you."), code="unverified"
        )


@transaction.atomic
def next_draft(revision, *, by):
    """A draft that begins as a copy of this revision: after it came back, and for a correction.

    Raises ValidationError where a revision is under way already.
    """
    case = states.lock(revision.case)
    newest = states.newest(case)
    if newest.state in OPEN:
        raise ValidationError(_("A revision of this case is under way already."), code="transition")
    copied = [name for name in FIELDS if name != "changed"]
    draft = Revision.objects.create(
        case=case,
        number=newest.number + 1,
        content=revision.content,
        ticks=revision.ticks,
        **{name: getattr(revision, name) for name in copied},
    )
    draft.topics.set(revision.topics.all())
    Plate.objects.bulk_create(
        Plate(
            revision=draft,
            picture_id=plate.picture_id,
            after=plate.after,
            alt=plate.alt,
            caption=plate.caption,
            order=plate.order,
        )
        for plate in revision.plates.all()
    )
    audit.record("case_revision.begun", draft, by=by, person=case.author, number=draft.number)
    return draft


@transaction.atomic
def save(*, revision, by, saved, values, parts=None, topics=None):
    """Store what was written of a draft; what is not given stays as it is.

    values: some of FIELDS. parts: what is new in `cases.content.Content`, whole; of its sections only those that were
    on the page. saved: the number that was on the page. Raises `ChangedMeanwhile` where another window was faster, and
    ValidationError where the revision is no draft any more.
    """
    draft = lock_draft(revision)
    if draft.saved != saved:
        raise ChangedMeanwhile(draft)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.content = _merged(content.of(draft), **(parts or {})).as_json()
    if topics is not None:
        draft.topics.set(topics)
    return count_saving(draft)


def _merged(told, *, sections=None, **parts):
    written = told.sections | (sections or {})
    kept = {key: text for key, text in written.items() if text.strip()}
    return replace(told, sections=kept, **parts)


def lock_draft(revision):
    """The draft as it is now, with its case locked. Raises ValidationError where it is no draft any more."""
    case = states.lock(revision.case)
    draft = states.newest(case)
    if draft.pk != revision.pk or draft.state != RevisionState.DRAFT:
        raise ValidationError(
            _("This revision is not a draft any more: what was handed in stays as it is."), code="transition"
        )
    draft.case = case
    return draft


def count_saving(draft):
    """Save a draft that the caller has locked and changed. Whoever has it open elsewhere is told."""
    draft.saved += 1
    draft.saved_at = timezone.now()
    draft.save()
    return draft


@transaction.atomic
def hand_in(*, revision, by):
    """From the author's hands to the privacy check. From here on it stays as it is. Twice is once.

    Raises ValidationError with the code "missing" where something lacks (`cases.missing`).
    """
    case = states.lock(revision.case)
    if states.newest(case).pk == revision.pk and _is_handed_in(revision):
        return Revision.objects.get(pk=revision.pk)
    draft = lock_draft(revision)
    case = draft.case
    if lacks := missing.of(draft):
        raise ValidationError([ValidationError(lack.words, code="missing") for lack in lacks])
    now = timezone.now()
    states.change(
        draft,
        RevisionState.SUBMITTED,
        by=by,
        person=case.author,
        facts={"number": draft.number},
        submitted_at=now,
    )
    if case.submitted_at is None:
        case.submitted_at = now
        case.save(update_fields=["submitted_at"])
    stakes.keep_current(case)  # before anybody is told: who has a stake never opens it
    emails.queue_handed_in(draft)
    return draft


def _is_handed_in(revision):
    return Revision.objects.filter(pk=revision.pk, state=RevisionState.SUBMITTED).exists()


@transaction.atomic
def drop(*, case, by):
    """Take back what is under way. A first draft is deleted, with all that belongs to it; anything else ends.

    A published case stays: only the draft of its correction goes. Raises ValidationError where nothing is under way.
    """
    case = states.lock(case)
    revision = states.newest(case)
    if case.submitted_at is None:
        return _discard(case, by)
    states.change(revision, RevisionState.DROPPED, by=by, person=case.author)
    for review in Review.objects.filter(revision=revision, state__in=TO_DO):
        states.change(
            review, ReviewState.EXPIRED, person=review.reviewer, because=_("The author took it back.")
        )
    if case.state == CaseState.WRITING:
        states.change(case, CaseState.ENDED, by=by, person=case.author)
    return case


def _discard(case, by):
    """Files go when the rows are gone for good."""
    audit.record("case.discarded", case, by=by, person=case.author)
    files = [picture.file for picture in case.pictures.all()]
    case.delete()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, file.name))
