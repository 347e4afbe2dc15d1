"""Files that are looked at once and kept nowhere, not even for a moment on disk."""

from django.core.files.uploadhandler import MemoryFileUploadHandler

MOST_BYTES = 5 * 1024 * 1024
# Of the form around the file: its boundaries and its token.
AROUND = 16 * 1024


class InMemory(MemoryFileUploadHandler):
    """Takes a file of any size into memory. Only for requests that `is_too_large` has let pass."""

    def handle_raw_input(self, *args, **kwargs):
        self.activated = True


def is_too_large(request):
    """By what the request says about itself, before a byte of it is read: no server reads further than that."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + AROUND
