"""What the portal knows of the authors, and must not stand in their texts: reviewers do not learn who wrote them."""

from accounts import covering


def own_of(revision):
    """Folded words and texts: names of the authors, their addresses and workplaces."""
    authors = list(revision.case.authors.all())
    names = [author.name for author in authors] + [author.workplace for author in authors]
    return covering.secrets(
        whole=[*(author.email for author in authors), *(author.workplace for author in authors)],
        names=names,
    )
