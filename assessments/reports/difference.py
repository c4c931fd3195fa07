"""What changed from one revision's document to the next, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.reports.document import Document
from assessments.reports.records import Json, Record

SINGLE = ("organisation", "assessment", "criteria", "edition")
MANY = (
    "people",
    "imports",
    "domains",
    "groups",
    "assets",
    "edges",
    "checks",
    "findings",
    "risks",
    "actions",
    "items",
    "answers",
    "evidence",
    "settlements",
    "exposures",
    "phases",
    "loss_estimates",
    "domain_estimates",
    "loss_results",
)


@dataclass(frozen=True, slots=True)
class Change:
    """
    One field that differs, or a whole row that came or went (`field` is empty then).

    `field` is a dotted path inside the row, such as `judged.likelihood`.
    """

    section: str
    row: tuple[str, ...]
    field: str
    before: Json
    after: Json

    @property
    def kind(self) -> str:
        """Return added, removed or changed."""
        if self.field:
            return "changed"
        return "added" if self.before is None else "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes in the order of the sections, and the risks whose level in force moved."""

    changes: tuple[Change, ...]
    raised: tuple[str, ...]
    lowered: tuple[str, ...]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return for each section with changes how many rows were added, removed, changed."""
        rows: dict[str, dict[str, set[tuple[str, ...]]]] = {}
        for change in self.changes:
            kinds = rows.setdefault(change.section, {"added": set(), "removed": set()})
            kinds.setdefault(change.kind, set()).add(change.row)
        return {
            section: {kind: len(kinds.get(kind, ())) for kind in ("added", "removed", "changed")}
            for section, kinds in rows.items()
        }


def difference(before: Document, after: Document) -> Difference:
    """Return what *after* changes of *before*; equal documents give no change."""
    raised, lowered = _moved(before, after)
    return Difference(tuple(_changes(before, after)), raised, lowered)


def _changes(before: Document, after: Document) -> Iterator[Change]:
    for section in SINGLE:
        yield from _fields(section, (), getattr(before, section), getattr(after, section))
    for section in MANY:
        yield from _rows(section, _by_key(before, section), _by_key(after, section))


def _by_key(document: Document, section: str) -> dict[tuple[str, ...], Record]:
    return {row.sort_key(): row for row in getattr(document, section)}


def _rows(
    section: str, before: Mapping[tuple[str, ...], Record], after: Mapping[tuple[str, ...], Record]
) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            yield from _fields(section, key, old, new)
        else:
            yield Change(section, key, "", old and old.to_dict(), new and new.to_dict())


def _fields(section: str, row: tuple[str, ...], old: Record, new: Record) -> Iterator[Change]:
    if old != new:
        for field, before, after in _leaves("", old.to_dict(), new.to_dict()):
            yield Change(section, row, field, before, after)


def _leaves(path: str, old: Json, new: Json) -> Iterator[tuple[str, Json, Json]]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield path, old, new
        return
    for name in sorted(old.keys() | new.keys()):
        inner = f"{path}.{name}" if path else name
        if name not in old or name not in new:
            yield inner, old.get(name), new.get(name)
        elif old[name] != new[name]:
            yield from _leaves(inner, old[name], new[name])


def _moved(before: Document, after: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    old = {risk.key: risk.level_in_force() for risk in before.risks}
    raised: list[str] = []
    lowered: list[str] = []
    for risk in after.risks:
        was, now = old.get(risk.key), risk.level_in_force()
        if was is not None and now is not None and was != now:
            (raised if now > was else lowered).append(risk.key)
    return tuple(raised), tuple(lowered)
