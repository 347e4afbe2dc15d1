"""Pictures of a draft: added, described, put somewhere else, taken away."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from cases import imaging
from cases.actions.writing import count_saving, lock_draft
from cases.models import Picture, Plate, Repository


def add(*, revision, file, after, by, alt="", caption=""):
    """Make an uploaded picture anew and put it into a draft after a part (the key of a `Section`).

    Raises ValidationError for a file that is not taken, where there are as many as the rules allow, and where the
    revision is no draft any more.
    """
    cleaned = imaging.clean(file)
    with transaction.atomic():
        draft = lock_draft(revision)
        most = Repository.current().most_pictures
        if draft.plates.count() >= most:
            raise ValidationError(
                _("A case may have %(most)s pictures. Take one away first."),
                params={"most": most},
                code="many",
            )
        if draft.plates.filter(picture__sha256=cleaned.sha256).exists():
            raise ValidationError(_("This picture is in your case already."), code="twice")
        picture = Picture.objects.create(
            case=draft.case,
            file=ContentFile(cleaned.data, f"picture.{cleaned.extension}"),
            mime=cleaned.mime,
            width=cleaned.width,
            height=cleaned.height,
            size=len(cleaned.data),
            sha256=cleaned.sha256,
            removed=list(cleaned.removed),
        )
        last = draft.plates.aggregate(last=Max("order"))["last"] or 0
        plate = Plate.objects.create(
            revision=draft, picture=picture, after=after, alt=alt, caption=caption, order=last + 1
        )
        count_saving(draft)
        audit.record("case_picture.added", picture, by=by, person=draft.case.author, removed=picture.removed)
    return plate


@transaction.atomic
def describe(*, plate, alt, caption, after, by):
    """Raises ValidationError where the revision is no draft any more."""
    draft = lock_draft(plate.revision)
    plate = draft.plates.filter(pk=plate.pk).first()
    if plate is None:
        raise ValidationError(_("This picture was taken away meanwhile."), code="transition")
    plate.alt, plate.caption, plate.after = alt, caption, after
    plate.save(update_fields=["alt", "caption", "after"])
    count_saving(draft)
    return plate


@transaction.atomic
def remove(*, plate, by):
    """Take a picture out of a draft. The file goes too, unless an earlier revision shows it. Twice is once."""
    draft = lock_draft(plate.revision)
    plate = draft.plates.select_related("picture").filter(pk=plate.pk).first()
    if plate is None:
        return
    picture = plate.picture
    plate.delete()
    count_saving(draft)
    audit.record("case_picture.removed", picture, by=by, person=draft.case.author)
    if not picture.plates.exists():
        file = picture.file
        picture.delete()
        transaction.on_commit(lambda: file.storage.delete(file.name))
