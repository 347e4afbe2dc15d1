"""Made-up certificates, to see what a template looks like."""

from datetime import UTC, date, datetime

from certificates.models import Certificate, Credit, Kind

PATHWAY = "Sepsis, Severe Infections and Stewardship pathway 2026–2027"
TITLES = {
    Kind.ATTENDANCE: "Level 1 live event: Foundations in Sepsis and Severe Infections",
    Kind.LEVEL: "Level 1: Foundations in Sepsis and Severe Infections",
    Kind.PATHWAY: PATHWAY,
    Kind.FACULTY: "Masterclass: Haemodynamics in septic shock",
    Kind.AMBASSADOR: "Recognising sepsis on the ward: a day for nurses",
    Kind.FELLOWSHIP: "Observership in intensive care, University Hospital",
    Kind.CASE_AUTHOR: "Necrotising fasciitis after chickenpox",
    Kind.CASE_REVIEWER: "Necrotising fasciitis after chickenpox",
}
ROLES = {Kind.FACULTY: "Speaker", Kind.AMBASSADOR: "Ambassador"}
UNTIMED = (Kind.CASE_AUTHOR, Kind.CASE_REVIEWER)
CREDITED = (Kind.ATTENDANCE, Kind.LEVEL)


def certificate(template, kind):
    """An unsaved one, as full as those of this kind usually are."""
    untimed = kind in UNTIMED
    return Certificate(
        number="SP-0000-0000-0",
        template=template,
        kind=kind,
        holder_name="Dr Zofia Żółć-Ștefănescu",
        title=TITLES[kind],
        programme="" if kind == Kind.PATHWAY else PATHWAY,
        role=ROLES.get(kind, ""),
        first_day=date(2026, 5, 6),
        last_day=date(2026, 5, 6 if untimed else 8),
        place="" if untimed or kind in (Kind.LEVEL, Kind.PATHWAY) else "Poznań",
        minutes=0 if untimed else 345,
        score=8250 if kind in (Kind.LEVEL, Kind.PATHWAY) else None,
        signatory_name="Prof. Made Up",
        signatory_post="Director of nothing",
        issued_at=datetime(2026, 5, 9, 12, tzinfo=UTC),
    )


def credits(kind):
    """As stated by an accreditor that there is not."""
    if kind not in CREDITED:
        return []
    return [
        Credit(
            accreditor="Accreditation Council of Nowhere",
            number="LEE-0000",
            unit="credits",
            amount=575,
            statement="This is where the accreditor says, in the only words it allows, what was accredited and for how much. "
            "Each physician should claim only the hours actually spent in the activity.",
        )
    ]
