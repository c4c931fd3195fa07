"""Readings as JSON between processes: no code travels, only values of known types."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

Value = TypeVar("Value")


def encode(value: object) -> bytes:
    """Return *value*, a dataclass of plain values, as one line of JSON."""
    return orjson.dumps(value)


def decode(kind: type[Value], line: bytes) -> Value:
    """Return the value of type *kind* that `encode` wrote."""
    made: Value = _made(kind, orjson.loads(line))
    return made


def _made(hint: Any, data: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return None if data is None else _made(_some(hint), data)
    if origin is tuple:
        return tuple(_made(get_args(hint)[0], item) for item in data)
    if origin is Mapping:
        value_type = get_args(hint)[1]
        return {key: _made(value_type, item) for key, item in data.items()}
    return _single(hint, data)


def _single(hint: Any, data: Any) -> Any:
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: _made(hints[name], item) for name, item in data.items()})
    if hint in (datetime, date):
        return hint.fromisoformat(data)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    return data


@cache
def _some(hint: Any) -> Any:
    (kind,) = (each for each in get_args(hint) if each is not NoneType)
    return kind


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
