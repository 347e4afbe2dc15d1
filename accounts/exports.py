"""A copy of everything held about a person, as one zip: `data.json` and the files."""

import json
import tempfile
import zipfile

from django.conf import settings
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone, translation

from accounts import audit, personal_data
from accounts.models import DataExport


@transaction.atomic
def make(export_id):
    """Make the copy, unless it is made or another worker is at it."""
    waiting = DataExport.objects.waiting().select_for_update(of=["self"], skip_locked=True)
    export = waiting.select_related("user").filter(pk=export_id).first()
    if not export:
        return
    with tempfile.TemporaryFile() as file, translation.override(export.user.language):
        _write(export.user, file)
        export.size = file.tell()
        export.ready_at = timezone.now()
        export.file.save("", File(file), save=False)
    export.save(update_fields=["file", "size", "ready_at"])
    audit.record("export.made", export, person=export.user, size=export.size)


def drop_outdated():
    """Nobody needs two copies of a person's life lying about for long."""
    for export in DataExport.objects.outdated():
        drop(export)


def drop(export):
    """Delete the row, and the file once that is certain."""
    with transaction.atomic():
        storage, name = export.file.storage, export.file.name
        export.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name), robust=True)


def _write(user, file):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", _as_json(user))
        for holding in personal_data.holdings():
            for name, content in holding.files(user):
                with content, archive.open(f"files/{name}", "w") as entry:
                    for chunk in iter(lambda content=content: content.read(64 * 1024), b""):
                        entry.write(chunk)


def _as_json(user):
    data = {
        "portal": settings.SITE_URL,
        "account": user.pk,
        "made_at": timezone.now(),
        "holdings": [
            {
                "what": holding.model,
                "title": str(holding.title),
                "kept_after_erasure": str(holding.kept),
                "records": list(holding.export(user)),
            }
            for holding in personal_data.holdings()
        ],
    }
    return json.dumps(data, cls=_Encoder, ensure_ascii=False, indent=2)


class _Encoder(DjangoJSONEncoder):
    """Dates as ISO text; a country, a number of a certificate or the like as it prints."""

    def default(self, o):
        try:
            return super().default(o)
        except TypeError:
            return str(o)
