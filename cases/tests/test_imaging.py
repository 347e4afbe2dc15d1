"""Every picture that is taken loses all but its pixels; everything else is refused in words."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from cases import imaging

SECRET = "Jadwiga Kowalska 12.03.1951"


def upload(data, name="picture.png"):
    return SimpleUploadedFile(name, data)


def drawn(size=(120, 90)):
    picture = Image.new("RGB", size, "navy")
    picture.paste("white", (0, 0, 40, 30))
    return picture


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, format=kind, **options)
    return file.getvalue()


def exif_with_gps():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET
    exif[ExifTags.Base.ImageDescription] = SECRET
    exif[ExifTags.Base.DateTime] = "2025:03:12 10:00:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (50.0, 3.0, 41.0)
    return exif


def segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(*segments, tail=b""):
    plain = saved(drawn(), "JPEG")
    return plain[:2] + b"".join(segments) + plain[2:] + tail


def png_chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with_text():
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", SECRET)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    return saved(drawn(), "PNG", pnginfo=info, exif=exif_with_gps())


XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode())
IPTC = segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 40) + SECRET.encode().ljust(40))
COMMENT = segment(0xFE, SECRET.encode())
FILES = {
    "EXIF and GPS": (lambda: saved(drawn(), "JPEG", exif=exif_with_gps()), {"place", "camera"}),
    "XMP": (lambda: jpeg_with(XMP), {"description"}),
    "IPTC": (lambda: jpeg_with(IPTC), {"description"}),
    "comment": (lambda: jpeg_with(COMMENT), {"text"}),
    "a file behind it": (lambda: jpeg_with(tail=b"PK\3\4" + SECRET.encode()), {"more"}),
    "text chunks": (png_with_text, {"place", "camera", "description", "text"}),
    "own chunks": (
        lambda: saved(drawn(), "PNG").replace(
            b"\0\0\0\0IEND", png_chunk(b"prVt", SECRET.encode()) + b"\0\0\0\0IEND"
        ),
        set(),
    ),
    "a profile": (
        lambda: saved(
            drawn(), "PNG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        ),
        {"profile"},
    ),
    "nothing": (lambda: saved(drawn(), "PNG"), set()),
}


@pytest.mark.parametrize("name", FILES)
def test_a_picture_loses_all_but_its_pixels(name):
    make, removed = FILES[name]
    raw = make()
    cleaned = imaging.clean(upload(raw))

    assert set(cleaned.removed) == removed
    assert all(imaging.words_for(cleaned.removed))
    for part in (SECRET, "Jadwiga", "Kowalska"):
        assert part.encode() not in cleaned.data
    picture = Image.open(io.BytesIO(cleaned.data))
    assert not picture.getexif()
    assert not {"exif", "xmp", "photoshop", "comment", "icc_profile", "XML:com.adobe.xmp"} & set(picture.info)
    assert not getattr(picture, "text", {})
    assert picture.size == (120, 90) == (cleaned.width, cleaned.height)
    assert (cleaned.mime, cleaned.extension) == imaging.TYPES[picture.format]


def test_the_pixels_stay():
    picture = Image.new("RGB", (100, 80), "navy")
    picture.putpixel((3, 5), (250, 1, 2))
    cleaned = imaging.clean(upload(saved(picture, "PNG")))
    assert Image.open(io.BytesIO(cleaned.data)).convert("RGB").getpixel((3, 5)) == (250, 1, 2)


def test_a_picture_stands_as_the_camera_was_held():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    cleaned = imaging.clean(upload(saved(drawn((120, 90)), "JPEG", exif=exif)))
    assert (cleaned.width, cleaned.height) == (90, 120)


def test_a_large_picture_becomes_as_large_as_a_screen():
    cleaned = imaging.clean(upload(saved(Image.new("L", (5000, 2500)), "PNG")))
    assert (cleaned.width, cleaned.height) == (2400, 1200)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_seen(mode):
    cleaned = imaging.clean(upload(saved(Image.new(mode, (80, 80)), "PNG")))
    assert Image.open(io.BytesIO(cleaned.data)).mode in ("L", "RGB")


def test_sixteen_bits_keep_their_shades():
    picture = Image.new("I;16", (80, 80), 32768)
    cleaned = imaging.clean(upload(saved(picture, "PNG")))
    assert Image.open(io.BytesIO(cleaned.data)).getpixel((0, 0)) == 128


def test_the_colours_of_print_become_those_of_a_screen():
    cleaned = imaging.clean(upload(saved(Image.new("CMYK", (80, 80)), "JPEG")))
    assert Image.open(io.BytesIO(cleaned.data)).mode == "RGB"


def moving_png():
    return saved(drawn(), "PNG", save_all=True, append_images=[Image.new("RGB", (120, 90), "red")])


REFUSED = {
    "DICOM": (b"\0" * 128 + b"DICM" + b"\0" * 50, "scan.dcm", "dicom", "Export the image"),
    "DICOM by name": (b"\0" * 300, "scan.DCM", "dicom", "patient data and overlays switched off"),
    "GIF": (saved(Image.new("P", (80, 80)), "GIF"), "a.png", "kind", "a GIF file"),
    "WebP": (saved(drawn(), "WEBP"), "a.jpg", "kind", "a WebP file"),
    "TIFF": (saved(drawn(), "TIFF"), "a.tif", "kind", "a TIFF file"),
    "HEIC": (b"\0\0\0\x18ftypheic" + b"\0" * 50, "a.heic", "kind", "a HEIC file"),
    "SVG": (b'<?xml version="1.0"?><svg onload="alert(1)"></svg>', "a.png", "kind", "a SVG file"),
    "PDF": (b"%PDF-1.7 ...", "a.png", "kind", "a PDF file"),
    "Word": (b"PK\3\4" + b"\0" * 50, "consent.docx", "kind", "Word"),
    "text": (b"hello", "a.png", "kind", "no PNG or JPEG"),
    "nothing": (b"", "a.png", "kind", "no PNG or JPEG"),
    "half a picture": (saved(drawn(), "PNG")[:60], "a.png", "broken", "cannot be read"),
    "a JPEG that is none": (b"\xff\xd8\xff" + b"<script>" * 20, "a.jpg", "broken", "cannot be read"),
    "a moving picture": (moving_png(), "a.png", "moving", "moves"),
    "a dot": (saved(Image.new("RGB", (10, 10)), "PNG"), "a.png", "small", "too small"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused_in_words(name):
    data, file_name, code, words = REFUSED[name]
    with pytest.raises(ValidationError, match=words) as caught:
        imaging.clean(upload(data, file_name))
    assert caught.value.code == code


def test_too_large_a_file_is_not_even_read():
    file = upload(b"")
    file.size = imaging.MOST_BYTES + 1
    with pytest.raises(ValidationError, match="10 MB"):
        imaging.clean(file)


def test_a_small_file_with_endless_pixels_is_refused():
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    bomb = imaging.PNG_START + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", b"") + png_chunk(b"IEND", b"")
    with pytest.raises(ValidationError):
        imaging.clean(upload(bomb))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_was_only_made_invisible_is_gone(mode):
    """A name that was erased in an editor is still there behind full transparency."""
    picture = drawn().convert(mode)
    picture.putalpha(0)
    seen = Image.open(io.BytesIO(imaging.clean(upload(saved(picture, "PNG"))).data)).convert("RGB")
    assert seen.getcolors() == [(120 * 90, (255, 255, 255))]
