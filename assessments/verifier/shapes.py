"""Objects with exactly the fields that are agreed, and bytes in exactly one spelling."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from assessments.verifier.genuine import NotGenuine

_HEX = re.compile(r"[0-9a-f]{64}\Z")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\Z")


def fields(value: Any, where: str, **kinds: type | tuple[type, ...]) -> dict[str, Any]:
    """
    Return *value*, an object with exactly these fields, each of its kind.

    Raises:
        NotGenuine: a field is missing, unknown or of another kind.
    """
    if not isinstance(value, Mapping):
        raise NotGenuine(f"{where} is not an object")
    if set(value) != set(kinds):
        odd = ", ".join(sorted(set(value) ^ set(kinds)))
        raise NotGenuine(f"{where} does not have the agreed fields: {odd}")
    for name, kind in kinds.items():
        wanted = kind if isinstance(kind, tuple) else (kind,)
        if type(value[name]) not in wanted:  # True is no number here
            raise NotGenuine(f"{where}.{name} is a {type(value[name]).__name__}")
    return dict(value)


def decoded(text: str, where: str) -> bytes:
    """
    Return the bytes that *text* is the one Base64 spelling of.

    Raises:
        NotGenuine: it is not Base64, or not as those bytes are written.
    """
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotGenuine(f"{where} is not Base64") from None
    if base64.b64encode(found).decode() != text:
        raise NotGenuine(f"{where} is not the one Base64 spelling of its bytes")
    return found


def encoded(content: bytes) -> str:
    """Return *content* as Base64."""
    return base64.b64encode(content).decode()


def sha256_of(text: str, where: str) -> str:
    """Return *text* if it is a SHA-256 in lower-case hexadecimal."""
    if not _HEX.match(text):
        raise NotGenuine(f"{where} is no SHA-256")
    return text


def instant(text: str, where: str) -> str:
    """Return *text* if it is an instant in UTC, to the second."""
    if not _INSTANT.match(text):
        raise NotGenuine(f"{where} is no instant in UTC")
    return text
