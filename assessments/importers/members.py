"""The files of an upload, in their order, each read once: of an archive, an envelope, or alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice

import orjson

from assessments.importers.base import Unreadable

_LOOKED_AT = 400  # files of an archive that may be looked at to tell its format
_NOT_PARSED = object()
_SHOWN = 60
_HEAD = 65_536


@dataclass(slots=True)
class Member:
    """
    One file: its path ("" for an upload that is no archive) and its bytes.

    `written_at` is what the archive says; `document` is given where the bytes are JSON
    that somebody parsed already.
    """

    path: str
    content: bytes
    written_at: datetime | None = None
    document: object = field(default=_NOT_PARSED, repr=False)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def folders(self) -> tuple[str, ...]:
        """The parts of the path before the name."""
        return tuple(part for part in self.path.split("/")[:-1] if part not in ("", "."))

    @property
    def sheet(self) -> str:
        """What evidence calls this file."""
        return self.path or "file"

    @property
    def text(self) -> str:
        """The bytes as text; what is no UTF-8 is replaced."""
        if self.content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.content.decode("utf-16", errors="replace")
        return self.content.decode("utf-8-sig", errors="replace").replace("\0", "")

    @property
    def head(self) -> bytes:
        """Its beginning as it would stand in UTF-8."""
        head = self.content[:_HEAD]
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return head.decode("utf-16", errors="ignore").encode()
        return head.removeprefix(b"\xef\xbb\xbf")

    @property
    def starts(self) -> bytes:
        """The first character that is no space."""
        return self.head[:512].lstrip()[:1]

    @property
    def is_xml(self) -> bool:
        return self.starts == b"<"

    @property
    def is_json(self) -> bool:
        return self.document is not _NOT_PARSED or self.starts in (b"{", b"[")

    @property
    def json(self) -> object:
        """
        The bytes as JSON; parsed once.

        Raises:
            Unreadable: they are none.
        """
        if self.document is _NOT_PARSED:
            try:
                self.document = orjson.loads(self.text if self.starts else b"null")
            except orjson.JSONDecodeError as error:
                raise Unreadable(f"{self.sheet} is no JSON: {str(error)[:_SHOWN]}.") from error
        return self.document


@dataclass(frozen=True, slots=True)
class Collected:
    """What the collector says of itself: when, by which version, and what it was refused."""

    taken_at: datetime | None = None
    version: str | None = None
    source: str | None = None
    refused: tuple[str, ...] = ()


class Files:
    """Files that come once, of which the first may be looked at before."""

    def __init__(self, members: Iterable[Member], collected: Collected | None = None) -> None:
        """Take them as they come; nothing is read yet."""
        self._rest = iter(members)
        self._first: tuple[Member, ...] | None = None
        self.collected = collected or Collected()

    @property
    def first(self) -> Sequence[Member]:
        """Up to 400 of them, without using them up."""
        if self._first is None:
            self._first = tuple(islice(self._rest, _LOOKED_AT))
        return self._first

    def __iter__(self) -> Iterator[Member]:
        first, self._first = self.first, ()
        return chain(first, self._rest)


def opened(member: Member) -> Files:
    """
    Return a single file as files: those within it, if a collector wrote it.

    Raises:
        Unreadable: it is such an envelope and not in the form of one.
    """
    document = member.json if b'"vsrisk_collect"' in member.head[:4096] else None
    if not isinstance(document, dict) or "vsrisk_collect" not in document:
        return Files([member])
    if document["vsrisk_collect"] != 1 or not isinstance(document.get("files"), list):
        raise Unreadable("This was written by a newer collector: upgrade this installation.")
    taken, source = document.get("taken_at"), document.get("source")
    named = source if isinstance(source, dict) else {}
    collected = Collected(
        _moment(taken),
        _text(document.get("version")),
        _text(named.get("id")) or _text(named.get("name")),
        tuple(_refusals(document.get("refused"))),
    )
    return Files(_unpacked(document["files"]), collected)


def _unpacked(files: Sequence[object]) -> Iterator[Member]:
    for each in files:
        if isinstance(each, dict) and isinstance(each.get("path"), str):
            text = each.get("text")
            content = text.encode(errors="replace") if isinstance(text, str) else b""
            yield Member(each["path"], content, None, each.get("json", _NOT_PARSED))


def _refusals(refused: object) -> Iterator[str]:
    for each in refused if isinstance(refused, list) else ():
        if isinstance(each, dict):
            yield f"{_text(each.get('what')) or 'Something'}: {_text(each.get('why')) or 'refused'}"


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
