"""Steps of data.py for thousands of published cases, and the time that the pages of their list take in the database."""

import random
import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from _bench.seeding import _staff
from cases import indexing
from cases.content import Content
from cases.models import (
    AgeBand,
    Case,
    CaseState,
    Entry,
    Revision,
    RevisionState,
    Topic,
    TopicKind,
    Version,
)
from pathway.demo.people import PILOT

WORDS = 700
COMMON = [
    "sepsis",
    "septic shock",
    "lactate",
    "fever",
    "noradrenaline",
    "antibiotic",
    "culture",
    "source control",
]
RARE = ["listeria", "meningitis", "meningococcus", "wstrząs septyczny", "endocarditis", "Żółć", "melioidosis"]
SYLLABLES = ["ba", "co", "di", "fe", "gu", "la", "mo", "ne", "pi", "ro", "su", "ta", "ve", "xi", "zo"]


def publish_cases(number):
    """Published cases with their entries: made by `cases.indexing`, as every case gets into the list."""
    chance, staff, topics = random.Random(7), _staff(), _topics()
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _word in range(20_000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    made = 0
    while made < number:
        size = min(500, number - made)
        texts = [_text(chance, vocabulary, weights) for _case in range(size)]
        with transaction.atomic():
            _publish(chance, staff, topics, texts, made)
        made += size
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_entry")
    return {"entries": Entry.objects.count(), "words": WORDS}


def case_pages(asked, times):
    """Seconds in the database of each page, asked for so many times by somebody signed in; queries and status."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(_staff())
    found = {}
    for name, query in asked.items():
        query = query.replace("page=last", f"page={Entry.objects.count() // 20}")
        client.get(f"/cases/?{query}", secure=True)
        seconds = []
        for _time in range(times):
            with _counted() as spent:
                answer = client.get(f"/cases/?{query}", secure=True)
            seconds.append(sum(spent))
        found[name] = {"seconds": seconds, "queries": len(spent), "status": answer.status_code}
    return found


@contextmanager
def _counted():
    """The seconds of each query."""
    spent = []

    def execute(execute, *arguments):
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent.append(time.perf_counter() - began)

    with connection.execute_wrapper(execute):
        yield spent


def _topics():
    kinds = {TopicKind.DIAGNOSIS: 12, TopicKind.SITE: 10, TopicKind.PATHOGEN: 20, TopicKind.THEME: 8}
    return {
        kind: Topic.objects.bulk_create(
            Topic(kind=kind, slug=f"bench-{kind}-{place}", name=f"Bench {kind} {place}")
            for place in range(number)
        )
        for kind, number in kinds.items()
    }


def _text(chance, vocabulary, weights):
    words = chance.choices(vocabulary, weights, k=WORDS - 40)
    words += COMMON[:3] + chance.choices(COMMON, k=30)
    words += chance.sample(RARE, 1) if chance.random() < 0.2 else []
    chance.shuffle(words)
    return words


def _publish(chance, staff, topics, texts, made):
    now = timezone.now()
    cases = Case.objects.bulk_create(
        Case(author=staff, state=CaseState.PUBLISHED, submitted_at=now) for _text in texts
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            case=case,
            state=RevisionState.DRAFT,
            title=" ".join(text[:8]).capitalize()[:150],
            content=Content(sections=_sections(text), points=("Think of it early.",)).as_json(),
            age_band=chance.choice(AgeBand.values),
            country=chance.choice([*PILOT, "IN", "BR"]),
            level=chance.randint(1, 3),
            is_public=chance.random() < 0.5,
        )
        for case, text in zip(cases, texts, strict=True)
    )
    for revision in revisions:
        revision.topics.set([chance.choice(some) for some in topics.values()])
    Revision.objects.filter(pk__in=[revision.pk for revision in revisions]).update(
        state=RevisionState.ACCEPTED, passed_at=now, submitted_at=now
    )
    versions = Version.objects.bulk_create(
        Version(
            case=revision.case,
            revision=revision,
            title=revision.title,
            authors=[{"name": f"Author {made + place}", "workplace": "Bench Hospital"}],
            published_at=now - timedelta(minutes=made + place),
            published_by=staff,
        )
        for place, revision in enumerate(revisions)
    )
    for version in versions:
        indexing.enter(version)


def _sections(text):
    return {
        "summary": " ".join(text[:60]),
        "presentation": " ".join(text[60:300]),
        "course": " ".join(text[300:]),
    }


STEPS = (publish_cases, case_pages)
