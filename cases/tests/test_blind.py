"""What reviewers and privacy checkers read of a case: all that is needed to judge, and nothing that tells who wrote it."""

from dataclasses import replace

import pytest

from cases import blind, content
from cases.models import Repository, TopicKind
from cases.tests.factories import CONTENT, TopicFactory, draft, plate, working_at
from cases.tests.telling import NAME, leaks, telling_draft

pytestmark = pytest.mark.django_db


def test_nothing_that_a_reviewer_reads_tells_who_wrote_it():
    revision = telling_draft()
    assert leaks(content.texts_of(revision))
    assert leaks(blind.sheet(revision)) == []
    assert leaks(blind.texts(revision)) == []


def test_what_is_medicine_stays():
    sheet = blind.sheet(telling_draft())
    assert "oncology ward" in sheet.sections[0].text
    assert "lactate 4.1 mmol/l" in sheet.sections[0].text


def test_an_address_that_leads_to_the_authors_is_left_out():
    assert [one.address for one in blind.sheet(telling_draft()).references] == ["", "https://esicm.org/"]


def test_a_ward_that_is_named_first_is_covered_up_nowhere():
    author = working_at("Intensive care unit, University Hospital of Lund", name="Åsa Ek")
    told = replace(CONTENT, sections={"summary": "Moved to the intensive care unit of the hospital in Lund."})
    text = blind.sheet(draft(author, content=told)).sections[0].text
    assert "intensive care unit of the hospital" in text
    assert "Lund" not in text


def test_all_parts_stand_in_their_order_with_the_places_that_comments_name():
    revision = draft(pictures=1, topics=[TopicFactory(kind=TopicKind.SITE, name="Brain")])
    sheet = blind.sheet(revision)
    places = {text.where for text in content.texts_of(revision)}
    findings = next(part for part in sheet.sections if part.where == "section.findings")
    question = findings.questions[0]
    shown = {"title", *(part.where for part in sheet.sections), *(point.where for point in sheet.points)}
    shown |= {question.where, question.where_explained, *(one.where for one in question.choices)}
    shown |= {findings.plates[0].where, *(one.where for one in sheet.references)}
    assert shown == places
    assert [facet.values for facet in sheet.facets] == [("Brain",), ("65 to 79",), ("3",)]


def test_a_picture_and_a_question_after_a_part_that_is_not_written_are_not_lost():
    told = replace(CONTENT, sections={"summary": "Fever."})
    revision = draft(content=told)
    plate(revision, after="findings")
    sheet = blind.sheet(revision)
    assert (sheet.rest["plates"], sheet.rest["questions"]) == (sheet.plates, sheet.questions)
    assert len(sheet.plates) == len(sheet.questions) == 1


def test_the_country_is_told_to_the_privacy_check_alone():
    revision = draft(country="RO")
    assert blind.place(revision) == "Romania"
    assert "Romania" not in str(blind.sheet(revision))
    assert blind.place(draft(country="")) == ""


def test_reviewers_read_names_where_the_office_says_so():
    Repository.objects.create(pk=1, is_blind=False)
    sheet = blind.sheet(telling_draft())
    assert sheet.authors[0].startswith(NAME)
    assert NAME in sheet.title
