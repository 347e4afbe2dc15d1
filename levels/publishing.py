"""What a resource still lacks before people may see it, in words for staff."""

from django.utils.translation import gettext as _

from levels.models import ResourceKind
from levels.templatetags.markdown import pictures_in


def missing(resource):
    """Everything at once, for a resource as it is stored; empty where it can be published."""
    captions = resource.captions.exists() if resource.kind == ResourceKind.VIDEO else False
    names = set(resource.pictures.values_list("name", flat=True))
    return [
        *in_itself(resource),
        *in_package(resource, hasattr(resource, "package")),
        *in_captions(resource, captions),
        *in_pictures(resource, names),
    ]


def in_words(found):
    return _("It cannot be published yet. Missing: %(what)s.") % {"what": "; ".join(found)}


def in_itself(resource):
    found = _BY_KIND.get(resource.kind, lambda resource: [])(resource)
    if not resource.review_due_on:
        found.append(_("the day by which it is to be reviewed again"))
    if any(name and not shows for name, shows in pictures_in(resource.body)):
        found.append(_("what a picture shows, for who cannot see it: ![what it shows](pictures/NAME/)"))
    return found


def in_package(resource, has_package):
    return [_("the SCORM package")] if resource.kind == ResourceKind.PACKAGE and not has_package else []


def in_captions(resource, has_captions):
    if resource.kind != ResourceKind.VIDEO or has_captions:
        return []
    return [_("captions: without them, many cannot follow the film")]


def in_pictures(resource, names):
    """`names` are those of the pictures that belong to it."""
    found = []
    for name, _shows in pictures_in(resource.body):
        if not name:
            found.append(_("a picture of its own: pictures from elsewhere are not shown"))
        elif name not in names:
            found.append(_("the picture “%(name)s”") % {"name": name})
    return found


def _text(resource):
    return [] if resource.body.strip() else [_("the text")]


def _film(resource):
    if not resource.file:
        return [_("the film")]
    return [] if resource.length else [_("how many seconds the film plays")]


def _pdf(resource):
    return [] if resource.file else [_("the PDF")]


def _link(resource):
    return [] if resource.url.startswith("https://") else [_("a web address that begins with https://")]


def _assessment(resource):
    if resource.assessment is None:
        return [_("the assessment it leads to")]
    return [] if resource.assessment.is_published else [_("the assessment itself: it is not published")]


_BY_KIND = {
    ResourceKind.PAGE: _text,
    ResourceKind.VIDEO: _film,
    ResourceKind.PDF: _pdf,
    ResourceKind.LINK: _link,
    ResourceKind.DISCUSSION: _text,
    ResourceKind.ASSESSMENT: _assessment,
}
