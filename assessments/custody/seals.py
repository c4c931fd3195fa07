"""The seal on a report: PAdES by pyHanko, with the certificate of an organisation."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Self, TypeVar

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from assessments.custody.notary import create

T = TypeVar("T")
FIELD, REASON = "Seal", "Sealed as it was rendered from the frozen content that was signed"
YEARS = timedelta(days=3653)
SMALLEST_RSA = 2048  # bits
STAMP_SECONDS = 10
# what asking an authority raises over silence, other answers and answers that make no sense
NO_STAMP = (
    *(TimestampRequestError, SigningError, OSError, ValueError, TypeError, LookupError),
    AttributeError,  # pyHanko's own words about a wrong nonce fail that way
)
LONGEST_NAME = 64  # characters of a name in a certificate: X.520's bound


class NoSeal(Exception):
    """An organisation's certificate or its key cannot seal; the message says why."""


class NoStamp(NoSeal):
    """The time-stamp authority did not state the time; the message says why."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A certificate, those above it, and the private key: what seals an organisation's reports."""

    key: EllipticCurvePrivateKey | RSAPrivateKey
    chain: tuple[x509.Certificate, ...]  # its own first

    @classmethod
    def read(cls, pem: bytes, *, at: datetime) -> Self:
        """
        Return the seal in a file that holds a private key and certificates, its own first.

        Raises:
            NoSeal: a part is missing or does not belong to the other, it is neither P-256
                nor RSA of 2048 bits and more, or the certificate is for other uses than
                signatures or not valid *at* the time.
        """
        try:
            key = serialization.load_pem_private_key(pem, password=None)
            chain = tuple(x509.load_pem_x509_certificates(pem))
        except (ValueError, TypeError) as error:
            raise NoSeal(f"no private key without a passphrase and certificate: {error}") from None
        if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey) or not _is_fit(key):
            raise NoSeal("its key is neither P-256 nor RSA of 2048 bits or more")
        if chain[0].public_key() != key.public_key():
            raise NoSeal("the first certificate is not that of the private key")
        if not _is_for_signing(chain[0]):
            raise NoSeal("the certificate is not one for signatures")
        if not chain[0].not_valid_before_utc <= at <= chain[0].not_valid_after_utc:
            raise NoSeal(f"the certificate is valid until {chain[0].not_valid_after_utc:%Y-%m-%d}")
        return cls(key, chain)

    @classmethod
    def make(cls, organisation: str, *, at: datetime) -> Self:
        """Return a self-made seal, valid for ten years: nobody vouches for it but its keeper."""
        key = generate_private_key(SECP256R1())
        return cls(key, (_certificate(key, organisation, at),))

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the certificate, in hex: how a reader knows it again."""
        return self.chain[0].fingerprint(hashes.SHA256()).hex()

    def to_pem(self) -> bytes:
        """Return the file that `read` reads."""
        key = self.key.private_bytes(
            Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return key + b"".join(one.public_bytes(Encoding.PEM) for one in self.chain)

    def on(self, pdf: bytes, *, organisation: str, stamper: TimeStamper | None = None) -> bytes:
        """
        Return *pdf* with the seal on it; it certifies that nothing may be added or changed.

        The file stays accessible and archivable: the field is outside of every page.

        Args:
            pdf: as the renderer made it, without any signature.
            organisation: in whose name it is sealed.
            stamper: who also states the time, an RFC 3161 authority; None for nobody.

        Raises:
            NoStamp: the authority did not answer, or with something else than asked for.
        """
        about = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            reason=REASON,
            name=organisation,
        )
        outside = fields.InvisSigSettings(box_out_of_bounds=True)
        where = fields.SigFieldSpec(FIELD, invis_sig_settings=outside)
        signer = signers.PdfSigner(about, self._signer(), timestamper=stamper, new_field_spec=where)
        try:
            writer = IncrementalPdfFileWriter(BytesIO(pdf))
            sealed: bytes = apart(partial(signer.sign_pdf, writer)).getvalue()
        except NO_STAMP as error:
            raise NoStamp(f"the time-stamp authority did not state the time: {error}") from error
        return sealed

    def _signer(self) -> signers.SimpleSigner:
        certificates = list(_asn1(self.chain))
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's own gap
        store.register_multiple(certificates)
        pkcs8 = self.key.private_bytes(
            Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return signers.SimpleSigner(
            signing_cert=certificates[0],
            signing_key=asn1_keys.PrivateKeyInfo.load(pkcs8),
            cert_registry=store,
        )


def apart(act: Callable[[], T]) -> T:
    """Return what *act* returns, called in a thread: pyHanko begins a loop of its own there."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()


def authority(url: str) -> TimeStamper | None:
    """Return the RFC 3161 time-stamp authority at an address; None without one."""
    return HTTPTimeStamper(url, timeout=STAMP_SECONDS) if url else None


def of(folder: Path, uuid: str, organisation: str, *, at: datetime) -> Seal:
    """
    Return the seal that lies for an organisation in the notary's *folder*; make one if none does.

    Raises:
        NoSeal: what lies there cannot seal.
    """
    path = folder / "seals" / f"{uuid}.pem"
    try:
        return Seal.read(path.read_bytes(), at=at)
    except FileNotFoundError:
        made = Seal.make(organisation, at=at)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        create(path, made.to_pem())
        return made
    except NoSeal as error:
        raise NoSeal(f"{path}: {error}") from error


def _is_fit(key: EllipticCurvePrivateKey | RSAPrivateKey) -> bool:
    if isinstance(key, RSAPrivateKey):
        return key.key_size >= SMALLEST_RSA
    return isinstance(key.curve, SECP256R1)


def _is_for_signing(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _asn1(chain: tuple[x509.Certificate, ...]) -> Iterator[asn1_x509.Certificate]:
    for one in chain:
        yield asn1_x509.Certificate.load(one.public_bytes(Encoding.DER))


def _certificate(key: EllipticCurvePrivateKey, organisation: str, at: datetime) -> x509.Certificate:
    short = organisation[:LONGEST_NAME]
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, short),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, "vsrisk report seal, self-made"),
        ]
    )
    usage = dict.fromkeys(_USAGES, False) | {
        "digital_signature": True,
        "content_commitment": True,
    }
    public = key.public_key()
    begins = at.astimezone(UTC).replace(microsecond=0)
    return (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def fingerprint_of(certificate: asn1_x509.Certificate) -> str:
    """Return the SHA-256 of a certificate's DER, in hex."""
    return hashlib.sha256(certificate.dump()).hexdigest()
