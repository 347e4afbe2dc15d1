from certificates.models.awards import Award
from certificates.models.certificates import Certificate, Kind
from certificates.models.credits import Accreditation, AccreditationState, Accreditor, Credit, Form
from certificates.models.keys import Purpose, SigningKey
from certificates.models.marks import Mark
from certificates.models.policies import Policy
from certificates.models.renditions import Language, Rendition
from certificates.models.templates import Template

__all__ = [
    "Accreditation",
    "AccreditationState",
    "Accreditor",
    "Award",
    "Certificate",
    "Credit",
    "Form",
    "Kind",
    "Language",
    "Mark",
    "Policy",
    "Purpose",
    "Rendition",
    "SigningKey",
    "Template",
]
