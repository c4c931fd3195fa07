"""Drawings: elements in, escaped SVG text out."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

Looks = Mapping[str, Mapping[str, str]]  # class name -> plain attributes
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Drawing:
    """
    An SVG that the standard library writes, so that no text in it can become markup.

    On a page its classes are dressed by the style sheet (`__html__` is what
    templates ask for); a document has no style sheet, there classes become attributes.
    """

    root: Element

    def __html__(self) -> str:
        return tostring(self.root, encoding="unicode")

    def __str__(self) -> str:
        return self.__html__()

    def document(self, looks: Looks) -> str:
        """Return a file of its own: classes replaced by the attributes of *looks*."""
        root = deepcopy(self.root)
        for part in root.iter():
            for name in part.attrib.pop("class", "").split():
                for key, value in looks.get(name, {}).items():
                    part.attrib.setdefault(key, value)
        root.set("xmlns", "http://www.w3.org/2000/svg")
        return tostring(root, encoding="unicode")


def canvas(width: float, height: float, attributes: Mapping[str, str]) -> Element:
    """Return the root of a drawing."""
    box = {"viewBox": f"0 0 {number(width)} {number(height)}"}
    return Element("svg", {**box, **_clean(attributes)})


def add(
    parent: Element,
    tag: str,
    attributes: Mapping[str, str | float] | None = None,
    text: str = "",
) -> Element:
    """Append an element; numbers are written with at most two decimals."""
    part = SubElement(parent, tag, _clean(attributes or {}))
    if text:
        part.text = plain(text)
    return part


def plain(text: str) -> str:
    """Return *text* without the characters that XML cannot carry."""
    return _NOT_XML.sub("\ufffd", text)


def number(value: float) -> str:
    """Return a coordinate as short as it can be written with two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def shorten(text: str, most: int) -> str:
    """Return *text* with its middle left out where it is longer than *most* letters."""
    if len(text) <= most:
        return text
    tail = (most - 1) // 3
    return f"{text[: most - 1 - tail]}…{text[len(text) - tail :]}"


def _clean(attributes: Mapping[str, str | float]) -> dict[str, str]:
    return {
        key: plain(value) if isinstance(value, str) else number(value)
        for key, value in attributes.items()
    }
