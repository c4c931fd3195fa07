"""Frozen records that turn into plain JSON values and back, strictly, and describe themselves."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from typing import Any, ClassVar, Self, TypeAlias, Union, get_args, get_origin, get_type_hints

Json: TypeAlias = object  # any canonical JSON value: no floats, checked when bytes are made


class NotADocument(ValueError):
    """The data does not have the form that the schema asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """
    A frozen row of the document.

    Tuples of strings and of records are sets in disguise: they are sorted when the
    record is made, by `sort_key`, so that equal content gives equal bytes.
    """

    KEY: ClassVar[tuple[str, ...]] = ()
    OPTIONAL: ClassVar[frozenset[str]] = frozenset()  # left out of the document when empty

    def __post_init__(self) -> None:
        for name in _tuples(type(self)):
            object.__setattr__(self, name, _sorted(type(self).__name__, name, getattr(self, name)))

    def sort_key(self) -> tuple[str, ...]:
        """Return the stable id of this record among its siblings."""
        return tuple(_sortable(getattr(self, name)) for name in self.KEY)

    def to_dict(self) -> dict[str, Json]:
        """Return this record as dicts, lists, strings, integers, booleans and None."""
        found = {name: getattr(self, name) for name in _hints(type(self))}
        kept = (name for name, each in found.items() if each or name not in self.OPTIONAL)
        return {name: _plain(found[name]) for name in kept}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """
        Return the record that `to_dict` gave; its fields are those of the type, no others.

        Raises:
            NotADocument: a field is missing, unknown or of another type; says which.
        """
        made: Self = _record(cls, data, cls.__name__)
        return made


def mistakes(cls: type[Record], data: Mapping[str, Any]) -> list[str]:
    """Return every field and row of *data* that is not of the form of *cls*, in words."""
    hints, found = _hints(cls), []
    if strange := (set(data) ^ set(hints)) - (cls.OPTIONAL - set(data)):
        found.append(f"{cls.__name__}: missing or unknown {', '.join(sorted(strange))}")
    for name in sorted(hints.keys() & data.keys()):
        for where, hint, value in _parts(name, hints[name], data[name]):
            try:
                _value(hint, value, where)
            except NotADocument as error:
                found.append(str(error))
    return found


def schema_of(cls: type[Record], title: str, identifier: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of *cls* and the records inside it."""
    definitions: dict[str, Any] = {}
    body = _record_schema(cls, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": identifier,
        "title": title,
        **body,
        "$defs": {"Json": _JSON_SCHEMA, **dict(sorted(definitions.items()))},
    }


_JSON_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["null", "boolean", "integer", "string"]},
        {"type": "array", "items": {"$ref": "#/$defs/Json"}},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/Json"}},
    ]
}
_SCALARS: dict[object, str] = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


def _hints(cls: Any) -> dict[str, Any]:
    return _hints_once(cls)


@cache
def _hints_once(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def _tuples(cls: Any) -> tuple[str, ...]:
    return _tuples_once(cls)


@cache
def _tuples_once(cls: Any) -> tuple[str, ...]:
    return tuple(name for name, hint in _hints(cls).items() if get_origin(hint) is tuple)


def _sortable(value: object) -> str:
    return f"{value:020d}" if isinstance(value, int) else str(value or "")


def _sorted(owner: str, name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    def key(value: Any) -> tuple[str, ...]:
        return value.sort_key() if isinstance(value, Record) else (value,)

    ordered = tuple(sorted(values, key=key))
    for one, next_one in pairwise(ordered):
        if key(one) == key(next_one):
            raise NotADocument(f"{owner}.{name} holds {'/'.join(key(one))} twice")
    return ordered


def _plain(value: object) -> Json:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def _record(cls: type[Any], data: Any, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise NotADocument(f"{where} is not an object")
    hints = _hints(cls)
    if strange := (set(data) ^ set(hints)) - (cls.OPTIONAL - set(data)):
        raise NotADocument(f"{where}: missing or unknown {', '.join(sorted(strange))}")
    return cls(
        **{
            name: _value(hint, data[name], f"{where}.{name}")
            for name, hint in hints.items()
            if name in data
        }
    )


def _value(hint: Any, data: Any, where: str) -> Any:
    if get_origin(hint) in (types.UnionType, Union):
        return None if data is None else _value(_without_none(hint), data, where)
    if get_origin(hint) is tuple:
        return _items(hint, data, where)
    if hint in _SCALARS and type(data) is not hint:
        raise NotADocument(f"{where} is not {_SCALARS[hint]}")
    return data if hint in _SCALARS or hint is object else _record(hint, data, where)


def _items(hint: Any, data: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise NotADocument(f"{where} is not a list")
    inner = get_args(hint)[0]
    return tuple(_value(inner, item, f"{where}[{n}]") for n, item in enumerate(data))


def _parts(name: str, hint: Any, value: Any) -> list[tuple[str, Any, Any]]:
    """Return the rows of a list, else the value itself, each with its place and its type."""
    if get_origin(hint) is tuple and isinstance(value, list):
        inner = get_args(hint)[0]
        return [(f"{name}[{n}]", inner, item) for n, item in enumerate(value)]
    return [(name, hint, value)]


def _without_none(hint: Any) -> Any:
    return next(arm for arm in get_args(hint) if arm is not type(None))


def _record_schema(cls: type[Record], definitions: dict[str, Any]) -> dict[str, Any]:
    hints = _hints(cls)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(set(hints) - cls.OPTIONAL),
        "properties": {name: _schema(hint, definitions) for name, hint in sorted(hints.items())},
    }


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0], definitions)}
    if get_origin(hint) in (types.UnionType, Union):
        return {"anyOf": [_schema(_without_none(hint), definitions), {"type": "null"}]}
    if hint in _SCALARS:
        return {"type": _SCALARS[hint]}
    if hint is not object and hint.__name__ not in definitions:
        definitions[hint.__name__] = _record_schema(hint, definitions)
    return {"$ref": f"#/$defs/{'Json' if hint is object else hint.__name__}"}
