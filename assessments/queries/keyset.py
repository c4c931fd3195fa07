"""Pages by position instead of by number: where the next begins is said by values, not a count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Key:
    """A column that rows are ordered by; rows without a value come last either way."""

    field: str
    is_descending: bool

    @property
    def ordering(self) -> Any:
        column = F(self.field)
        if self.is_descending:
            return column.desc(nulls_last=True)
        return column.asc(nulls_last=True)

    def same(self, value: Value) -> Q:
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})

    def later(self, value: Value) -> Q | None:
        """Return the condition for what comes after *value*; None when nothing does."""
        if value is None:
            return None
        way = "lt" if self.is_descending else "gt"
        return Q(**{f"{self.field}__{way}": value}) | Q(**{f"{self.field}__isnull": True})


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    rows: tuple[Row, ...]
    position: tuple[Value, ...] | None  # of the last row, when more follow


def keys_of(fields: Iterable[str], *, turned: bool) -> tuple[Key, ...]:
    """Return the keys of an order like ("-level", "number"); *turned* turns the first one."""
    return tuple(
        Key(field.lstrip("-"), field.startswith("-") != (turned and place == 0))
        for place, field in enumerate(fields)
    )


def page(
    rows: QuerySet[Row], keys: Sequence[Key], position: Sequence[Value] | None, limit: int
) -> Page[Row]:
    """
    Return at most *limit* rows after *position*, which an earlier page gave. One query.

    Together the keys must tell any two rows apart: then no row is missed or shown
    twice, however many are alike in the first of them, and whatever comes in between.
    """
    if position is not None:
        rows = rows.filter(_after(keys, position))
    order = [key.ordering for key in keys]
    shown = rows.order_by(*order).values("pk")[: limit + 1]  # sorts numbers, not whole rows
    found = list(rows.filter(pk__in=shown).order_by(*order))
    kept = tuple(found[:limit])
    last = tuple(_value(kept[-1], key.field) for key in keys) if len(found) > limit else None
    return Page(kept, last)


def _after(keys: Sequence[Key], position: Sequence[Value]) -> Q:
    found, alike = Q(pk__in=[]), Q()
    for key, value in zip(keys, position, strict=True):
        if (later := key.later(value)) is not None:
            found |= alike & later
        alike &= key.same(value)
    return found


def _value(row: Model, field: str) -> Value:
    value: Any = row
    for name in field.split("__"):
        try:
            value = getattr(value, name)
        except ObjectDoesNotExist:
            return None
        if value is None:
            return None
    return value.isoformat() if isinstance(value, date) else value
