"""Readings as JSON between processes: no code travels, only values of known types."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import itemgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

Value = TypeVar("Value")
_Maker = Callable[[Any], Any]


def encode(value: object) -> bytes:
    """Return *value*, a dataclass of plain values, as one line of JSON."""
    return orjson.dumps(value)


def decode(kind: type[Value], line: bytes) -> Value:
    """Return the value of type *kind* that `encode` wrote."""
    hint: Any = kind
    maker, data = _maker(hint), orjson.loads(line)
    made: Value = maker(data) if maker else data
    return made


@cache
def _maker(hint: Any) -> _Maker | None:
    """Return what makes a value of a type from JSON; None where JSON is the value already."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _optional(arguments)
    if origin is tuple:
        return _several(arguments[0])
    if origin is Mapping:
        return _mapped(arguments[1])
    return _single(hint)


def _single(hint: Any) -> _Maker | None:
    if hint in (datetime, date):
        made: _Maker = hint.fromisoformat
        return made
    if not isinstance(hint, type):
        return None
    if is_dataclass(hint):
        return _record(hint)
    return hint if issubclass(hint, Enum) else None


def _optional(arguments: tuple[Any, ...]) -> _Maker | None:
    (kind,) = (each for each in arguments if each is not NoneType)
    maker = _maker(kind)
    if maker is None:
        return None
    return lambda data: None if data is None else maker(data)


def _several(kind: Any) -> _Maker:
    maker = _maker(kind)
    if maker is None:
        return tuple
    return lambda data: tuple([maker(item) for item in data])


def _mapped(kind: Any) -> _Maker | None:
    maker = _maker(kind)
    if maker is None:
        return None
    return lambda data: {key: maker(item) for key, item in data.items()}


def _record(kind: type) -> _Maker:
    """Return a maker that calls the dataclass with its fields in order."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    makers = [(place, made) for place, name in enumerate(names) if (made := _maker(hints[name]))]
    picked = itemgetter(*names)

    def make(data: dict[str, Any]) -> Any:
        values = list(picked(data))
        for place, maker in makers:
            value = values[place]
            if value is not None:
                values[place] = maker(value)
        return kind(*values)

    return make
