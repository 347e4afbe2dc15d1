"""Zips of certificates: what goes into one, how it is made, and when it is deleted."""

import csv
import io
import re
import tempfile
import unicodedata
import zipfile

from django.contrib.postgres.lookups import Unaccent
from django.core.cache import cache
from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.db.models.functions import Lower
from django.utils import timezone

from accounts import audit
from accounts.tables import harmless
from certificates.document import printing
from certificates.models import Certificate, Language, Rendition
from registrations.models import CertificateArchive

LONGEST_NAME = 150  # bytes: file systems allow 255 for all of it
TOLD_EVERY = 25
# What a name must not do to a file system, or to who reads it: paths, wildcards, controls, turns of direction.
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def holders(registrations):
    """Those registrations whose people hold a valid certificate of attendance, and still have an account."""
    held = Certificate.objects.valid().filter(award__source=OuterRef("source"), holder__isnull=False)
    return registrations.with_source().filter(Exists(held))


def certificates_of(event, country=""):
    """The valid certificates of attendance of one country's people, or of all, each with its English PDF if it is made."""
    people = event.registrations.filter(home=country) if country else event.registrations.all()
    sources = people.with_source().values("source")
    english = Rendition.objects.filter(language=Language.ENGLISH)
    found = Certificate.objects.valid().filter(award__source__in=sources, holder__isnull=False)
    return found.prefetch_related(Prefetch("renditions", english, "english")).order_by(
        Unaccent(Lower("holder_name")), "pk"
    )


@transaction.atomic
def make(archive_id):
    """Make the zip, unless it is made or another worker is at it. A run that is killed leaves nothing behind."""
    waiting = CertificateArchive.objects.waiting().select_for_update(of=["self"], skip_locked=True)
    archive = waiting.select_related("event").filter(pk=archive_id).first()
    if not archive:
        return
    with tempfile.TemporaryFile() as file:
        archive.certificates, archive.missing = _write(archive, file)
        archive.size, archive.ready_at = file.tell(), timezone.now()
        archive.file.save("", File(file), save=False)
    archive.save()
    facts = {
        "country": str(archive.country),
        "certificates": archive.certificates,
        "missing": archive.missing,
    }
    audit.record("certificate_zip.made", archive, event=archive.event.slug, **facts)


def _write(archive, file):
    """Returns how many certificates are in it, and how many are not made yet."""
    found = list(certificates_of(archive.event, archive.country))
    lines, there = [], 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for number, certificate in enumerate(found, 1):
            name = file_name(certificate)
            is_there = _add(packed, certificate, name)
            there += is_there
            lines.append(
                [certificate.number, certificate.holder_name, name if is_there else "missing: not made yet"]
            )
            if number % TOLD_EVERY == 0:
                cache.set(_key(archive.pk), 100 * number // len(found), 3600)
        packed.writestr("certificates.csv", _as_csv(lines))
    return there, len(found) - there


def _add(packed, certificate, name):
    """False where the PDF is not made yet, or the storage has lost it for good."""
    if not certificate.english:
        return False
    try:
        content = printing.open_file(certificate.english[0])
    except printing.FileLost:
        return False
    with content:
        packed.writestr(name, content.read())
    return True


def _as_csv(lines):
    """With a byte order mark, so that spreadsheets read letters right; cells can't be run as formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["number", "name", "file"])
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return "\ufeff" + out.getvalue()


def file_name(certificate):
    """`SP-7K3M-9QXD-C Łukasz Żółć.pdf`: the number first, then the name in its own letters."""
    name = UNSAFE.sub(" ", unicodedata.normalize("NFC", certificate.holder_name))
    name = " ".join(name.split()).strip(" .")
    name = name.encode()[:LONGEST_NAME].decode(errors="ignore").strip(" .")
    return f"{certificate.number} {name}".strip() + ".pdf"


def progress(archive):
    """Percent that is done; 0 while nobody is at it, or nobody remembers."""
    return cache.get(_key(archive.pk)) or 0


def _key(pk):
    return f"certificate-zip:{pk}"


def drop_outdated(now=None):
    for archive in CertificateArchive.objects.outdated(now):
        drop(archive)


def drop(archive):
    """Delete the row, and the file once that is certain."""
    with transaction.atomic():
        storage, name = archive.file.storage, archive.file.name
        archive.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name), robust=True)
