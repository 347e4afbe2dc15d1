"""What `cases.identifiers` points out in a revision, and what of it the author has not looked at yet."""

from cases import content, identifiers


def findings(revision):
    return identifiers.find(content.texts_of(revision), own=identifiers.own_of(revision))


def not_looked_at(revision):
    return [finding for finding in findings(revision) if finding.key not in revision.ticks]


def in_one_text(revision, text):
    """In one text as it stands in a window, saved or not. Nothing of it is kept."""
    return identifiers.find([text], own=identifiers.own_of(revision))
