"""What is held about a person's certificates."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from certificates.models import Certificate


def register_holdings():
    register(
        Holding(
            model="certificates.Certificate",
            title=_("Certificates"),
            export=export,
            erase=erase,
            files=files,
            kept=_(
                "Certificates stay valid, with the name, event, dates and hours printed on them, so that whoever "
                "holds one can still show that it is genuine. They are no longer tied to your account."
            ),
        )
    )


def export(user):
    for certificate in Certificate.objects.filter(holder=user).order_by("issued_at"):
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
            "revoked": certificate.revoked_at.isoformat() if certificate.revoked_at else None,
            "revocation_reason": certificate.revocation_reason,
        }


def files(user):
    for certificate in Certificate.objects.filter(holder=user).exclude(pdf=""):
        yield f"certificates/{certificate.number}.pdf", certificate.pdf.open("rb")


def erase(user):
    Certificate.objects.filter(holder=user).update(holder=None)
