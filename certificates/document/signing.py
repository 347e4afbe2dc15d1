"""Signing PDFs: PAdES B-B (ETSI EN 319 142-1), by pyHanko, with the key of this installation.

The same PDF, time and key give the same bytes: RSA with PKCS#1 v1.5 draws nothing at random, and what pyHanko would
(the identifier of the document, the day of its last change) follows from the PDF here. There is no time-stamp of a
third party: that could never be had again.
"""

import io
from functools import lru_cache
from hashlib import sha256

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

DIGEST = "sha256"
FIELD = "Signature"


def sign(pdf, *, at, key):
    """The PDF, signed with this `keys.Key`. `at` is written into it as the time of signing."""
    signer = _signer(key.private, key.certificate, key.chain)
    steps = PdfCMSEmbedder(_field(signer)).write_cms(FIELD, _Writer(io.BytesIO(pdf)))
    next(steps)
    placeholder = SignatureObject(
        # A key that is younger than the certificate cannot have signed before it was made.
        timestamp=max(at, key.certificate.not_valid_before_utc),
        subfilter=fields.SigSeedSubFilter.PADES,
        name=signer.subject_name,
        # Hexadecimal digits. What is neither key nor certificates takes less than 2,000 bytes.
        bytes_reserved=2 * (2000 + signer.room),
    )
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, signed = steps.send(SigIOSetup(md_algorithm=DIGEST))
    steps.send(signer.over(prepared.document_digest).dump())
    return signed.getvalue()


def _field(signer):
    """It is not seen, and so has to be hidden from those who listen, too (PDF/UA-1, 7.18.1)."""
    return fields.SigFieldSpec(
        FIELD,
        readable_field_name=f"Digital signature of {signer.subject_name}",
        invis_sig_settings=fields.InvisSigSettings(set_hidden_flag=True),
    )


@lru_cache(maxsize=4)
def _signer(private, certificate, chain):
    return _Signer(private, certificate, chain)


class _Signer(signers.Signer):
    """Signs with a key that is open already: pyHanko's own reads it again, for 0.3 s, each time."""

    def __init__(self, private, certificate, chain):
        own, *chain = [
            asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (certificate, *chain)
        ]
        super().__init__(
            signing_cert=own,
            cert_registry=SimpleCertificateStore.from_certs(chain),
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        )
        self.key = private
        self.room = private.key_size // 8 + sum(len(one.dump()) for one in (own, *chain))
        fixed = [
            simple_cms_attribute("content_type", "data"),
            simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(own)),
            simple_cms_attribute(
                "cms_algorithm_protection",
                cms.CMSAlgorithmProtection(
                    {
                        "digest_algorithm": algos.DigestAlgorithm({"algorithm": DIGEST}),
                        "signature_algorithm": self.signature_mechanism,
                    }
                ),
            ),
        ]
        # As bytes: what was put together is put together again by each signature, for 7 ms; what was read is not.
        self.fixed_attributes = [attribute.dump() for attribute in fixed]

    def over(self, digest):
        """The signature (CMS) over this digest of a document."""
        attributes = [cms.CMSAttribute.load(attribute) for attribute in self.fixed_attributes]
        attributes.append(simple_cms_attribute("message_digest", digest))
        attributes = cms.CMSAttributes.load(cms.CMSAttributes(attributes).dump())
        signing = self.async_sign_prescribed_attributes(DIGEST, attributes)
        # It awaits nothing but the two methods below, and so needs no event loop.
        try:
            signing.send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError("pyHanko waited for something")

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        return self.key.sign(data, PKCS1v15(), hashes.SHA256())

    async def unsigned_attrs(self, *args, **kwargs):
        return None


class _Writer(IncrementalPdfFileWriter):
    @classmethod
    def _handle_id(cls, prev):
        """The first half stays, the second one is new: of what is signed, instead of at random."""
        first = prev.trailer["/ID"][0]
        prev.stream.seek(0)
        second = sha256(prev.stream.read()).digest()[:16]
        kept = getattr(first, "original_bytes", first)
        return generic.ArrayObject([generic.ByteStringObject(kept), generic.ByteStringObject(second)])

    def _update_meta(self):
        """Title, language and days of the document stay those that typst wrote."""
