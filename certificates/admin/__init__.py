from certificates.admin.awards import AwardAdmin
from certificates.admin.certificates import CertificateAdmin
from certificates.admin.credits import AccreditationAdmin, AccreditorAdmin
from certificates.admin.keys import SigningKeyAdmin
from certificates.admin.policy import PolicyAdmin
from certificates.admin.templates import TemplateAdmin

__all__ = [
    "AccreditationAdmin",
    "AccreditorAdmin",
    "AwardAdmin",
    "CertificateAdmin",
    "PolicyAdmin",
    "SigningKeyAdmin",
    "TemplateAdmin",
]
