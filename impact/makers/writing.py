"""From a document to the bytes of its file."""

from impact.documents import pdf, xlsx


def write(document, extension):
    return (xlsx if extension == "xlsx" else pdf).render(document)
