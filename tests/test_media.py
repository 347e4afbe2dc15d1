"""The films, hand-outs and packages that are committed: whole, accessible, and made of their sources as they are."""

import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bin"))

from _media import captions, film, handout, packages, slides, sources, speech

FILMS, HANDOUTS = sources.films(), sources.handouts()
MOST_BYTES = 12_000_000


def name(path):
    return f"{path.parent.parent.name}-{path.parent.name}"


every_film = pytest.mark.parametrize("script", FILMS, ids=name)
every_handout = pytest.mark.parametrize("script", HANDOUTS, ids=name)


def cues_of(text):
    """Read as WebVTT is written: a head, then blocks of a line with two times and the lines that are shown."""
    head, *blocks = text.strip().split("\n\n")
    assert head == "WEBVTT"
    for block in blocks:
        times, *lines = block.split("\n")
        assert lines
        begin, end = re.fullmatch(r"(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})", times).groups()
        yield seconds_of(begin), seconds_of(end), lines


def seconds_of(clock):
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def words_of(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


# ---- Films -------------------------------------------------------------------------------------------------------


@every_film
def test_film_was_made_of_its_script_as_it_is(script):
    assert film.is_made_of(script, script.with_suffix(".mp4")), "bin/media makes it anew"


@every_film
def test_film_is_what_every_browser_plays_before_all_of_it_is_there(script):
    data = script.with_suffix(".mp4").read_bytes()

    assert data[4:8] == b"ftyp"
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"avc1" in data
    assert b"mp4a" in data


@every_film
def test_captions_follow_each_other_and_end_with_the_film(script):
    cues = list(cues_of(script.with_suffix(".vtt").read_text()))
    length = film.seconds(script.with_suffix(".mp4"))

    assert all(begin < end for begin, end, _lines in cues)
    assert all(before[1] <= after[0] for before, after in pairwise(cues))
    assert 0 <= length - cues[-1][1] <= 1


@every_film
def test_captions_are_short_enough_to_be_read(script):
    cues = list(cues_of(script.with_suffix(".vtt").read_text()))

    assert all(len(lines) <= 2 and max(map(len, lines)) <= 42 for _begin, _end, lines in cues)


@every_film
def test_captions_say_all_that_is_said(script):
    source = sources.read(script)
    narrated = " ".join(slide["narration"] for slide in source["slide"]).split()
    shown = " ".join(
        line for *_times, lines in cues_of(script.with_suffix(".vtt").read_text()) for line in lines
    )

    assert shown.split()[-len(narrated) :] == [
        word.replace("&", "&amp;").replace("<", "&lt;") for word in narrated
    ]


def test_bullet_comes_with_the_words_that_speak_of_it():
    said = [
        speech.Sentence(0, "A film.", 0.6, 1.6),
        speech.Sentence(1, "Begin with the history.", 3, 5),
        speech.Sentence(1, "Take blood cultures, then measure lactate.", 5, 9),
    ]

    states = slides.timeline([[], ["Cultures", "Lactate twice"]], said, seconds=10)

    begins, at = {}, 0
    for (_slide, bullets, _come), pictures in states:
        begins.setdefault(bullets, at / slides.PER_SECOND)
        at += pictures
    assert at == 10 * slides.PER_SECOND
    assert begins[1] == pytest.approx(5, abs=0.2)
    assert begins[2] == pytest.approx(7, abs=0.3)


def test_words_that_the_voice_reads_wrong_are_given_as_sounds():
    spoken = speech.sounded("Carbapenems, and the MIC of meropenem for microbes.")

    assert spoken == "[[k,A:b@p'En@mz]], and the [['Em'aI s'i:]] of [[m,Er@p'En@m]] for microbes."


def test_long_sentence_is_parted_after_a_comma():
    text = "Where there is shock, antimicrobials come at once, and cultures before them if that costs no time at all."

    cues = captions.cues([speech.Sentence(0, text, 2, 9)])

    assert " ".join(line for cue in cues for line in cue.lines) == text
    assert cues[0].lines[-1].endswith(",")
    assert (cues[0].begin, cues[-1].end) == (2, pytest.approx(9))


# ---- Hand-outs ---------------------------------------------------------------------------------------------------


@every_handout
def test_handout_says_what_its_source_says(script):
    assert words_of(script.with_suffix(".pdf").read_bytes()) == words_of(handout.pdf(script)), (
        "bin/media makes it"
    )


@every_handout
def test_handout_is_one_to_three_accessible_pages(script):
    path = script.with_suffix(".pdf")
    check = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", str(path)], capture_output=True, text=True, check=False
    )
    reader = PdfReader(path)

    assert check.returncode == 0, check.stdout
    assert 1 <= len(reader.pages) <= 3
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title == sources.title_of(script)
    assert "to be replaced by the directors" in " ".join(words_of(path.read_bytes())[0].split())


# ---- Packages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", packages.STANDARDS)
def test_package_is_what_its_sources_give(file):
    assert (sources.PACKAGES / file).read_bytes() == packages.package(packages.STANDARDS[file])


@pytest.mark.parametrize(
    ("file", "version"),
    [("sepsis-in-sixty-minutes-1.2.zip", "1.2"), ("sepsis-in-sixty-minutes-2004.zip", "2004 3rd Edition")],
)
def test_package_has_a_manifest_at_its_root_that_names_all_its_files(file, version):
    with zipfile.ZipFile(sources.PACKAGES / file) as archive:
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        names = set(archive.namelist())
    space = {"cp": manifest.tag[1:].partition("}")[0]}
    resource = manifest.find("cp:resources/cp:resource", space)

    assert manifest.findtext("cp:metadata/cp:schemaversion", namespaces=space) == version
    assert {entry.get("href") for entry in resource} | {"imsmanifest.xml"} == names
    assert resource.get("href") == "index.html"


# ---- All of it ---------------------------------------------------------------------------------------------------


def test_all_of_it_is_small_enough_to_live_beside_the_code():
    made = [path for path in sources.CLASSROOM.rglob("*") if path.suffix in {".mp4", ".vtt", ".pdf", ".zip"}]

    assert sum(path.stat().st_size for path in made) < MOST_BYTES
