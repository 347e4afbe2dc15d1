"""Versions of questions as people are given them, kept in the memory of the process.

From its first use on no word of a version changes (a trigger sees to it), so what was read once stays true.
"""

from django.db.models import prefetch_related_objects

from assessments.models import QuestionVersion

MOST_KEPT = 5000
_kept = {}


def load(pks, unsettled=()):
    """The versions by primary key, each with its options and items.

    `unsettled` are those that a transaction under way has just frozen: it may yet be undone, so they are not kept.
    """
    found = {pk: _kept[pk] for pk in pks if pk in _kept}
    if len(found) == len(set(pks)):
        return found
    missing = QuestionVersion.objects.in_bulk([pk for pk in pks if pk not in found])
    prefetch_related_objects(list(missing.values()), "options", "items")
    _keep({pk: version for pk, version in missing.items() if version.frozen_at and pk not in unsettled})
    return found | missing


def are_kept(pks):
    """Whether all of these are known to be frozen."""
    return _kept.keys() >= set(pks)


def _keep(versions):
    if len(_kept) + len(versions) > MOST_KEPT:
        _kept.clear()
    _kept.update(versions)
