"""What we can say of a file from its fingerprint and the numbers it names."""

from dataclasses import dataclass
from enum import StrEnum

from certificates.models import Certificate, Rendition


class Verdict(StrEnum):
    OURS = "ours"  # byte for byte
    CHANGED = "changed"  # it names one of ours, and is no file that we issued
    SEVERAL = "several"  # it names several of ours: a list of them, perhaps
    STRANGE = "strange"  # nothing of ours


@dataclass(frozen=True)
class Answer:
    """`certificate` and what hangs on it are fetched along, ready to be shown."""

    verdict: Verdict
    certificate: Certificate | None = None
    rendition: Rendition | None = None
    several: tuple[Certificate, ...] = ()
    unknown: tuple[str, ...] = ()


def shown():
    """Certificates with all that the public check shows: three queries, however many credits and PDFs they have."""
    return (
        Certificate.objects.select_related("replacement", "replaces")
        .prefetch_related("credits", "renditions")
        .order_by("pk")
    )


def of_file(*, sha256, numbers):
    """The `Answer` about a file that nobody has shown us, but for its fingerprint and the numbers it names."""
    certificate = shown().filter(renditions__sha256=sha256).first()
    if certificate:
        [rendition] = [one for one in certificate.renditions.all() if one.sha256 == sha256]
        return Answer(Verdict.OURS, certificate, rendition)
    named = list(shown().filter(number__in=numbers)) if numbers else []
    if len(named) == 1:
        return Answer(Verdict.CHANGED, named[0])
    if named:
        return Answer(Verdict.SEVERAL, several=tuple(named))
    return Answer(Verdict.STRANGE, unknown=tuple(numbers))
