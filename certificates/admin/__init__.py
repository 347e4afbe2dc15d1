from certificates.admin.certificates import CertificateAdmin
from certificates.admin.keys import SigningKeyAdmin

__all__ = ["CertificateAdmin", "SigningKeyAdmin"]
