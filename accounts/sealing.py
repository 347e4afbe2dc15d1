"""Encryption of what a stolen database alone must not tell. The key follows from SECRET_KEY."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def cipher(purpose):
    """Each purpose has a key of its own. What earlier keys have sealed still opens."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(purpose, key)) for key in keys])


def _fernet_key(purpose, secret):
    return urlsafe_b64encode(salted_hmac(purpose, "key", secret=secret, algorithm="sha256").digest())
