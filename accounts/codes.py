"""Names that tell nothing: a code to call something by, a token for an address."""

from django.utils.crypto import get_random_string

# Nothing that looks like another, and no vowels: a code never spells a word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 6


def new_code():
    return get_random_string(LENGTH, ALPHABET)


def new_token():
    return get_random_string(32)
