"""One lesson as a SCORM 1.2 and as a SCORM 2004 package: the same pages, with the names of each standard."""

import io
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LESSON = HERE / "lesson"
STANDARDS = {
    "sepsis-in-sixty-minutes-1.2.zip": HERE / "scorm12",
    "sepsis-in-sixty-minutes-2004.zip": HERE / "scorm2004",
}
# The earliest that a zip can say: the bytes must not tell when somebody made it.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def package(standard):
    """The bytes of the package of the folder `standard`: not compressed, so they are the same on each machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted([*LESSON.iterdir(), *standard.iterdir()], key=lambda path: path.name):
            entry = zipfile.ZipInfo(path.name, LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
