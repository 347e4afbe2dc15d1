"""Small films and hand-outs, made byte by byte."""

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def box(kind, content=b""):
    return (len(content) + 8).to_bytes(4) + kind + content


def mp4(seconds=90, scale=1000, *, wide=False, header_last=True):
    """An MP4 whose header says how long it is; there is nothing to see in it."""
    if wide:
        times = bytes(16) + scale.to_bytes(4) + (seconds * scale).to_bytes(8)
    else:
        times = bytes(8) + scale.to_bytes(4) + (seconds * scale).to_bytes(4)
    mvhd = box(b"mvhd", (b"\x01" if wide else b"\x00") + bytes(3) + times + bytes(80))
    moov, mdat = box(b"moov", box(b"udta") + mvhd), box(b"mdat", bytes(5000))
    return box(b"ftyp", b"isom\x00\x00\x02\x00isommp41") + (mdat + moov if header_last else moov + mdat)


WEBM = b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm" + bytes(200)


def pdf(pages=2, password=None, script=None, attached=None, launch=None):
    """`script` runs, and `launch` starts a program, when it is opened."""
    writer, made = PdfWriter(), BytesIO()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    if attached:
        writer.add_attachment("tool.exe", attached)
    for kind, key, text in (("/JavaScript", "/JS", script), ("/Launch", "/F", launch)):
        if text:
            action = {NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject(text)}
            writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()
