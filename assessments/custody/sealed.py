"""What the seal on a report says: whose it is, and whether the whole file lies under it."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import chain
from typing import Any

from asn1crypto.cms import ContentInfo
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from assessments.custody.seals import apart, fingerprint_of
from assessments.verifier.checking import Step

TITLES = ("File", "Seal", "Coverage", "Trust", "Content")  # of the steps, in their order
DEEPEST = 8  # levels of the tree of attached files; a report's has one
SNAPSHOT = "snapshot.json"  # under which name the frozen content is attached
# what readers of PDF and of certificates raise over files that are none, or make no sense
UNREADABLE = (
    *(PdfError, SigningError, SignatureValidationError),
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError, OSError),
    *(NotImplementedError, RecursionError, AssertionError),
)


class NotSealed(Exception):
    """The file is no sealed report, or not as it was sealed; the message says why."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A seal that was looked at."""

    steps: tuple[Step, ...]
    certificate: str = ""  # its SHA-256
    whose: str = ""
    snapshot: str = ""  # SHA-256 of the frozen content that is attached

    @property
    def is_genuine(self) -> bool:
        """Say whether every step was made and holds."""
        return bool(self.steps) and all(step.holds for step in self.steps)

    @property
    def refusals(self) -> tuple[str, ...]:
        """Return why it is refused."""
        return tuple(step.words for step in self.steps if not step.holds)


def look(pdf: bytes, trusted: Collection[str]) -> Seen:
    """
    Check the seal on a report: one, over the whole file, by a certificate that is trusted.

    A file to which anything was added after its seal is refused, although a PDF may grow
    by such additions and many readers still show its signature as valid. The seal itself
    is the one stretch that it does not cover: names and numbers of algorithms in it may be
    spelled otherwise without another meaning. The ledger knows the file by all of its bytes.

    Args:
        pdf: the file.
        trusted: SHA-256 of certificates, in hex, that the reader knows.
    """
    steps: list[Step] = []
    found = {"certificate": "", "whose": "", "snapshot": ""}
    try:
        for title, words in _looks(pdf, trusted, found):
            steps.append(Step(title, words))
    except NotSealed as error:
        steps.append(Step(TITLES[len(steps)], str(error), holds=False))
    except UNREADABLE as error:
        words = f"it cannot be read: {error}"[:300]
        steps.append(Step(TITLES[len(steps)], words, holds=False))
    return Seen(tuple(steps), **found)


def _looks(
    pdf: bytes, trusted: Collection[str], found: dict[str, str]
) -> Iterator[tuple[str, str]]:
    reader = PdfFileReader(BytesIO(pdf))
    seals = reader.embedded_signatures
    if len(seals) != 1:
        raise NotSealed(f"it bears {len(seals)} seals; a report bears one")
    seal = seals[0]
    yield "File", f"a PDF of {len(pdf)} bytes with one seal"
    status = _validated(seal)
    if _gap(pdf, seal) != _gap_for(seal):
        raise NotSealed("the seal itself is written in another form than its own")
    certificate = seal.signer_cert
    found["certificate"] = fingerprint_of(certificate)
    found["whose"] = certificate.subject.human_friendly
    yield "Seal", f"by {found['whose']}, {_said(status)}: nothing under it was changed"
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise NotSealed("something was added to the file after it was sealed")
    yield "Coverage", "the seal covers the whole file"
    if found["certificate"] not in trusted:
        raise NotSealed(
            "the certificate is not one that you trust. Compare its SHA-256 with the one that "
            f"you keep: {found['certificate']}"
        )
    yield "Trust", f"the certificate is the one that you trust ({found['certificate'][:16]})"
    content = _attached(reader)
    found["snapshot"] = hashlib.sha256(content).hexdigest()
    yield "Content", f"the frozen content is attached: SHA-256 {found['snapshot']}"


def _validated(seal: EmbeddedPdfSignature) -> PdfSignatureStatus:
    """Return the status under the seal's own certificate: whether to trust that comes after."""
    when = seal.self_reported_timestamp
    own, theirs = _under([seal.signer_cert], when), _under(list(_stampers(seal)), when)
    check = partial(validate_pdf_signature, seal, own, ts_validation_context=theirs)
    status: PdfSignatureStatus = apart(check)
    is_whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid) or (is_whole and not status.bottom_line):
        raise NotSealed(f"something under the seal was changed, or it is void: {status.summary()}")
    return status


def _stampers(seal: EmbeddedPdfSignature) -> Iterator[Certificate]:
    """Yield the certificates that a time-stamp brought along: it is looked at under them."""
    attributes = seal.signer_info["unsigned_attrs"] or ()
    stamps = [one for one in attributes if one["type"].native == "signature_time_stamp_token"]
    for token in chain.from_iterable(one["values"] for one in stamps):
        yield from (one.chosen for one in token["content"]["certificates"])


def _under(certificates: list[Certificate], when: datetime | None) -> ValidationContext:
    return ValidationContext(trust_roots=certificates, allow_fetching=False, moment=when)


def _gap(pdf: bytes, seal: EmbeddedPdfSignature) -> bytes:
    """Return the one stretch that is not under the seal: the seal."""
    _begin, before, after, _rest = seal.byte_range
    return pdf[before:after]


def _gap_for(seal: EmbeddedPdfSignature) -> bytes:
    room, content = len(seal.pkcs7_content), seal.signed_data
    whole: bytes = ContentInfo({"content_type": "signed_data", "content": content}).dump()
    return f"<{whole.ljust(room, bytes(1)).hex().upper()}>".encode()


def _said(status: PdfSignatureStatus) -> str:
    stated: datetime | None = getattr(status.timestamp_validity, "timestamp", None)
    if stated:
        return f"on {stated:%Y-%m-%d %H:%M:%S %Z} by a time-stamp authority (who is not checked)"
    return f"on {status.signer_reported_dt:%Y-%m-%d %H:%M:%S %Z} by its own clock"


def _attached(reader: PdfFileReader) -> bytes:
    names = reader.root["/Names"]["/EmbeddedFiles"]
    found = [one for key, one in _named(names) if key == SNAPSHOT]
    if len(found) != 1:
        raise NotSealed(f"{len(found)} files are attached as {SNAPSHOT}, not one")
    content: bytes = found[0]["/EF"]["/F"].data
    return content


def _named(tree: DictionaryObject, depth: int = 0) -> Iterator[tuple[str, DictionaryObject]]:
    if depth > DEEPEST:
        raise NotSealed("its list of attached files makes no sense")
    for kid in _items(tree, "/Kids"):
        yield from _named(kid, depth + 1)
    pairs = _items(tree, "/Names")
    for key, one in zip(pairs[::2], pairs[1::2], strict=True):
        yield str(key), one


def _items(tree: DictionaryObject, name: str) -> list[Any]:
    found = tree.get(name, ())
    return [found[at] for at in range(len(found))]  # by index: references are followed
