"""The bundle of a signed revision: everything that an auditor needs, in one archive."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from assessments.verifier import archive, canonical, shapes
from assessments.verifier.genuine import NotGenuine

SCHEMA = "vsrisk.bundle/v1"
MANIFEST, SNAPSHOT, LEDGER = "manifest.json", "snapshot.json", "ledger.jsonl"
CHECKPOINT, REPORT, READ_ME = "checkpoint.txt", "report.pdf", "VERIFY.md"
EVIDENCE = "evidence/"
NEEDED = frozenset({MANIFEST, SNAPSHOT, LEDGER, CHECKPOINT})
KNOWN = NEEDED | {REPORT, READ_ME}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a bundle by name, as its manifest lists them."""

    revision: str
    files: Mapping[str, bytes]

    def to_bytes(self) -> bytes:
        """Return the archive; the manifest is made here."""
        manifest = {"schema": SCHEMA, "revision": self.revision, "files": _listed(self.files)}
        return archive.write({**self.files, MANIFEST: canonical.encode(manifest)})

    @classmethod
    def read(cls, content: bytes) -> Self:
        """
        Return the bundle that *content* is.

        Raises:
            NotGenuine: the archive or its manifest is not in its one form, a file is
                missing or unknown, or one is not as the manifest says.
        """
        files = archive.read(content)
        missing = NEEDED - set(files)
        if missing:
            raise NotGenuine(f"the bundle lacks {', '.join(sorted(missing))}")
        unknown = {name for name in set(files) - KNOWN if not name.startswith(EVIDENCE)}
        if unknown:
            raise NotGenuine(f"the bundle holds more than it should: {', '.join(sorted(unknown))}")
        manifest = canonical.parse(files.pop(MANIFEST))
        found = shapes.fields(manifest, "manifest", schema=str, revision=str, files=list)
        if found["schema"] != SCHEMA:
            raise NotGenuine(f"the bundle is not {SCHEMA}")
        if found["files"] != _listed(files):
            raise NotGenuine("a file is not as the manifest lists it")
        return cls(found["revision"], files)

    def entries(self) -> list[bytes]:
        """
        Return the entries of the ledger.

        Raises:
            NotGenuine: the file is not one entry in each line.
        """
        lines = self.files[LEDGER].split(b"\n")
        if lines.pop() or not lines:
            raise NotGenuine("the ledger does not end with the end of a line")
        return lines

    def evidence(self) -> dict[str, bytes]:
        """Return the files of evidence that came along, by their SHA-256."""
        return {
            name.removeprefix(EVIDENCE): content
            for name, content in self.files.items()
            if name.startswith(EVIDENCE)
        }


def _listed(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in sorted(files.items())
    ]
