"""What a phone sees of the QR code on the page, compared point by point; and where it leads."""

import fitz
import pytest
import segno
from django.conf import settings
from django.urls import reverse

from certificates import tasks
from certificates.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db
DARK = 128


def seen(pdf, size):
    """The code as it is drawn on the page: rows of 0 and 1, seen at the middle of each point."""
    page = fitz.open(stream=pdf, filetype="pdf")[0]
    picture = page.get_pixmap(dpi=600, colorspace=fitz.csGRAY, clip=_where(page))
    at = [(2 * place + 1) / (2 * size) for place in range(size)]
    return [
        [int(picture.pixel(int(x * picture.width), int(y * picture.height))[0] < DARK) for x in at]
        for y in at
    ]


def _where(page):
    """What is drawn with the most lines: a line for each run of points, as wide as a point is."""
    code = max(page.get_drawings(), key=lambda drawing: len(drawing["items"]))
    half = code["width"] / 2
    return code["rect"] + (0, -half, 0, half)


def test_the_code_on_the_page_leads_to_the_public_check(client):
    certificate = CertificateFactory()
    tasks.render(certificate.pk)
    address = settings.SITE_URL + reverse("certificates:verified", args=[certificate.number])
    code = segno.make(address, error="m", micro=False, mask=3)
    with certificate.renditions.get().file.open("rb") as file:
        pdf = file.read()

    drawn = seen(pdf, code.symbol_size(border=0)[0])

    assert drawn == [list(row) for row in code.matrix]
    assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200
