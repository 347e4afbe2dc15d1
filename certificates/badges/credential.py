"""What a badge says: the certificate, in the words of Open Badges 3.0. English, like every number and date in it."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import dateformat, translation
from django.utils.crypto import salted_hmac
from openbadgeslib.ob3 import Achievement, IdentityObject, OpenBadgeCredential, Result, ResultDescription

from certificates.badges import identity, status
from certificates.durations import duration
from certificates.models import Kind

# As IMS names kinds of achievements.
TYPES = {
    Kind.ATTENDANCE: "Certificate",
    Kind.LEVEL: "CertificateOfCompletion",
    Kind.PATHWAY: "CertificateOfCompletion",
    Kind.FACULTY: "Achievement",
    Kind.AMBASSADOR: "Achievement",
    Kind.FELLOWSHIP: "Fieldwork",
    Kind.CASE_AUTHOR: "Achievement",
    Kind.CASE_REVIEWER: "Achievement",
}
CRITERIA = {
    Kind.ATTENDANCE: "Attended. Attendance is recorded session by session, and only recorded minutes count.",
    Kind.LEVEL: "Completed every requirement of this level: e-learning, assessments and events.",
    Kind.PATHWAY: "Completed all levels of the pathway.",
    Kind.FACULTY: "Taught at this event.",
    Kind.AMBASSADOR: "Taught as an ambassador of a national hub.",
    Kind.FELLOWSHIP: "Completed the fellowship at its host centre.",
    Kind.CASE_AUTHOR: "Wrote a clinical case that was published after review.",
    Kind.CASE_REVIEWER: "Reviewed a clinical case.",
}


@dataclass
class Badge(OpenBadgeCredential):
    """With the members of the standard that openbadgeslib does not know."""

    description: str = ""
    role: str = ""

    def to_vc(self):
        credential = super().to_vc()
        credential["description"] = self.description
        if self.role:
            credential["credentialSubject"]["role"] = self.role
        return credential


def of(certificate):
    """The unsigned `Badge` of a certificate, whose holder and credits were fetched along."""
    lines = _credits(certificate)
    return Badge(
        id=identity.address("verified", certificate.number),
        issuer=identity.issuer(),
        name=certificate.title,
        description=_description(certificate),
        issuance_date=certificate.issued_at,
        recipient_id=_urn(f"award {certificate.award_id}"),
        identifiers=_identifiers(certificate),
        role=certificate.role,
        achievement=_achievement(certificate, lines),
        credits_earned=lines[0].amount / 100 if len(lines) == 1 else None,
        results=[
            Result(value=value, result_description=urn)
            for urn, _name, _kind, value in _results(certificate, lines)
        ],
        credential_status=[status.entry(certificate)],
    )


def _achievement(certificate, lines):
    """The same for all who were given the same; nothing personal is in its name."""
    return Achievement(
        id=_urn(_what_is_printed(certificate)),
        name=certificate.title,
        description=_description(certificate),
        criteria_narrative=_criteria(certificate),
        image_url=identity.address("badge_picture", certificate.kind),
        achievement_type=TYPES[certificate.kind],
        result_descriptions=[
            ResultDescription(
                id=urn,
                name=name,
                result_type=kind,
                **({"value_min": "0", "value_max": "100"} if kind == "Percent" else {}),
            )
            for urn, name, kind, _value in _results(certificate, lines)
        ],
    )


def _identifiers(certificate):
    """The name in plain words, as on the certificate; the address of an account that is still there only as a hash."""
    found = [IdentityObject(identity_type="name", hashed=False, identity_hash=certificate.holder_name)]
    if certificate.holder:
        salt = salted_hmac("badge-email", certificate.number, algorithm="sha256").hexdigest()[:32]
        found.append(IdentityObject.create(certificate.holder.email.lower(), salt))
    return found


def _results(certificate, lines):
    """(name in RDF, name, type, value) of the score, and of credits, each with its unit and its accreditor."""
    if certificate.score is not None:
        urn = _urn(f"{_what_is_printed(certificate)} score")
        yield urn, "Score in the assessment", "Percent", _hundredths(certificate.score)
    for line in lines:
        urn = _urn(f"{_what_is_printed(certificate)} credits {line.accreditation_id}")
        yield urn, f"{line.unit} ({line.accreditor}, {line.number})", "Result", _hundredths(line.amount)


def _credits(certificate):
    return sorted(certificate.credits.all(), key=lambda line: line.pk)


def _description(certificate):
    with translation.override("en"):
        parts = [str(Kind(certificate.kind).label), certificate.title, certificate.programme]
    return ". ".join(part for part in [*parts, _days(certificate), certificate.place] if part)


def _criteria(certificate):
    said = [CRITERIA[certificate.kind]]
    if certificate.minutes:
        said.append(f"Time counted: {duration(certificate.minutes)}.")
    said += [line.statement for line in _credits(certificate)]
    return "\n\n".join(said)


def _days(certificate):
    if certificate.first_day is None:
        return certificate.dates
    with translation.override("en"):
        days = [dateformat.format(day, "j F Y") for day in (certificate.first_day, certificate.last_day)]
    return " to ".join(dict.fromkeys(days))


def _what_is_printed(certificate):
    parts = [certificate.kind, certificate.title, certificate.programme, _days(certificate)]
    return "achievement " + "\n".join(parts)


def _urn(name):
    """Always the same for the same on this portal, and nothing can be read from it."""
    return uuid5(NAMESPACE_URL, f"{settings.SITE_URL} {name}").urn


def _hundredths(amount):
    return f"{amount / 100:.2f}".rstrip("0").rstrip(".")
