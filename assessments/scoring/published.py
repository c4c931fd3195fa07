"""The methods that come with the product, and what two methods differ in."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assessments.scoring.method import DEFAULT_METHOD, Method

_WORDS = ("name", "source", "about")


@dataclass(frozen=True, slots=True)
class Published:
    """A method with its name, where it comes from, and what it does, in a sentence or two."""

    method: Method
    name: str
    source: str
    about: str


@cache
def published() -> Mapping[str, Published]:
    """
    Return the methods that come with the product, by id; what a row leaves out is as in R3.

    Source: docs/method.md, rule M21.
    """
    text = files(__package__).joinpath("published.toml").read_text(encoding="utf-8")
    first = DEFAULT_METHOD.to_document()
    found = {}
    for row in tomllib.loads(text)["method"]:
        words = {name: row.pop(name) for name in _WORDS}
        if "points" in row:
            first_without = {name: value for name, value in first.items() if name != "grid"}
            document = first_without | {"matrix": row["id"]} | row
        else:
            document = first | ({"matrix": row["id"]} if "grid" in row else {}) | row
        found[row["id"]] = Published(method=Method.from_document(document), **words)
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a method document, by its path, as it was and as it is; None where it is not."""

    path: str
    before: Any
    after: Any


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return the fields in which two method documents differ, by path; nothing when none does."""
    one, other = _flat(before), _flat(after)
    return tuple(
        Difference(path, one.get(path), other.get(path))
        for path in dict.fromkeys([*one, *other])
        if one.get(path) != other.get(path)
    )


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    match value:
        case Mapping():
            parts = value.items()
        case list() if value and isinstance(value[0], list):
            parts = ((str(place), row) for place, row in enumerate(value, 1))  # type: ignore[assignment]
        case _:
            return {path: value}
    found: dict[str, Any] = {}
    for name, part in parts:
        found |= _flat(part, f"{path}.{name}" if path else str(name))
    return found
