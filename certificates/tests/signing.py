"""Keys for the suite: made once per process, and put into the database again whenever it was emptied."""

from django.db import transaction

from certificates import keys
from certificates.models import Purpose, SigningKey

_made = {}


def provide_keys():
    """Each purpose has a key that opens. What an earlier run left in a database that is used again may stay."""
    with transaction.atomic():
        for purpose in Purpose:
            if SigningKey.objects.filter(purpose=purpose, retired_at=None).exists() and not _opens(purpose):
                keys.rotate(purpose)
            if SigningKey.objects.active(purpose) is None:
                SigningKey.objects.bulk_create([_row(purpose)])


def _opens(purpose):
    try:
        return keys.active(purpose)
    except keys.KeyLost:
        return None


def _row(purpose):
    """The same row each time, so that it is opened once, too."""
    if purpose not in _made:
        _made[purpose] = keys.new_row(purpose)
    row = _made[purpose]
    row.pk, row._state.adding = None, True
    return row
