"""What a SCORM package says about itself: `imsmanifest.xml`, read with suspicion.

Namespaces differ between editions and tools, so elements and attributes are found by their local names.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote, urljoin

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levels.models import PackageStandard
from levels.packages.errors import BadPackage


@dataclass(frozen=True)
class Manifest:
    """`entry` is the path of the first page inside the package; `pass_mark` is in hundredths of a percent."""

    standard: str
    title: str
    entry: str
    launch_data: str
    pass_mark: int | None


def read(content):
    """The manifest from the bytes of `imsmanifest.xml`; raises BadPackage in words."""
    root = _parse(content)
    organization = _organization(root)
    items = [item for item in _all(organization, "item") if _attribute(item, "identifierref")]
    scos = [(item, resource) for item in items if (resource := _resource_of(root, item)) is not None]
    if not scos:
        raise BadPackage(_("The manifest names no page to start with."))
    if len(scos) > 1:
        raise BadPackage(
            ngettext(
                "The package has %(count)s part to be started by itself; only packages of one part can be played.",
                "The package has %(count)s parts to be started one by one; only packages of one part can be played. "
                "Publish each part as a package of its own.",
                len(scos),
            )
            % {"count": len(scos)}
        )
    item, resource = scos[0]
    standard = _standard(root)
    return Manifest(
        standard=standard,
        title=(_text(item, "title") or _text(organization, "title")).strip()[:300],
        entry=_entry(root, resource, item),
        launch_data=_text(item, "datafromlms")[:4000],
        pass_mark=_pass_mark(item, standard),
    )


def _parse(content):
    try:
        return ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise BadPackage(
            _("The manifest declares entities or a document type; that is not accepted.")
        ) from None
    except (ElementTree.ParseError, ValueError) as error:
        # expat tells line and column; an unknown encoding is a ValueError.
        raise BadPackage(_("imsmanifest.xml cannot be read: %(error)s") % {"error": error}) from None


def _standard(root):
    version = _text(root, "schemaversion").strip().lower()
    if version in {"1.2", "scorm 1.2"}:
        return PackageStandard.SCORM_12
    if version.startswith("2004") or version == "cam 1.3":
        return PackageStandard.SCORM_2004
    if not version:
        raise BadPackage(_("The manifest does not say which SCORM it follows (schemaversion)."))
    raise BadPackage(
        _("The package follows “%(version)s”; SCORM 1.2 and SCORM 2004 can be played.")
        % {"version": version[:60]}
    )


def _organization(root):
    found = list(_all(root, "organization"))
    if not found:
        raise BadPackage(_("The manifest has no organization: nothing says what to start with."))
    wanted = next((_attribute(node, "default") for node in _all(root, "organizations")), "")
    return next((node for node in found if _attribute(node, "identifier") == wanted), found[0])


def _resource_of(root, item):
    """The resource an item starts; None for one that is only an asset (a hand-out, say)."""
    wanted = _attribute(item, "identifierref")
    for resource in _all(root, "resource"):
        if _attribute(resource, "identifier") == wanted and _attribute(resource, "href"):
            kind = _attribute(resource, "scormtype").lower()
            return resource if kind in {"sco", ""} else None
    return None


def _entry(root, resource, item):
    folders = [_attribute(node, "base") for node in (root, *_all(root, "resources"), resource)]
    href = _attribute(resource, "href") + _attribute(item, "parameters")
    path = ""
    for part in [*folders, href]:
        path = urljoin(path, part)
    if re.match(r"[a-z][a-z0-9+.-]*:|/", path, re.IGNORECASE):
        raise BadPackage(
            _("The package starts with a page outside of itself: %(page)s") % {"page": path[:200]}
        )
    return path


def parts_of(entry):
    """The file in the package that an entry names, and what is asked of it: query and fragment, or nothing."""
    path, asked = re.fullmatch(r"([^?#]*)(.*)", entry, re.DOTALL).groups()
    return unquote(path), asked


def _pass_mark(item, standard):
    """1.2: masteryscore, 0 to 100. 2004: minNormalizedMeasure, -1 to 1. Hundredths of a percent; None without one."""
    name, scale = (
        ("masteryscore", 100) if standard == PackageStandard.SCORM_12 else ("minnormalizedmeasure", 10000)
    )
    try:
        mark = int(Decimal(_text(item, name).strip()) * scale)
    except InvalidOperation:
        return None
    return mark if 0 <= mark <= 10000 else None


def _all(node, name):
    return (child for child in node.iter() if isinstance(child.tag, str) and _local(child.tag) == name)


def _text(node, name):
    return next((child.text or "" for child in _all(node, name)), "")


def _attribute(node, name):
    return next((value for key, value in node.attrib.items() if _local(key) == name), "")


def _local(name):
    return name.rpartition("}")[2].lower()
