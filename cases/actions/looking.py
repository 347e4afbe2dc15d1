"""The author looks at what was pointed out, and says of each that it tells nothing about who the patient is."""

from django.db import transaction

from cases import looking
from cases.actions.writing import count_saving, lock_draft


@transaction.atomic
def tick(*, revision, shown, ticked, by):
    """Note which of the findings on a page (`shown`: their keys) were ticked. What was not on it stays as it is.

    A tick goes with its words: once they are changed, it is gone. Raises ValidationError where the revision is no
    draft any more.
    """
    draft = lock_draft(revision)
    there = {finding.key for finding in looking.findings(draft)}
    kept = set(draft.ticks) - set(shown)
    ticks = sorted((kept | (set(shown) & set(ticked))) & there)
    if ticks == draft.ticks:
        return draft
    draft.ticks = ticks
    return count_saving(draft)
