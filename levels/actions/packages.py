"""Taking a SCORM package in, and what is stored while people play it."""

import zipfile
from datetime import timedelta
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts import audit
from levels.actions import evidence
from levels.models import EvidenceKind, Package, PackageState
from levels.packages import cmi as meaning
from levels.packages import zips

# A package's clock may run a little ahead of ours: the launch took a moment to arrive.
SLACK = timedelta(seconds=30)


def put(*, resource, file, by):
    """Check the zip, unpack it, and make it the package of the resource. Raises BadPackage in words.

    A package that was there before is replaced: its files go once the new ones stand, and people start the new one
    from its beginning; what they had completed stays completed.
    """
    manifest, members = zips.look_through(file)
    folder = f"packages/{uuid4().hex}"
    _unpack(file, members, folder)
    file.seek(0)
    with transaction.atomic():
        before = Package.objects.select_for_update().filter(resource=resource).first()
        if before:
            before.delete()
            PackageState.objects.filter(resource=resource).update(cmi={})
            transaction.on_commit(lambda: _remove(before), robust=True)
        package = Package.objects.create(
            resource=resource,
            standard=manifest.standard,
            title=manifest.title,
            file=file,
            folder=folder,
            entry=manifest.entry,
            launch_data=manifest.launch_data,
            pass_mark=manifest.pass_mark,
            file_count=len(members),
            size=sum(member.file_size for member in members),
        )
        audit.record("package.put", package, by=by, files=package.file_count, replaced=before is not None)
    return package


def _unpack(file, members, folder):
    with zipfile.ZipFile(file) as archive:
        for member in filter(zips.is_wanted, members):
            path = f"{folder}/{member.filename.removeprefix('./')}"
            with archive.open(member) as content:
                default_storage.save(path, File(content))


def _remove(package):
    """Files only: storage keeps no folders of its own, and a file that will not go harms nobody."""
    package.file.delete(save=False)
    pending = [package.folder]
    while pending:
        folder = pending.pop()
        folders, files = default_storage.listdir(folder)
        pending += [f"{folder}/{name}" for name in folders]
        for name in files:
            default_storage.delete(f"{folder}/{name}")


@transaction.atomic
def launch(*, person, resource):
    """A window opens the package: what windows opened earlier still send is old from now on."""
    PackageState.objects.get_or_create(person=person, resource=resource)
    state = PackageState.objects.select_for_update().get(person=person, resource=resource)
    state.launch += 1
    state.sequence = 0
    state.seconds_before = state.seconds
    state.launched_at = timezone.now()
    state.save()
    return state


@transaction.atomic
def commit(*, person, resource, launch, sequence, cmi):
    """Store what a package commits. True when it is stored, also where this very commit was stored before.

    False for one that must not overwrite what is newer: of a window that another has followed, or out of order.
    `sequence` rises from 1 within a launch. The time spent is what the package says, at most what has passed.
    """
    state = PackageState.objects.select_for_update().filter(person=person, resource=resource).first()
    if state is None or launch != state.launch:
        return False
    if sequence <= state.sequence:
        return sequence == state.sequence and cmi == state.cmi
    said = meaning.outcome(resource.package.standard, cmi)
    passed = timezone.now() - state.launched_at + SLACK
    spent = min(said.seconds, int(passed.total_seconds()))
    state.cmi, state.sequence, state.changed_at = cmi, sequence, timezone.now()
    state.seconds = max(state.seconds, state.seconds_before + spent)
    state.save()
    told = {"completed": said.completed, "passed": said.passed, "score": said.score, "seconds": state.seconds}
    if told != state.told:
        PackageState.objects.filter(pk=state.pk).update(told=told)
        evidence.record(person=person, kind=EvidenceKind.PLAYED, resource=resource, data=told)
    return True
