"""The codes by which presence is recorded: of a room, and of a person.

A room's code changes every 15 seconds and lives for 30, by the clock of the server alone: a phone whose clock is
wrong reads it as well as any other, and a photograph of it is worth nothing a minute later.

A person's code stands for one registration. It says nothing about the person and cannot be guessed; it is worked
out anew wherever it is needed, so there is nothing to store and nothing to lose.
"""

import hashlib
import hmac
import io
import re
import time

import segno
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, b62_encode
from django.utils.safestring import mark_safe

ROOM_CHANGES, ROOM_LIVES = 15, 30
COMING, GOING = "in", "out"
# Without I, L, O and U: none is mistaken for another where it is typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISTAKEN = str.maketrans("OIL", "011")
LENGTH = 12


class _RoomSigner(TimestampSigner):
    """Stamps with the beginning of the quarter of a minute: all screens of a room show the same."""

    def timestamp(self):
        return b62_encode(int(time.time()) // ROOM_CHANGES * ROOM_CHANGES)


def _signer():
    return _RoomSigner(salt="registrations.room")


def room_token(session, direction):
    return _signer().sign(f"{session.pk}-{direction}")


def read_room_token(token):
    """`(id of the session, direction)` of a token that is alive; None for one that is stale or made up."""
    try:
        pk, direction = _signer().unsign(token, max_age=ROOM_LIVES).split("-")
    except BadSignature:
        return None
    return int(pk), direction


def personal_code(registration, secret=None):
    """What the person shows: `7K3M-Q2XW-9PDA`. `registration` is its id."""
    # Thousands are made for one scan that comes in, so the quickest way is taken.
    key = hashlib.sha256(f"registrations.personal_code{secret or settings.SECRET_KEY}".encode()).digest()
    number = int.from_bytes(hmac.digest(key, str(registration).encode(), "sha256")[:8], "big")
    return _grouped("".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH)))


def read_personal_code(typed):
    """As `personal_code` writes it, however it was typed; "" where it cannot be one."""
    text = re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(MISTAKEN)
    return _grouped(text) if len(text) == LENGTH else ""


def registrations_by_code(event):
    """Id of the registration by its code, for all who ever registered: also by the code of an earlier secret key."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {
        personal_code(pk, key): pk for pk in event.registrations.values_list("pk", flat=True) for key in keys
    }


def fingerprint(code):
    """By which a phone without a network knows a code that it is shown; the code cannot be made of it."""
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def drawn(text):
    """A QR code as SVG to stand in a page: dark on white with its margin, so that it is read in a dark room too."""
    svg = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(
        svg,
        kind="svg",
        xmldecl=False,
        nl=False,
        omitsize=True,
        border=4,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
    )
    return mark_safe(svg.getvalue().decode())  # noqa: S308  squares, drawn by segno


def _grouped(text):
    return "-".join(text[start : start + 4] for start in range(0, LENGTH, 4))
