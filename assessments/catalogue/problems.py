"""What is wrong with a catalogue: all of it, each with file, entry and field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    file: str
    entry: str
    field: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}: {self.field}: {self.words}"


class BadEdition(ValueError):
    """An edition does not hold together; `problems` names every fault."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


MISSING = object()


@dataclass(slots=True)
class Entry:
    """A table of a file while it is read: typed access that notes faults instead of raising."""

    file: str
    name: str
    table: Mapping[str, Any]
    problems: list[Problem]
    taken: set[str] = field(default_factory=set)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value
        self.fault(key, "needs a text", value)
        return default or ""

    def whole(self, key: str, within: range) -> int:
        value = self._take(key, None)
        if _is_whole(value) and value in within:
            return int(value)
        self.fault(key, f"needs a whole number from {within.start} to {within.stop - 1}", value)
        return within.start

    def flag(self, key: str) -> bool:
        value = self._take(key, False)  # noqa: FBT003  the default of an absent flag
        if isinstance(value, bool):
            return value
        self.fault(key, "needs true or false", value)
        return False

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        value = self._take(key, None if needed else [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(key, "needs a list of texts", value)
            return ()
        if needed and not value:
            self.fault(key, "must not be empty")
        if len(set(value)) != len(value):
            self.fault(key, "names something twice")
        return tuple(value)

    def rows(self, key: str, within: range) -> tuple[tuple[int, ...], ...]:
        value = self._take(key, None)
        if isinstance(value, list) and all(isinstance(row, list) for row in value):
            if value and all(_is_whole(cell) and cell in within for row in value for cell in row):
                return tuple(tuple(row) for row in value)
            self.fault(key, f"needs whole numbers from {within.start} to {within.stop - 1}")
        else:
            self.fault(key, "needs a list of rows", value)
        return ()

    def one_of(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        value, known = self._take(key, default), tuple(choices)
        if value in known:
            return str(value)
        words = f"{value!r} is none of {', '.join(name for name in known if name)}"
        self.fault(key, words, value)
        return known[0]

    def lists_of(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """Return a table whose values are lists of texts."""
        part = self.part(key)
        return {name: part.texts(name, needed=True) for name in part.table}

    def words_of(self, key: str) -> Mapping[str, str]:
        """Return a table whose values are texts."""
        part = self.part(key)
        return {name: part.text(name) for name in part.table}

    def tables(self, key: str) -> list["Entry"]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, "needs a list of tables", value)
            return []
        return [
            Entry(self.file, f"{self.name}.{key}[{place}]", item, self.problems)
            for place, item in enumerate(value, start=1)
        ]

    def part(self, key: str, *, needed: bool = False) -> "Entry":
        value = self._take(key, None if needed else {})
        if not isinstance(value, dict):
            self.fault(key, "needs a table", value)
        table = value if isinstance(value, dict) else _Anything()
        return Entry(self.file, f"{self.name}.{key}", table, self.problems)

    def fault(self, key: str, words: str, value: object = None) -> None:
        if isinstance(self.table, _Anything):
            return  # that there is no table is said already
        said = "is missing" if value is MISSING else words
        self.problems.append(Problem(self.file, self.name, key, said))

    def finish(self) -> None:
        """Note every field that nobody read."""
        for key in self.table:
            if key not in self.taken:
                self.fault(key, "is not known here")

    def _take(self, key: str, default: Any) -> Any:
        self.taken.add(key)
        return self.table.get(key, MISSING if default is None else default)


class _Anything(dict[str, Any]):
    """Stands for a table that is not one: what it lacks is no further fault."""


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
