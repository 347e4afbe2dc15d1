"""Names that tell nothing: the code of an application, by which reviewers and tables call it; the address of a stay."""

from django.utils.crypto import get_random_string

# Nothing that looks like another, and no vowels: a code never spells a word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 6


def new_code():
    return get_random_string(LENGTH, ALPHABET)


def new_token():
    return get_random_string(32)
