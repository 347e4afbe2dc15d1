"""What is held about a person's certificates."""

from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from certificates.document import printing
from certificates.models import Award, Certificate, Rendition, Template


def register_holdings():
    register(
        Holding(
            model="certificates.Certificate",
            title=_("Certificates"),
            export=export,
            erase=erase,
            files=files,
            kept=_(
                "Certificates that are out stay valid for good, with the name, title, dates, hours and credits printed "
                "on them: whoever has the number can still see that yours is genuine. They are no longer tied to an "
                "account, so nobody can send, correct or replace them any more. Download your PDFs and badges before."
            ),
        )
    )

    register(
        Holding(
            model="certificates.Award",
            title=_("What you have earned, and when it is issued"),
            export=export_awards,
            erase=erase_awards,
            kept=_(
                "What a certificate rests on, without your name. What you have earned and was not issued yet is "
                "forgotten: have it issued before, if you want it."
            ),
        )
    )
    register(
        Holding(
            model="certificates.Template",
            title=_("Templates of certificates you published"),
            export=export_templates,
            erase=lambda user: Template.objects.filter(published_by=user).update(published_by=None),
        )
    )


def export_awards(user):
    for award in Award.objects.filter(holder=user).order_by("earned_at"):
        yield {
            "source": award.source,
            "kind": award.kind,
            "facts": award.facts,
            "earned": award.earned_at.isoformat(),
            "to_be_issued": award.due_at.isoformat(),
            "issued": award.issued_at and award.issued_at.isoformat(),
            "no_longer_earned": award.lapsed_because,
            "kept_all_the_same": award.kept_because,
        }


def erase_awards(user):
    """What is not issued yet is forgotten; what certificates rest on stays, tied to nobody."""
    Award.objects.filter(holder=user).pending().delete()
    Award.objects.filter(holder=user).update(holder=None)


def export_templates(user):
    for template in Template.objects.filter(published_by=user):
        yield {"version": template.number, "published": template.published_at.isoformat()}


def export(user):
    for certificate in (
        Certificate.objects.filter(holder=user).prefetch_related("credits").order_by("issued_at")
    ):
        yield {
            "number": certificate.number,
            "kind": certificate.kind,
            "name": certificate.holder_name,
            "title": certificate.title,
            "programme": certificate.programme,
            "dates": certificate.dates,
            "place": certificate.place,
            "minutes": certificate.minutes,
            "signed_by": certificate.signatory_name,
            "issued": certificate.issued_at.isoformat(),
            "edition": certificate.edition,
            "replaced": certificate.is_replaced,
            "revoked": certificate.revoked_at.isoformat() if certificate.revoked_at else None,
            "revocation_reason": certificate.revocation_reason,
            "credits": [_exported(credit) for credit in certificate.credits.all()],
        }


def _exported(credit):
    return {
        "accreditor": credit.accreditor,
        "number": credit.number,
        "hundredths": credit.amount,
        "unit": credit.unit,
        "minutes": credit.minutes,
        "earned": credit.earned_on.isoformat(),
        "statement": credit.statement,
    }


def files(user):
    for rendition in Rendition.objects.filter(certificate__holder=user).select_related("certificate"):
        with suppress(printing.FileLost):
            yield f"certificates/{rendition}.pdf".replace(" ", "-"), printing.open_file(rendition)


def erase(user):
    """Whatever is being issued to this person right now is waited for, and let go of as well."""
    list(Award.objects.filter(holder=user).select_for_update().order_by("pk").values_list("pk"))
    Certificate.objects.filter(holder=user).update(holder=None)
