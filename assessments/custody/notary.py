"""What the notary alone holds: the key of the ledgers, and the last checkpoint of each."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY, KEPT = "ledger-key.pem", "kept"
_UUID = re.compile(r"[0-9a-f-]{36}\Z")


class NoKey(Exception):
    """The folder holds no key, or one that is not an Ed25519 key."""


@dataclass(frozen=True, slots=True)
class Notary:
    """
    The folder of the notary: its private key, and what it sealed last.

    The checkpoints lie outside the database, so that a database that is set back, or
    whose history was rewritten, is not sealed again.
    """

    folder: Path
    key: Ed25519PrivateKey

    @classmethod
    def open(cls, folder: Path) -> Self:
        """
        Return the notary whose folder this is.

        Raises:
            NoKey: there is none.
        """
        try:
            content = (folder / KEY).read_bytes()
            found = serialization.load_pem_private_key(content, password=None)
        except FileNotFoundError:
            raise NoKey(f"{folder} holds no ledger key: make one with manage.py notary") from None
        except (ValueError, TypeError):
            raise NoKey(f"the ledger key in {folder} cannot be read") from None
        if not isinstance(found, Ed25519PrivateKey):
            raise NoKey(f"the ledger key in {folder} is no Ed25519 key")
        return cls(folder, found)

    @classmethod
    def make(cls, folder: Path) -> Self:
        """Make a key in *folder*, readable by its owner alone; never over another."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        content = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        create(folder / KEY, content)
        return cls(folder, key)

    @property
    def public(self) -> bytes:
        """Return the 32 bytes of the public key."""
        return self.key.public_key().public_bytes_raw()

    def ledgers(self) -> tuple[str, ...]:
        """Return the ledgers of which a checkpoint is kept, by the UUID of the organisation."""
        return tuple(sorted(path.stem for path in (self.folder / KEPT).glob("*-*.txt")))

    def kept(self, ledger: str) -> bytes | None:
        """Return the note that was sealed last for a ledger, by its organisation's UUID."""
        try:
            return self._path(ledger).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, ledger: str, note: str) -> None:
        """Keep the note that was sealed last for a ledger, whole or not at all."""
        path = self._path(ledger)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        replace(path, note)

    def _path(self, ledger: str) -> Path:
        if not _UUID.match(ledger):
            raise ValueError("a ledger is named by a UUID")
        return self.folder / KEPT / f"{ledger}.txt"


def create(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads; never over another."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def replace(path: Path, text: str) -> None:
    """Write *text* to *path*, whole or not at all."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
