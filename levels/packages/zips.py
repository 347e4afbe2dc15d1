"""The zip file of a package, looked through before a byte of it is unpacked."""

import posixpath
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from levels.packages import manifest
from levels.packages.errors import BadPackage

MANIFEST = "imsmanifest.xml"
MOST_BYTES_ZIPPED = 300 * 1024 * 1024
MOST_BYTES = 600 * 1024 * 1024
MOST_FILES = 5000
MOST_BYTES_OF_MANIFEST = 2 * 1024 * 1024
# A bomb unpacks to a thousand times its size; films and pictures hardly shrink, text rarely more than this.
MOST_GROWTH = 100
GROWTH_FROM = 10 * 1024 * 1024
# What a browser shows or plays, and what authoring tools put beside it. Anything else has no place in a lesson.
PAGES = {".html", ".htm", ".xhtml", ".css", ".js", ".mjs", ".wasm", ".map", ".swf"}
DATA = {
    ".json",
    ".xml",
    ".xsd",
    ".dtd",
    ".txt",
    ".md",
    ".csv",
    ".properties",
    ".data",
    ".pdf",
    ".vtt",
    ".srt",
}
PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp"}
SOUNDS = {".mp3", ".m4a", ".ogg", ".oga", ".wav"}
FILMS = {".mp4", ".m4v", ".webm", ".ogv"}
FONTS = {".woff", ".woff2", ".ttf", ".otf", ".eot"}
SUFFIXES = PAGES | DATA | PICTURES | SOUNDS | FILMS | FONTS


def look_through(file):
    """Check the zip in `file`. Returns its Manifest and the members to unpack; raises BadPackage in words."""
    if file.size > MOST_BYTES_ZIPPED:
        raise BadPackage(
            _("The file has %(size)s; at most %(most)s are accepted.")
            % {"size": filesizeformat(file.size), "most": filesizeformat(MOST_BYTES_ZIPPED)}
        )
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_size(members, file.size)
            for member in members:
                _check_member(member)
            _check_names(members)
            found = manifest.read(_manifest_of(archive, members))
            _check_entry(found, members)
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
        raise BadPackage(
            _("This is not a zip file that can be read, or it is damaged. Was the upload cut short?")
        ) from None
    if damaged:
        raise BadPackage(_("The file “%(name)s” in the zip is damaged.") % {"name": damaged})
    return found, members


def _check_size(members, zipped):
    if len(members) > MOST_FILES:
        raise BadPackage(
            _("The package has %(count)s files; at most %(most)s are accepted.")
            % {"count": len(members), "most": MOST_FILES}
        )
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES or (size > GROWTH_FROM and size > zipped * MOST_GROWTH):
        raise BadPackage(
            _("Unpacked the package has %(size)s: that is more than a lesson needs.")
            % {"size": filesizeformat(size)}
        )


def _check_member(member):
    name = member.filename
    clean = posixpath.normpath(name)
    if "\\" in member.orig_filename or "\0" in member.orig_filename or name.startswith("/") or ":" in name:
        raise BadPackage(
            _("The package wants to write outside of its folder: “%(name)s”.") % {"name": name[:200]}
        )
    if clean.startswith("..") or clean != name.removeprefix("./"):
        raise BadPackage(
            _("The package wants to write outside of its folder: “%(name)s”.") % {"name": name[:200]}
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise BadPackage(
            _("“%(name)s” is a link to another file; that is not accepted.") % {"name": name[:200]}
        )
    if member.flag_bits & 0x1:
        raise BadPackage(_("The zip file has a password. Save it without one."))
    suffix = PurePosixPath(name).suffix.lower()
    if suffix and suffix not in SUFFIXES and not _is_litter(name):
        raise BadPackage(
            _("“%(name)s” is a kind of file that has no place in a lesson.") % {"name": name[:200]}
        )


def _check_names(members):
    """On some disks names that differ in case only are one file."""
    seen = set()
    for member in members:
        folded = member.filename.casefold()
        if folded in seen:
            raise BadPackage(_("The zip file has “%(name)s” twice.") % {"name": member.filename[:200]})
        seen.add(folded)


def _manifest_of(archive, members):
    member = next((member for member in members if member.filename.removeprefix("./") == MANIFEST), None)
    if member is None:
        deeper = any(PurePosixPath(member.filename).name == MANIFEST for member in members)
        raise BadPackage(
            _("imsmanifest.xml lies in a folder of the zip. Zip the content of that folder, not the folder.")
            if deeper
            else _("There is no imsmanifest.xml in it: this is not a SCORM package.")
        )
    if member.file_size > MOST_BYTES_OF_MANIFEST:
        raise BadPackage(_("imsmanifest.xml is too large to be one."))
    return archive.read(member)


def _check_entry(found, members):
    entry, _asked = manifest.parts_of(found.entry)
    if not any(member.filename.removeprefix("./") == entry for member in members):
        raise BadPackage(_("The first page “%(page)s” is not in the package.") % {"page": entry[:200]})


def _is_litter(name):
    """What operating systems leave in zip files; it is not unpacked."""
    path = PurePosixPath(name)
    return path.parts[0] == "__MACOSX" or path.name in {".DS_Store", "Thumbs.db", "desktop.ini"}


def is_wanted(member):
    return not _is_litter(member.filename)
