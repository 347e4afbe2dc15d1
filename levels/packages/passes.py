"""A pass lets one person's browser play one package, on the packages' own origin.

Packages are programs of strangers. They run on an origin that no cookie of the portal reaches, so a request for
them cannot be known by its session: it is known by a signed pass in its address, good for half a day, for one
person, one package and one launch.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import Http404

SALT = "levels.package"
HALF_A_DAY = 12 * 3600
# Both are this machine, but to a browser they are strangers: cookies of one never reach the other.
LOOPBACKS = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


@dataclass(frozen=True)
class Pass:
    """`host` is the one host it is good for, `portal` the origin whose page may frame the player."""

    person: int
    resource: int
    host: str
    portal: str


def origin_for(request):
    """Where packages are played for this request, as `https://host`; None where the portal was given no place.

    `PACKAGE_ORIGIN` says it. On one's own machine (DEBUG) the other loopback name serves.
    """
    if settings.PACKAGE_ORIGIN:
        return settings.PACKAGE_ORIGIN
    host, colon, port = request.get_host().partition(":")
    if settings.PACKAGES_ON_LOOPBACK and host in LOOPBACKS:
        return f"{request.scheme}://{LOOPBACKS[host]}{colon}{port}"
    return None


def issue(request, *, resource, origin):
    """The text of a pass for the person of this request; `origin` is where it will be shown."""
    portal = f"{request.scheme}://{request.get_host()}"
    return signing.dumps([request.user.pk, resource.pk, origin.partition("://")[2], portal], salt=SALT)


def read(request, token):
    """The pass that this request carries; 404 for a forged or old one, and on any other host than its own."""
    try:
        carried = Pass(*signing.loads(token, salt=SALT, max_age=HALF_A_DAY))
    except (signing.BadSignature, TypeError):
        raise Http404 from None
    if carried.host != request.get_host():
        raise Http404
    return carried
