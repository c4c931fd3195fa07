"""The one byte string that stands for a document: RFC 8785, integers and strings only."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from assessments.verifier.genuine import NotGenuine

LARGEST = 2**53 - 1  # what every JSON reader holds exactly
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


class NotCanonical(NotGenuine):
    """The value has no canonical form, or the bytes are not it."""


def encode(value: Mapping[str, Any]) -> bytes:
    """
    Return the RFC 8785 bytes of *value*.

    Raises:
        NotCanonical: it holds a float, a string that is not NFC or not Unicode, an
            integer beyond 2^53 - 1, or something that is not JSON; says where.
    """
    if not _is_plain(value):
        _refuse(value, "$")
    try:
        text = _text(value, is_sorted=False)
        if not unicodedata.is_normalized("NFC", text):
            _refuse(value, "$")
        # Keys are sorted by UTF-16 units, which is another order only beyond the first plane.
        if _BEYOND.search(text):
            text = _text(_by_units(value), is_sorted=True)
        return text.encode()
    except (UnicodeEncodeError, TypeError, RecursionError) as error:
        raise NotCanonical(str(error)) from None


def digest(content: bytes) -> str:
    """Return the SHA-256 of *content* in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse(content: bytes) -> dict[str, Any]:
    """
    Return the object that *content* stands for.

    Raises:
        NotCanonical: it is not JSON, holds a key twice, or encoding it again gives
            other bytes.
    """
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:  # also a number of more digits than Python reads
        raise NotCanonical(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise NotCanonical("not an object")
    if encode(value) != content:
        raise NotCanonical("encoding the value again gives other bytes")
    return value


def _text(value: Any, *, is_sorted: bool) -> str:
    return json.dumps(value, sort_keys=not is_sorted, ensure_ascii=False, separators=(",", ":"))


def _by_units(value: Any) -> Any:
    """Return *value* with the keys of each object in the order of their UTF-16 units."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _by_units(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_by_units(item) for item in value]
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonical("a key stands twice in one object")
    return value


def _is_plain(value: Any) -> bool:
    """Say whether nothing but the form of texts can be wrong; a quick look, without places."""
    kind = type(value)
    if kind is dict:
        keys = all(type(key) is str for key in value)
        return keys and all(map(_is_plain, value.values()))
    if kind in (list, tuple):
        return all(map(_is_plain, value))
    if kind is int:
        return bool(abs(value) <= LARGEST)
    return kind in (str, bool, type(None))


def _refuse(value: object, where: str) -> None:
    match value:
        case Mapping():
            _refuse_object(value, where)
        case list() | tuple():
            for n, item in enumerate(value):
                _refuse(item, f"{where}[{n}]")
        case _:
            if words := _fault(value):
                raise NotCanonical(f"{where}: {words}")


def _fault(value: object) -> str:
    match value:
        case None | bool():
            return ""
        case str():
            is_composed = unicodedata.is_normalized("NFC", value)
            return "" if is_composed else "the text is not in Unicode's composed form"
        case int():
            return f"{value} is beyond 2^53 - 1" if abs(value) > LARGEST else ""
    return f"a {type(value).__name__} has no canonical form"


def _refuse_object(value: Mapping[Any, Any], where: str) -> None:
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotCanonical(f"{where}: a key is not text")
        _refuse(key, where)
        _refuse(item, f"{where}.{key}")
