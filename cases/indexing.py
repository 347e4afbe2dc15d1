"""From the published version of a case to its entry in the index. Nothing else is ever searched."""

from django.contrib.postgres.search import SearchVector
from django.db.models import TextField, Value

from cases import content
from cases.models import Entry

WORDS = "cases_words"


def enter(version):
    """Put a version in the place of what was listed of its case. The case must be published: the database asks."""
    revision = version.revision
    told = content.of(revision)
    summary = told.sections.get("summary", "")
    authors = ", ".join(author["name"] for author in version.authors)
    text = "\n\n".join(
        one.text for one in content.texts_of(revision) if one.where not in ("title", "changed")
    )
    topics = list(revision.topics.all())
    names = " ".join(topic.name for topic in topics)
    entry, _is_new = Entry.objects.update_or_create(
        case=version.case,
        defaults={
            "version": version,
            "title": version.title,
            "summary": summary,
            "authors": authors,
            "text": text,
            "facets": facets_of(revision, topics),
            "age_band": revision.age_band,
            "country": revision.country,
            "level": revision.level,
            "questions": len(told.questions),
            "pictures": revision.plates.count(),
            "is_public": revision.is_public,
            "is_sample": version.case.is_sample,
            "published_at": version.published_at,
        },
    )
    head = _words(version.title, "A") + _words(names, "A") + _words(summary, "B") + _words(authors, "B")
    Entry.objects.filter(pk=entry.pk).update(head=head, vector=head + _words(text, "C"))
    return entry


def facets_of(revision, topics):
    found = [f"{topic.kind}:{topic.slug}" for topic in topics]
    found += [f"age:{revision.age_band}"] if revision.age_band else []
    found += [f"country:{revision.country.code}"] if revision.country else []
    return [*found, f"level:{revision.level}"]


def _words(text, weight):
    return SearchVector(Value(text, output_field=TextField()), weight=weight, config=WORDS)
