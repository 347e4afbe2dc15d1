"""What is done with questions of the bank. Each is one transaction; a version that was published is never touched."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from assessments import checks, drafts, lint
from assessments.models import MatchItem, Option, Question, QuestionState, QuestionVersion, Topic
from assessments.pictures import extension

MAY_BE_REVIEWED = {QuestionState.LIVE}
MAY_RETIRE = {QuestionState.LIVE, QuestionState.REVIEW}
MAY_COME_BACK = {QuestionState.REVIEW, QuestionState.RETIRED}


class AlreadyDone(ValidationError):
    """Somebody else was faster. Nothing was changed."""


@transaction.atomic
def create(*, draft, by, is_sample=False):
    """Put a new question into the bank, as a draft."""
    question = Question(
        code=draft.code,
        topic=_topic(draft.topic),
        tier=draft.tier,
        difficulty=draft.difficulty,
        is_sample=is_sample,
        flaws=lint.codes(draft),
    )
    question.full_clean(exclude=["topic"])
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError as error:
        raise AlreadyDone(_("A question with this code has just been made by somebody else.")) from error
    version = _write(QuestionVersion(question=question, number=1, author=by), draft)
    audit.record("question.created", question, by=by, kind=version.kind)
    return version


@transaction.atomic
def revise(*, question, by):
    """A new version to work on, copied from the one in use. Where there is one already, that one."""
    question = _lock(question)
    newest = newest_version(question)
    if newest.published_at is None:
        return newest
    return _add(question, drafts.of_version(newest), by)


@transaction.atomic
def add_version(*, question, draft, by, changed=""):
    """A new version that says what the draft says, beside those that are there: what an import brings."""
    question = _lock(question)
    _file(question, draft)
    return _add(question, draft, by, changed)


@transaction.atomic
def edit(*, version, draft, by, changed="", seen=""):
    """Write the draft over a version that has not been published yet.

    `seen` is the digest of the words that the person began with: where somebody else changed them, nothing is
    saved.
    """
    question = _lock(version.question)
    version = QuestionVersion.objects.select_for_update().get(pk=version.pk)
    if version.published_at:
        raise AlreadyDone(
            _("This version has been published and stays as it is. Revise the question instead.")
        )
    if seen and seen != drafts.digest(drafts.of_version(version)):
        raise AlreadyDone(
            _("Somebody else has changed this draft since you opened it. Nothing was saved."), code="changed"
        )
    _file(question, draft)
    version.items.all().delete()
    version.options.all().delete()
    version.changed = changed
    version = _write(version, draft)
    audit.record("question.edited", question, by=by, version=version.number)
    return version


@transaction.atomic
def file_under(*, question, topic, tier, difficulty, by):
    """Another topic, tier or difficulty. That changes what future attempts draw, not what anybody was asked."""
    question = _lock(question)
    question.topic, question.tier, question.difficulty = topic, tier, difficulty
    question.flaws = lint.codes(drafts.of_version(newest_version(question)))
    question.full_clean()
    question.save()
    audit.record("question.filed", question, by=by, topic=topic.slug, tier=tier, difficulty=difficulty)
    return question


@transaction.atomic
def publish(*, version, by):
    """From now on new attempts are given this version. Says everything that is missing, at once."""
    question = _lock(version.question)
    version = QuestionVersion.objects.select_for_update().filter(pk=version.pk).first()
    if version is None:
        raise AlreadyDone(_("Somebody else has thrown this draft away."))
    if version.published_at:
        raise AlreadyDone(_("This version has been published already."))
    if question.state == QuestionState.RETIRED:
        raise ValidationError(_("The question is retired. Take it back into use first."))
    if question.current and question.current.number > version.number:
        raise ValidationError(_("A newer version is in use already."))
    missing = checks.to_publish(drafts.of_version(version))
    if missing:
        raise ValidationError(missing)
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    question.current, question.state, question.because = version, QuestionState.LIVE, ""
    question.full_clean()
    question.save()
    audit.record("question.published", question, by=by, version=version.number)
    return version


def review(*, question, by, because):
    """Have somebody look at it again. It stays in use meanwhile."""
    return _move(question, QuestionState.REVIEW, MAY_BE_REVIEWED, "question.in_review", by, because)


def back_in_use(*, question, by):
    return _move(question, QuestionState.LIVE, MAY_COME_BACK, "question.back_in_use", by)


def retire(*, question, by, because):
    """Give it to nobody any more. Attempts that have it keep it."""
    return _move(question, QuestionState.RETIRED, MAY_RETIRE, "question.retired", by, because)


@transaction.atomic
def discard(*, version, by):
    """Throw away a version that was never published; the first one goes with its question."""
    question = _lock(version.question)
    version = QuestionVersion.objects.select_for_update().filter(pk=version.pk).first()
    if version is None:
        raise AlreadyDone(_("Somebody else has thrown this draft away already."))
    if version.published_at:
        raise ValidationError(_("This version has been published. Retire the question instead."))
    audit.record("question.discarded", question, by=by, version=version.number)
    version.delete()
    if question.versions.exists():
        _note_flaws(question, drafts.of_version(newest_version(question)))
    else:
        question.delete()


def newest_version(question):
    """Published or not."""
    versions = question.versions.select_related("question__topic", "author")
    return versions.prefetch_related("options", "items").order_by("-number").first()


@transaction.atomic
def _move(question, to, allowed, action, by, because=None):
    question = _lock(question)
    if question.state not in allowed:
        raise AlreadyDone(
            _("The question is %(state)s now; nothing was changed.")
            % {"state": question.get_state_display().lower()}
        )
    if because is not None and not because.strip():
        raise ValidationError({"because": _("Say why: whoever finds the question later will want to know.")})
    before, question.state, question.because = question.state, to, (because or "").strip()
    question.full_clean()
    question.save()
    audit.record(action, question, by=by, before=before)
    return question


def _lock(question):
    return (
        Question.objects.select_for_update(of=["self"]).select_related("topic", "current").get(pk=question.pk)
    )


def _topic(slug):
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise ValidationError({"topic": _("There is no topic “%(slug)s”.") % {"slug": slug}})
    return topic


def _file(question, draft):
    question.topic, question.tier, question.difficulty = _topic(draft.topic), draft.tier, draft.difficulty
    _note_flaws(question, draft)


def _note_flaws(question, draft):
    question.flaws = lint.codes(draft)
    question.full_clean()
    question.save()


def _add(question, draft, by, changed=""):
    number = newest_version(question).number + 1
    version = _write(QuestionVersion(question=question, number=number, author=by, changed=changed), draft)
    audit.record("question.revised", question, by=by, version=number)
    return version


def _write(version, draft):
    """Make the version say what the draft says, options and items included."""
    wrong = checks.to_keep(draft)
    if wrong:
        raise ValidationError(wrong)
    for name in ["kind", "vignette", "prompt", "target", "tolerance", "unit"]:
        setattr(version, name, getattr(draft, name))
    for name in ["guidance", "explanation", "reference"]:
        setattr(version, name, getattr(draft, name))
    _write_image(version, draft.image)
    version.full_clean(exclude=["question", "author"])
    version.save()
    options = Option.objects.bulk_create(
        Option(
            version=version,
            order=order,
            text=option.text,
            is_correct=option.is_correct,
            stays_last=option.stays_last,
        )
        for order, option in enumerate(draft.options, 1)
    )
    by_text = {option.text: option for option in options}
    MatchItem.objects.bulk_create(
        MatchItem(version=version, order=order, text=item.text, answer=by_text[item.answer])
        for order, item in enumerate(draft.items, 1)
    )
    return version


def _write_image(version, image):
    version.image_alt = image.alt if image else ""
    if image is None:
        version.image = ""
    elif image.stored:
        version.image.name = image.stored
    else:
        version.image.save(f"picture{extension(image.content)}", ContentFile(image.content), save=False)
