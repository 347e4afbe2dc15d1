"""What browsers send, read: a batch that is none is refused whole, a piece that makes no sense by itself."""

import json

import pytest
from django.core.exceptions import ValidationError

from levels import claims
from levels.models import Resource

FILM = Resource(kind="video", length=100)
PAPER = Resource(kind="pdf", length=10)
DEVICE = "9b2f0d5e-6c1a-4a53-8d0f-3f0a6f6f2a11"
NOON = "2026-05-06T12:00:00.000Z"


def batch(*items, **changes):
    numbered = [{"sequence": number, "at": NOON} | item for number, item in enumerate(items, 1)]
    sent = {"person": 1, "device": DEVICE, "sent_at": NOON, "items": numbered} | changes
    return json.dumps(sent).encode()


def watched(start=0, end=1000, **more):
    return {"kind": "watched", "from": start, "to": end} | more


def test_a_batch_is_read():
    read = claims.read(batch(watched(), watched(1000, 2000)), FILM)

    assert [claim.sequence for claim in read.claims] == [1, 2]
    assert read.claims[1].data == {"from": 1000, "to": 2000}
    assert (read.person, read.refused) == (1, {})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"7",
        b'"items"',
        b"\xff\xfe",
        b"[" * 100_000,
        batch(person="somebody"),
        batch(device="no-device"),
        batch(device=7),
        batch(sent_at="yesterday"),
        batch(sent_at="2026-05-06T12:00:00"),
        batch(sent_at=7),
        batch(items="many"),
        batch(items=[7]),
        batch(watched(sequence=0)),
        batch(watched(sequence=2**31)),
        batch(watched(sequence=True)),
        batch(*[watched()] * 101),
    ],
)
def test_what_is_no_batch_is_refused_whole(body):
    with pytest.raises(ValidationError):
        claims.read(body, FILM)


@pytest.mark.parametrize(
    ("item", "because"),
    [
        ({"kind": "completed"}, "unknown kind"),
        ({"kind": "scored"}, "unknown kind"),
        ({"kind": ["watched"]}, "malformed"),
        ({}, "malformed"),
        ({"kind": "pages", "pages": [1]}, "not of this resource"),
        ({"kind": "declared"}, "not of this resource"),
        (watched(1000, 1000), "ends before it starts"),
        (watched(2000, 1000), "ends before it starts"),
        (watched(-1), "malformed"),
        (watched(0, 2**31), "malformed"),
        (watched(0.5), "malformed"),
        (watched("0"), "malformed"),
        (watched(at="now"), "malformed"),
        (watched(at=None), "malformed"),
    ],
)
def test_a_piece_that_makes_no_sense_does_not_take_the_others_with_it(item, because):
    read = claims.read(batch(watched(), item, watched()), FILM)

    assert [claim.sequence for claim in read.claims] == [1, 3]
    assert read.refused == {2: because}


@pytest.mark.parametrize("pages", [[], [0], [11], [1.5], "1", None, list(range(1, 3000))])
def test_pages_there_are_not_are_refused(pages):
    assert claims.read(batch({"kind": "pages", "pages": pages}), PAPER).refused


def test_pages_are_put_in_order():
    read = claims.read(batch({"kind": "pages", "pages": [3, 1, 3]}), PAPER)

    assert read.claims[0].data == {"pages": [1, 3]}
