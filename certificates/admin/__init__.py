from certificates.admin.certificates import CertificateAdmin

__all__ = ["CertificateAdmin"]
