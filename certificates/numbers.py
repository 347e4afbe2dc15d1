"""Numbers of certificates: `SP-7K3M-9QXD-C`.

Eight characters are random, so that nobody can go from one to the next; the last is a check digit. The
alphabet has 31 characters, none of which looks like another. As 31 is prime and each place has a weight of
its own, the check digit tells every single wrong character and every exchange of two.
"""

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX = "SP"
RANDOM = 8
LENGTH = len(PREFIX) + RANDOM + 1


class MistypedError(ValueError):
    """It cannot be a number of ours: something was mistyped."""


def new():
    body = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return _grouped(body + _check_digit(body))


def parse(text):
    """The number as it is stored, from whatever way somebody typed it: case, spaces and dashes don't matter."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(plain) != LENGTH or not plain.startswith(PREFIX) or set(plain) - set(ALPHABET):
        raise MistypedError(text)
    if plain[-1] != _check_digit(plain[:-1]):
        raise MistypedError(text)
    return _grouped(plain)


def _check_digit(body):
    """The one that makes the weighted sum of all places divisible by 31; its own weight is 1."""
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def _grouped(plain):
    return f"{plain[:2]}-{plain[2:6]}-{plain[6:10]}-{plain[10]}"
