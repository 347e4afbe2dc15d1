"""The newest cases that anybody may read, for feed readers."""

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from cases.citation import REPOSITORY, one_line
from cases.models import Entry, Licence

NEWEST = 30


def newest_public():
    """The feed as text: in English, as the cases are. One query, and nothing that is not in the index."""
    rows = Entry.objects.filter(is_public=True).select_related("case", "version__revision")
    feed = Atom1Feed(
        title=REPOSITORY,
        link=settings.SITE_URL + reverse("cases:index"),
        feed_url=settings.SITE_URL + reverse("cases:feed"),
        description="Cases of sepsis and severe infection, checked for privacy and reviewed by peers.",
        language="en",
    )
    for entry in rows.defer("text", "vector", "version__revision__content")[:NEWEST]:
        address = settings.SITE_URL + reverse("cases:case", args=[entry.case.code])
        feed.add_item(
            title=one_line(entry.title),
            link=address,
            unique_id=address,
            description=one_line(entry.summary),
            author_name=one_line(entry.authors),
            pubdate=entry.published_at,
            updateddate=entry.published_at,
            item_copyright=Licence(entry.version.revision.licence).label,
            categories=("Invented sample",) if entry.is_sample else (),
        )
    return feed.writeString("utf-8")
