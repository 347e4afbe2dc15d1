import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from levels.packages import zips
from levels.packages.errors import BadPackage
from levels.packages.manifest import parts_of, read
from levels.tests.packing import MANIFEST_12, MANIFEST_2004, lesson_12, lesson_2004, packed


def refused(file):
    with pytest.raises(BadPackage) as caught:
        zips.look_through(file)
    return str(caught.value)


def test_a_package_of_scorm_1_2_says_what_it_is():
    manifest, members = zips.look_through(lesson_12())
    assert (manifest.standard, manifest.title, manifest.entry) == (
        "1.2",
        "Sepsis in sixty minutes",
        "index.html",
    )
    assert (manifest.pass_mark, manifest.launch_data) == (8000, "ward=3")
    assert [member.filename for member in members] == ["imsmanifest.xml", "index.html"]


def test_a_package_of_scorm_2004_says_what_it_is():
    manifest, _members = zips.look_through(lesson_2004())
    assert (manifest.standard, manifest.pass_mark) == ("2004", 8000)
    assert manifest.entry == "lesson/start%20here.html?unit=2"
    assert parts_of(manifest.entry) == ("lesson/start here.html", "?unit=2")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("../outside.html", "outside of its folder"),
        ("a/../../outside.html", "outside of its folder"),
        ("/etc/passwd.txt", "outside of its folder"),
        ("C:/windows.txt", "outside of its folder"),
        ("a\\..\\b.html", "outside of its folder"),
        ("run.exe", "no place in a lesson"),
        ("page.php", "no place in a lesson"),
        ("INDEX.html", "twice"),
    ],
)
def test_a_hostile_file_in_a_package_is_named(name, part):
    text = refused(lesson_12((name, "x")))
    assert part in text
    assert name.replace("\\", "/") in text.replace("\\", "/")


def test_a_link_to_another_file_is_refused():
    link = zipfile.ZipInfo("link.html")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "a link to another file" in refused(lesson_12((link, "/etc/passwd")))


def test_a_bomb_is_refused_before_it_is_unpacked():
    text = refused(lesson_12(("zeros.txt", b"\0" * 40_000_000)))
    assert "more than a lesson needs" in text


def test_a_package_of_too_many_files_is_refused():
    many = [(f"{number}.txt", "") for number in range(5001)]
    assert "at most 5000 are accepted" in refused(lesson_12(*many))


def test_a_zip_cut_short_is_refused():
    whole = lesson_12().read()
    assert "cut short" in refused(SimpleUploadedFile("half.zip", whole[: len(whole) // 2]))
    assert "cut short" in refused(SimpleUploadedFile("none.zip", b"not a zip at all"))


def test_a_damaged_file_in_the_zip_is_named():
    whole = bytearray(
        packed([("imsmanifest.xml", MANIFEST_12), ("index.html", "<p>A lesson</p>" * 9)]).read()
    )
    at = whole.index(b"index.html") + len("index.html") + 8
    whole[at : at + 4] = b"\xff\xff\xff\xff"
    assert refused(SimpleUploadedFile("broken.zip", bytes(whole)))


def test_a_zip_without_manifest_is_no_package():
    assert "not a SCORM package" in refused(packed([("index.html", "x")]))


def test_a_zipped_folder_is_told_from_a_package():
    text = refused(packed([("lesson/imsmanifest.xml", MANIFEST_12), ("lesson/index.html", "x")]))
    assert "Zip the content of that folder" in text


def test_a_package_whose_first_page_is_missing_is_refused():
    assert "“index.html” is not in the package" in refused(packed([("imsmanifest.xml", MANIFEST_12)]))


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("1.2</schemaversion>", "9</schemaversion>", "“9”"),
        ("<schemaversion>1.2</schemaversion>", "", "does not say which SCORM"),
        ('identifierref="r"', 'identifierref="other"', "no page to start with"),
        ('href="index.html">', 'href="https://elsewhere.example/">', "outside of itself"),
        ("</manifest>", "", "cannot be read"),
        ("<manifest ", '<!DOCTYPE m [<!ENTITY a "b">]><manifest ', "document type"),
        ("</organization>", '<item identifierref="r"><title>B</title></item></organization>', "2 parts"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_why(old, new, part):
    assert old in MANIFEST_12
    with pytest.raises(BadPackage, match=part):
        read(MANIFEST_12.replace(old, new, 1).encode())


def test_litter_of_operating_systems_is_left_out():
    _manifest, members = zips.look_through(lesson_12(("__MACOSX/._index.html", "x"), ("Thumbs.db", "x")))
    wanted = [member.filename for member in members if zips.is_wanted(member)]
    assert wanted == ["imsmanifest.xml", "index.html"]


def test_the_manifest_of_2004_has_no_pass_mark_without_a_measure():
    bare = MANIFEST_2004.replace("minNormalizedMeasure", "other")
    assert read(bare.encode()).pass_mark is None
