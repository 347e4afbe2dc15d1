"""SCORM packages for tests, made file by file."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

MANIFEST_12 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>Whole</title>
    <item identifier="i" identifierref="r"><title>Sepsis in sixty minutes</title>
      <adlcp:masteryscore>80</adlcp:masteryscore><adlcp:datafromlms>ward=3</adlcp:datafromlms></item>
  </organization></organizations>
  <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="index.html">
    <file href="index.html"/></resource></resources>
</manifest>"""

MANIFEST_2004 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 3rd Edition</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>Whole</title>
    <item identifier="i" identifierref="r" parameters="?unit=2"><title>Sepsis in sixty minutes</title>
      <imsss:sequencing><imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true">
        <imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>
      </imsss:primaryObjective></imsss:objectives></imsss:sequencing></item>
  </organization></organizations>
  <resources xml:base="lesson/"><resource identifier="r" type="webcontent" adlcp:scormType="sco"
    href="start%20here.html"/></resources>
</manifest>"""


def packed(files, name="lesson.zip"):
    """An uploaded zip of `files`: pairs of a name (or ZipInfo) and a text."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in files:
            archive.writestr(member, text)
    return SimpleUploadedFile(name, file.getvalue(), content_type="application/zip")


def lesson_12(*more):
    return packed([("imsmanifest.xml", MANIFEST_12), ("index.html", "<p>A lesson</p>"), *more])


def lesson_2004():
    return packed([("imsmanifest.xml", MANIFEST_2004), ("lesson/start here.html", "<p>A lesson</p>")])
