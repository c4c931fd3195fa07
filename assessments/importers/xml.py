"""XML of strangers: no document types, no entities, no network; several roots in one file."""

import re
from collections.abc import Iterator

from lxml import etree

from assessments.importers.base import Hostile, Unreadable
from assessments.importers.members import Member

Element = etree._Element  # noqa: SLF001 - its only name
_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(rb"<\?xml\s[^>]*\?>")
_ENCODING = re.compile(rb"<\?xml\s[^>]*encoding=[\"']([\w.-]+)[\"']")
_KNOWN = {"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"}
_SHOWN = 120
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def roots(member: Member) -> list[Element]:
    """
    Return the root elements of a file, in order; a listing of several documents has several.

    Line numbers are those of the file.

    Raises:
        Hostile: it brings a document type.
        Unreadable: it is no XML, or deeper than 256 elements; the words name the line.
    """
    content = _in_utf8(member)
    if _TYPE.search(content):
        raise Hostile(
            f"{member.sheet} declares a document type, which no export does: it is not read."
        )
    whole = b"".join((b"<all>", _DECLARATION.sub(_blank, content), b"</all>"))
    try:
        return list(etree.fromstring(whole, _PARSER))
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"{member.sheet} cannot be read: {str(error)[:_SHOWN]}.") from error


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text(element: Element | None, path: str = "") -> str | None:
    """The text of an element, or of the first one at *path* below it; None if blank or absent."""
    found = element.find(path) if element is not None and path else element
    words = found.text if found is not None else None
    return words.strip() or None if words else None


def attribute(element: Element | None, path: str, name: str) -> str | None:
    """An attribute of the first element at *path*; None if it is not there."""
    found = element.find(path) if element is not None and path else element
    return found.get(name) if found is not None else None


def line(element: Element) -> int:
    """The line of the file an element starts in, from 1."""
    return element.sourceline or 1


def children(element: Element, *paths: str) -> Iterator[Element]:
    """The elements at each of several paths below one."""
    for path in paths:
        yield from element.iterfind(path)


def _blank(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0])


def _in_utf8(member: Member) -> bytes:
    content = member.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return member.text.encode()
    content = content.removeprefix(b"\xef\xbb\xbf")
    declared = _ENCODING.match(content.lstrip()[:200])
    name = declared[1].decode("ascii").casefold() if declared else "utf-8"
    if name not in _KNOWN:
        raise Unreadable(f"{member.sheet} is in the encoding {name}: save it as UTF-8.")
    if name in ("utf-8", "us-ascii", "ascii", "utf-16"):
        return content
    return content.decode(name, errors="replace").encode()
