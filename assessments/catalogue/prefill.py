"""What the ordinal scales propose for estimates of losses, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("prefill.toml")
RANKS = range(1, 6)
CENTS = 100
PERCENT = 100


class BadPrefill(ValueError):
    """The table does not name a rising range for each rank."""


@dataclass(frozen=True, slots=True)
class Prefill:
    """
    Ranges by rank 1-5, as 90 % intervals.

    `rates` are events a year; `amounts` are cents at scale 100; `forms` names the loss form
    that each of C, I and A is proposed for.
    """

    rates: Mapping[int, tuple[Decimal, Decimal]]
    amounts: Mapping[int, tuple[int, int]]
    forms: Mapping[str, str]

    def amount(self, rank: int, scale: int) -> tuple[int, int]:
        """Return the money band of a consequence in cents; *scale* in percent."""
        low, high = self.amounts[rank]
        return max(1, low * scale // PERCENT), max(2, high * scale // PERCENT)


@cache
def prefill() -> Prefill:
    """Return the table that ships with the product."""
    return parse(TABLE.read_text(encoding="utf-8"))


def parse(text: str) -> Prefill:
    """
    Read a table.

    Raises:
        BadPrefill: a rank is missing or named twice, or a range does not rise.
    """
    data = tomllib.loads(text)
    rates = {
        row["rank"]: (Decimal(row["low"]), Decimal(row["high"])) for row in _rows(data, "rate")
    }
    amounts = {
        row["rank"]: (row["low"] * CENTS, row["high"] * CENTS) for row in _rows(data, "amount")
    }
    if any(not 0 < low < high for low, high in [*rates.values(), *amounts.values()]):
        raise BadPrefill("a range does not rise")
    return Prefill(rates, amounts, dict(data["form"]))


def _rows(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = data[name]
    if [row["rank"] for row in rows] != list(RANKS):
        raise BadPrefill(f"{name}: one row for each rank from 1 to 5, in that order")
    return rows
