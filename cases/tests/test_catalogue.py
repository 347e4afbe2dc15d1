"""The list of cases: who sees what, what is found, and how many queries it takes."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from accounts.tests.factories import UserFactory
from cases.catalogue import Catalogue, marked
from cases.content import Content
from cases.models import Case, CaseState, Consent, Entry, TopicKind
from cases.tests import factories
from cases.tests.factories import CONTENT, TopicFactory

pytestmark = pytest.mark.django_db


def found(query="", entries=None):
    asked = QueryDict(query) if isinstance(query, str) else query
    catalogue = Catalogue(Entry.objects.all() if entries is None else entries, asked)
    rows = catalogue.told(catalogue.rows)
    assert catalogue.count == len(rows)
    return [row.title for row in rows]


def counts(catalogue, name):
    one = next(one for one in catalogue.filters() if one.name == name)
    return {option.value: option.count for option in one.options}


def test_words_are_found_with_and_without_their_accents_and_in_other_forms():
    factories.published(title="Wstrząs septyczny w Łodzi: a spleen abscess")

    for words in ("wstrząs", "wstrzas", "LODZI", "abscesses", "absc", '"spleen abscess"', "abscess -liver"):
        assert found({"q": words}) == ["Wstrząs septyczny w Łodzi: a spleen abscess"], words
    for words in ("abscess -spleen", "liver", "&|!:*()'", "\0x"):
        assert found({"q": words}) == [], words


def test_a_title_is_a_better_match_than_the_text_and_the_newest_comes_first_among_equals():
    in_title = factories.published(title="Listeria after a fall")
    factories.published(title="An older case")
    factories.published(title="A newer case")

    assert found("q=listeria") == [in_title.title, "A newer case", "An older case"]
    assert found("q=listeria&sort=newest") == ["A newer case", "An older case", in_title.title]


def test_filters_narrow_and_each_counts_as_if_nothing_of_its_kind_were_chosen():
    lung = TopicFactory(kind=TopicKind.SITE, slug="lung", name="Lung")
    skin = TopicFactory(kind=TopicKind.SITE, slug="skin", name="Skin")
    factories.published(title="One", topics=[lung], country="PL")
    factories.published(title="Two", topics=[lung, skin], country="SE")
    factories.published(title="Three", topics=[skin], country="SE", level=1)

    assert set(found("site=lung")) == {"One", "Two"}
    assert found("site=lung&country=SE") == ["Two"]
    catalogue = Catalogue(Entry.objects.all(), QueryDict("site=lung&country=SE"))
    assert counts(catalogue, "site") == {"lung": 1, "skin": 2}
    assert counts(catalogue, "country") == {"PL": 1, "SE": 1}
    assert counts(catalogue, "level") == {"3": 1}


def test_a_filter_that_nobody_offers_finds_nothing_without_an_error(client):
    factories.published()
    for query in ("site=%27;--", "country=XX", "level=9", "age=%00", "page=x", "site=" + "x" * 500):
        assert client.get(f"/cases/?{query}").status_code == 200


def test_visitors_see_public_cases_and_how_much_more_there_is(client, as_, participant):
    factories.published(title="Open to all", is_public=True)
    factories.published(title="For colleagues")

    page = client.get("/cases/")
    assert "Open to all" in page.text
    assert "For colleagues" not in page.text
    assert "1 more can be read" in page.text
    assert page["Cache-Control"] == "no-cache"

    own = as_(participant).get("/cases/?q=colleagues")
    assert "For <mark>colleagues</mark>" in own.text
    assert own["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("state", [CaseState.HIDDEN, CaseState.RETRACTED, CaseState.WITHDRAWN])
def test_what_cannot_be_read_any_more_is_neither_listed_nor_counted_nor_found(state, as_, participant):
    version = factories.published(title="Gone from here", country="SE")
    Case.objects.filter(pk=version.case_id).update(state=state)

    for query in ("", "?q=gone", "?country=SE"):
        page = as_(participant).get(f"/cases/{query}").text
        assert "Gone from here" not in page
        assert "0 cases" in page


def test_consent_withdrawn_takes_a_case_out_of_the_list():
    version = factories.published()
    Consent.objects.filter(case=version.case).update(withdrawn_at=version.published_at)

    assert found() == []


def test_markup_in_every_field_stays_text(as_, participant):
    nasty = '<img src=x onerror=alert(1)>"&amp;<mark>sepsis</mark>\ue000sepsis\ue001'
    content = Content(
        sections=dict.fromkeys(CONTENT.sections, nasty), points=(nasty,), questions=CONTENT.questions
    )
    topic = TopicFactory(name=nasty)
    factories.published(
        UserFactory(name=nasty), title=f"{nasty} fever", content=content, topics=[topic], is_public=True
    )

    for query in ("", "?q=sepsis", "?q=fever", "?q=%3Cimg+src%3Dx%3E"):
        page = as_(participant).get(f"/cases/{query}").text
        assert "<img src=x" not in page
        assert "<mark>sepsis</mark>\ue000" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_what_is_found_is_marked_and_all_else_escaped():
    assert marked("a <b> \ue000Listeria\ue001 & \ue001\ue000c") == "a &lt;b&gt; <mark>Listeria</mark> &amp; c"


def test_a_slip_of_the_pen_leads_to_the_topic_that_was_meant(as_, participant):
    TopicFactory(kind=TopicKind.PATHOGEN, slug="klebsiella", name="Klebsiella pneumoniae")
    page = as_(participant).get("/cases/?q=klebsela").text

    assert "Did you mean “Klebsiella”?" in page


def test_an_empty_repository_says_what_will_stand_here(client):
    assert "No case is published yet" in client.get("/cases/").text


@pytest.mark.parametrize("query", ["", "?q=fever&site=lung&country=PL"])
def test_queries_do_not_grow_with_the_cases(query, as_, participant, django_assert_max_num_queries):
    lung = TopicFactory(kind=TopicKind.SITE, slug="lung", name="Lung")
    client = as_(participant)
    for _time in range(3):
        factories.published(topics=[lung])
        with django_assert_max_num_queries(8):
            assert "Fever" in client.get(f"/cases/{query}").text.replace("<mark>", "")


def test_only_entries_that_somebody_may_read_are_searched():
    factories.published(title="For colleagues")
    public = factories.published(title="Open to all", is_public=True)

    assert found(entries=Entry.objects.readable_by(AnonymousUser())) == [public.title]
