"""Two documents held side by side although their ids, people and instants differ."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from assessments.reports.document import Document
from assessments.verifier import canonical

# acts of people of one organisation, and what only that organisation can say of itself
LEFT_OUT = ("organisation", "people", "evidence", "loss_results")
OF_THE_ASSESSMENT = (
    "uuid",
    "key",
    "revision",
    "revision_reason",
    "previous_digest",
    "lead",
    "risk_owner",
    "approver",
    "team",
    "is_example",
    "created_at",
    "frozen_at",
    "input_rev",
)
OF_ROWS: Mapping[str, tuple[str, ...]] = {
    "risks": ("owner", "acceptance"),
    "actions": ("owner",),
    "answers": ("seconded_by", "seconded_at"),
    "phases": ("closed_by", "closed_at", "unmet"),
}
PEOPLE_AND_INSTANTS = frozenset(
    {
        "by",
        "at",
        "set_by",
        "set_at",
        "valued_by",
        "valued_at",
        "placed_by",
        "placed_at",
        "judged_by",
        "judged_at",
        "created_by",
        "created_at",
        "done_at",
        "confirmed_by",
        "confirmed_at",
        "since",
    }
)
_FREE = frozenset({"method", "criteria", "parameters", "totals", "sheets", "notices", "proposal"})
_LEFT_AS_IT_IS = _FREE | {"explanation", "evidence", "detail", "value_paths", "traits"}

Row = dict[str, Any]


def comparable(document: Document) -> bytes:
    """
    Return the canonical bytes of what two documents of the same content have in common.

    Ids of rows become what the rows are about; whoever did something, and when, becomes
    whether anybody did; acts of people of one organisation are left out.

    Source: docs/decisions/0039-brought-in-anew.md
    """
    data = {name: part for name, part in document.to_dict().items() if name not in LEFT_OUT}
    data["assessment"] = _without(data["assessment"], OF_THE_ASSESSMENT)
    for section, names in OF_ROWS.items():
        data[section] = [_without(row, names) for row in _rows(data, section)]
    data = {name: _whether(part) for name, part in data.items()}
    _rename(data)
    return canonical.encode(data)


def _rows(data: Mapping[str, Any], section: str) -> list[Row]:
    return list(data.get(section, ()))


def _without(row: Any, names: Iterable[str]) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _whether(value: Any) -> Any:
    """Return *value* with people and instants as whether there is one."""
    if isinstance(value, list):
        return [_whether(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: (bool(item) if name in PEOPLE_AND_INSTANTS else _part(name, item))
        for name, item in value.items()
    }


def _part(name: str, item: Any) -> Any:
    return item if name in _LEFT_AS_IT_IS else _whether(item)


def _rename(data: Row) -> None:
    """Give assets, groups and findings ids that say what they are, and order all anew."""
    assets = {row["id"]: _said(row, "kind", "source", "native_id") for row in data["assets"]}
    groups = {
        row["id"]: _said(row | {"asset": assets.get(row["asset"])}, "kind", "domain", "asset")
        for row in data["groups"]
    }
    named: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("assets", "id", assets),
        ("groups", "asset", assets),
        ("groups", "id", groups),
        ("edges", "tail", assets),
        ("edges", "head", assets),
        ("findings", "asset", assets),
        ("risks", "group", groups),
        ("answers", "group", groups),
        ("settlements", "group", groups),
        ("exposures", "group", groups),
    )
    for section, field, names in named:
        for row in data[section]:
            row[field] = names.get(row[field], row[field])
    for row in data["findings"]:
        del row["id"]
    for section in {section for section, _, _ in named}:
        data[section] = sorted(data[section], key=_spelt)


def _said(row: Mapping[str, Any], *names: str) -> str:
    return canonical.encode({name: row[name] for name in names}).decode()


_spelt: Callable[[Row], bytes] = canonical.encode
