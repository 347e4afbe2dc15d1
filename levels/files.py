"""Private files over HTTP: whole, or the piece a player asks for (RFC 9110, ranges of bytes).

Who may have a file was asked before. Where the storage is an S3 bucket, the answer leads to an address there that
is good for a short time: films pass the bucket's servers, not ours. PDFs are small, and pass ours.
"""

import re
from pathlib import PurePath

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, HttpResponseRedirect, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

# What may be uploaded, and what it is then said to be; nothing else is ever served.
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def serve(request, file, filename):
    """`file` as the answer to this request; `filename` is what a person who keeps it will find it under."""
    content_type = CONTENT_TYPES[PurePath(file.name).suffix.lower()]
    # PDFs are read by a script, which may fetch from nobody but us.
    if settings.S3_BUCKET and content_type != CONTENT_TYPES[".pdf"]:
        return HttpResponseRedirect(_address_in_bucket(file, content_type, filename))
    # A file is never written over: its name, which cannot be guessed, stands for what is in it.
    etag = f'"{PurePath(file.name).stem}"'
    changed_at = int(file.storage.get_modified_time(file.name).timestamp())
    headers = {
        "Content-Type": content_type,
        "Content-Disposition": _disposition(filename),
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Last-Modified": http_date(changed_at),
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
    }
    unchanged = get_conditional_response(request, etag=etag, last_modified=changed_at)
    if unchanged is not None and isinstance(unchanged, HttpResponseNotModified):
        return HttpResponseNotModified(headers=_without_body(headers))
    return _answer(request, file, headers, etag, changed_at)


def _answer(request, file, headers, etag, changed_at):
    size = file.size
    piece = _asked_for(request, size) if _is_still(request, etag, changed_at) else None
    if piece == ():
        return HttpResponse(status=416, headers=_without_body(headers) | {"Content-Range": f"bytes */{size}"})
    first, last = piece or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if piece:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    body = () if request.method == "HEAD" else _read(file, first, last)
    return StreamingHttpResponse(body, status=206 if piece else 200, headers=headers)


def _asked_for(request, size):
    """(first, last) byte; None: all of it; (): a piece that is not there.

    Several pieces at once, and whatever is no range, are answered with the whole, as the standard allows.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip()) if request.method == "GET" else None
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        length = min(int(last), size)
        return (size - length, size - 1) if length else ()
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    return (start, end) if start < size else ()


def _is_still(request, etag, changed_at):
    """May a piece be sent? Not where the browser holds the beginning of another version (If-Range)."""
    known = request.headers.get("If-Range")
    return known is None or known == etag or parse_http_date_safe(known) == changed_at


def _read(file, first, last):
    """The bytes, piece by piece; the file is opened when the first is wanted, and closed in any case."""
    with file.storage.open(file.name, "rb") as source:
        source.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := source.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _without_body(headers):
    return {name: value for name, value in headers.items() if name != "Content-Type"}


def _disposition(filename):
    """Names here are slugs: nothing in them needs escaping."""
    return f'inline; filename="{filename}"'


def _address_in_bucket(file, content_type, filename):
    parameters = {
        "ResponseContentType": content_type,
        "ResponseContentDisposition": _disposition(filename),
    }
    return file.storage.url(file.name, parameters=parameters)
