from certificates.admin.certificates import CertificateAdmin
from certificates.admin.credits import AccreditationAdmin, AccreditorAdmin
from certificates.admin.keys import SigningKeyAdmin
from certificates.admin.templates import TemplateAdmin

__all__ = ["AccreditationAdmin", "AccreditorAdmin", "CertificateAdmin", "SigningKeyAdmin", "TemplateAdmin"]
