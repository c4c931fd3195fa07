"""Checkpoints: the size and root of a log as a signed note (C2SP signed-note, tlog-checkpoint)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assessments.verifier import shapes
from assessments.verifier.genuine import NotGenuine

ED25519 = b"\x01"
_LINE = re.compile(r"\u2014 ([^\s+]+) (\S+)\n\Z")
_SIZE = re.compile(r"(0|[1-9]\d{0,14})\Z")
_NAME = re.compile(r"[A-Za-z0-9._:/\[\]-]+\Z")  # what stands in addresses, and no plus sign
ROOT = 32
LINES = 3


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """The public key of a log under the log's name; printed as a C2SP verifier key."""

    name: str
    raw: bytes

    @property
    def hash(self) -> bytes:
        """Return the four bytes that stand for the key in a signature line."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        """Return `name+hash+key`, as one keeps it and gives it to a verifier."""
        return f"{self.name}+{self.hash.hex()}+{shapes.encoded(ED25519 + self.raw)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the key that *text* prints.

        Raises:
            NotGenuine: it is no verifier key of Ed25519.
        """
        name, _, rest = text.partition("+")
        found = shapes.decoded(rest.partition("+")[2], "the ledger key")
        if not _NAME.match(name) or found[:1] != ED25519 or len(found) != 1 + ROOT:
            raise NotGenuine("this is no ledger key: name+hash+key of Ed25519")
        key = cls(name, found[1:])
        if str(key) != text:
            raise NotGenuine("the hash in the ledger key is not that of its name and key")
        return key

    def fingerprint(self) -> str:
        """Return the SHA-256 of the printed key, in hexadecimal."""
        return hashlib.sha256(str(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many entries a log had, and their root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{shapes.encoded(self.root)}\n"

    def signed(self, key: Ed25519PrivateKey) -> str:
        """Return the note: this checkpoint signed by the log's *key*."""
        public = LedgerKey(self.origin, key.public_key().public_bytes_raw())
        signature = shapes.encoded(public.hash + key.sign(self.text().encode()))
        return f"{self.text()}\n\u2014 {self.origin} {signature}\n"


def read(note: bytes) -> tuple[Checkpoint, str]:
    """
    Return the checkpoint of a note and its one signature line, unchecked.

    Raises:
        NotGenuine: the bytes are not framed exactly as a checkpoint.
    """
    try:
        text, separator, line = note.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise NotGenuine("the checkpoint is not UTF-8") from None
    lines = text.split("\n")
    if not separator or len(lines) != LINES or not _LINE.match(line):
        raise NotGenuine("the checkpoint is not three lines, an empty one and one signature")
    origin, size, root = lines
    if not _NAME.match(origin) or not _SIZE.match(size):
        raise NotGenuine("the checkpoint has no origin or no size")
    found = shapes.decoded(root, "the root of the checkpoint")
    if len(found) != ROOT:
        raise NotGenuine("the root of the checkpoint has not 32 bytes")
    return Checkpoint(origin, int(size), found), line


def verify(note: bytes, key: LedgerKey) -> Checkpoint:
    """
    Return the checkpoint that *note* is, signed by *key*.

    Raises:
        NotGenuine: it is framed otherwise, of another log, or not signed by that key.
    """
    checkpoint, line = read(note)
    if checkpoint.origin != key.name:
        raise NotGenuine(f"the checkpoint is of {checkpoint.origin}, the key of {key.name}")
    found = _LINE.match(line)
    name, written = found.groups() if found else ("", "")
    signature = shapes.decoded(written, "the signature of the checkpoint")
    if name != key.name or signature[: len(key.hash)] != key.hash:
        raise NotGenuine("the checkpoint is not signed by the ledger key that is trusted")
    try:
        public = Ed25519PublicKey.from_public_bytes(key.raw)
        public.verify(signature[len(key.hash) :], checkpoint.text().encode())
    except (InvalidSignature, ValueError):
        raise NotGenuine("the signature of the checkpoint does not match") from None
    return checkpoint
