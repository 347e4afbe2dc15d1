"""The list of cases: what is asked for, what is found, how many each filter would show, and why a case is found."""

import difflib
import re
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import F, Value
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django_countries import countries

from cases.indexing import WORDS
from cases.models import AgeBand, Entry, Topic, TopicKind

FILTERS = ("diagnosis", "site", "pathogen", "age", "country", "level", "theme")
BEST, NEWEST = "best", "newest"
LONGEST = 80  # of a value in the address
LONGEST_TEXT = 200
# Around a word that was found. Of no use to anybody who writes, and no markup: what authors write stays text.
START, STOP = "\ue000", "\ue001"


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    options: list


class Catalogue:
    """The cases that pass what the address asks for. Values that cannot be meant find nothing, without an error."""

    def __init__(self, entries, asked):
        self._entries = entries
        self.text = " ".join(asked.get("q", "").replace("\0", "").split())[:LONGEST_TEXT]
        given = {name: asked.get(name, "").replace("\0", "")[:LONGEST] for name in FILTERS}
        self.chosen = {name: value for name, value in given.items() if value}
        wants_best = asked.get("sort", BEST) != NEWEST
        self.sort = BEST if self.text and wants_best else NEWEST

    @property
    def is_narrowed(self):
        return bool(self.text or self.chosen)

    @property
    def rows(self):
        """What is found, in its order: keys only. The rest is read for the rows of a page."""
        return self._found[1]

    @contextmanager
    def read(self):
        """While the list is read, words are looked up in their index.

        The planner thinks little of that where a word stands in every case: it does not see that reading the
        texts instead means to unpack them all.
        """
        with transaction.atomic():
            if self.text:
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL enable_seqscan = off")
            yield

    @property
    def count(self):
        return len(self.rows)

    def filters(self):
        labels = dict(TopicKind.choices) | {
            "age": _("Age of the patient"),
            "country": _("Country"),
            "level": _("Level"),
        }
        filters = [Filter(name, labels[name], self._options(name)) for name in FILTERS]
        return [one for one in filters if one.options]

    def chips(self):
        """(what is chosen, the address without it)."""
        for name, value in self.chosen.items():
            yield self.label(name, value), self._query_without(name)

    @cached_property
    def meant(self):
        """A topic, or a word of one, that is written nearly like the words that found nothing."""
        names = {word.casefold(): word for name in self._topics.values() for word in (*name.split(), name)}
        near = difflib.get_close_matches(self.text.casefold(), names, n=1, cutoff=0.75)
        return names[near[0]] if near else ""

    def told(self, page):
        """The entries of one page (keys, of `rows`) with what the list shows. One query, one more for the topics."""
        entries = Entry.objects.filter(pk__in=page).select_related("case").defer("text", "vector", "head")
        found = {entry.pk: entry for entry in (self._marked(entries) if self.text else entries)}
        # What was hidden since the keys were read is left out.
        entries = [found[pk] for pk in page if pk in found]
        for entry in entries:
            entry.tags = [self.label(*one.split(":", 1)) for one in entry.facets if _is_tag(one)]
            in_title, in_text = getattr(entry, "in_title", entry.title), getattr(entry, "in_text", "")
            entry.marked_title, entry.snippet = marked(in_title), marked(in_text) if START in in_text else ""
        return entries

    def label(self, name, value):
        if name in TopicKind.values:
            return self._topics.get(value, value)
        return {
            "age": lambda: str(dict(AgeBand.choices).get(value, value)),
            "country": lambda: str(countries.name(value) or value),
            "level": lambda: _("Level %(number)s") % {"number": value},
        }[name]()

    @cached_property
    def _query(self):
        """As search engines read it, and the last word also where it is only the beginning of one."""
        query = SearchQuery(self.text, config=WORDS, search_type="websearch")
        words = re.findall(r"\w+", self.text)
        is_plain = not re.search(r'["-]|\bor\b', self.text, re.IGNORECASE)
        if is_plain and words and len(words[-1]) > 2:
            beginning = " & ".join([*words[:-1], f"{words[-1]}:*"])
            query |= SearchQuery(beginning, config=WORDS, search_type="raw")
        return query

    @cached_property
    def _found(self):
        """(how many cases there are by facet, each as if nothing else of its kind were chosen; the keys of those found).

        One pass over what the words find, however many filters there are: matching words and weighing them is what takes
        time, and it is done once.
        """
        found, given = self._matching().query.sql_with_params()
        chosen = [(_facet(*one), f"{one[0]}:") for one in self.chosen.items()]
        places = [f"has_{place}" for place in range(len(chosen))]
        has = "".join(f", facets @> ARRAY[%s]::varchar[] AS {place}" for place in places)
        own = "".join(f" AND ({place} OR starts_with(facet, %s))" for place in places)
        every = "".join(f" AND {place}" for place in places)
        names = "".join(f", {place}" for place in places)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH found AS MATERIALIZED (SELECT *{has} FROM ({found}) AS entry) "  # noqa: S608 (made by the ORM; values are parameters)
                f"SELECT facet, count(*), NULL::bigint[] FROM (SELECT unnest(facets) AS facet{names} FROM found) AS each "
                f"WHERE TRUE{own} GROUP BY facet "
                f"UNION ALL SELECT '', 0, array_agg(key ORDER BY weight DESC, published_at DESC, case_id DESC) "
                f"FROM found WHERE TRUE{every}",
                [*(facet for facet, _kind in chosen), *given, *(kind for _facet, kind in chosen)],
            )
            counts = {facet: (count, keys) for facet, count, keys in cursor.fetchall()}
        _zero, keys = counts.pop("", (0, None))
        return {facet: count for facet, (count, _none) in counts.items()}, keys or []

    def _matching(self):
        """What the words find, with all that the filters and the order ask for."""
        rows = self._entries.filter(vector=self._query) if self.text else self._entries
        weight = SearchRank(F("head"), self._query) if self.sort == BEST else Value(0.0)
        rows = rows.order_by().annotate(key=F("pk"), weight=weight)
        return rows.values("key", "weight", "published_at", "case_id", "facets")

    def _options(self, name):
        kind, chosen = f"{name}:", self.chosen.get(name)
        counts = {
            facet.removeprefix(kind): n for facet, n in self._found[0].items() if facet.startswith(kind)
        }
        values = set(counts) | ({chosen} if chosen else set())
        options = [
            Option(value, self.label(name, value), counts.get(value, 0), value == chosen) for value in values
        ]
        if name == "age":
            return sorted(options, key=lambda option: _place(AgeBand.values, option.value))
        return sorted(options, key=lambda option: option.label.casefold())

    @cached_property
    def _topics(self):
        return dict(Topic.objects.values_list("slug", "name"))

    def _query_without(self, name):
        left = {other: value for other, value in self.chosen.items() if other != name}
        left |= {"q": self.text} if self.text else {}
        return f"?{urlencode(left)}"

    def _marked(self, entries):
        """With titles and texts in which the words found are marked: of a page only, as that takes long."""
        facts = {"query": self._query, "config": WORDS, "start_sel": START, "stop_sel": STOP}
        return entries.annotate(
            in_title=SearchHeadline("title", highlight_all=True, **facts),
            in_text=SearchHeadline("text", max_words=30, min_words=12, max_fragments=2, **facts),
        )


def marked(text):
    """Plain text with <mark> around what was found: everything an author wrote is escaped."""
    pieces = re.split(f"{START}([^{START}{STOP}]*){STOP}", text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", _clean(piece)) if place % 2 else _clean(piece),)
            for place, piece in enumerate(pieces)
        ),
    )


def _clean(piece):
    return piece.replace(START, "").replace(STOP, "")


def _facet(name, value):
    return f"{name}:{value}"


def _is_tag(facet):
    return facet.split(":", 1)[0] in TopicKind.values


def _place(values, value):
    return values.index(value) if value in values else len(values)
