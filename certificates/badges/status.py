"""Which badges no longer count: W3C Bitstring Status Lists, one bit for each certificate.

A revoked certificate is in it, and a replaced one: another edition counts in its place.
"""

from datetime import timedelta
from hashlib import sha256

from django.core.cache import cache
from django.utils import timezone
from openbadgeslib.ob3 import build_status_list_credential, status_entry

from certificates import keys
from certificates.badges import identity, signing
from certificates.models import Certificate, Purpose

# The least that the standard allows, so that one badge hides among many.
SIZE = 131_072
PURPOSE = "revocation"
# A reader asks again after this; a copy that somebody kept is refused after a day.
FRESH = timedelta(minutes=5)
GOOD = timedelta(hours=25)


def entry(certificate):
    number, index = divmod(certificate.pk, SIZE)
    return status_entry(identity.address("status_list", number), PURPOSE, index)


def exists(number):
    """The first list is always there, the others once a certificate stands in them."""
    return number == 0 or Certificate.objects.filter(pk__gte=number * SIZE).exists()


def signed(number, purpose):
    """The list as text: a JWT (`Purpose.BADGE_JWT`) or JSON with a proof (`Purpose.BADGE_PROOF`).

    What was signed is kept for an hour, as long as it is true.
    """
    void = _void(number)
    key = keys.active(purpose)
    since = timezone.now().replace(minute=0, second=0, microsecond=0)
    said = sha256(repr((identity.did(), void, key.kid, since)).encode()).hexdigest()
    return cache.get_or_set(
        f"certificates:status:{number}:{said}", lambda: _sign(_list(number, void, since), key, since), 3600
    )


def _sign(credential, key, since):
    if key.row.purpose == Purpose.BADGE_JWT:
        return signing.jwt(signing.claims(credential), key, typ="vc+jwt")
    return signing.text(signing.with_proof(credential, key, max(since, key.row.made_at)))


def _list(number, void, since):
    return build_status_list_credential(
        identity.did(),
        identity.address("status_list", number),
        PURPOSE,
        void,
        SIZE,
        issued=since,
        valid_until=since + GOOD,
        ttl=FRESH // timedelta(milliseconds=1),
    )


def _void(number):
    """The places of what no longer counts, in order."""
    first = number * SIZE
    span = (first, first + SIZE - 1)
    revoked = Certificate.objects.filter(pk__range=span, revoked_at__isnull=False).values_list(
        "pk", flat=True
    )
    replaced = Certificate.objects.filter(replaces__pk__range=span).values_list("replaces", flat=True)
    return sorted(pk - first for pk in revoked.order_by().union(replaced.order_by()))
