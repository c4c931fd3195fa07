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
        self._fault(key, "needs a text")
        return ""

    def whole(self, key: str, within: range) -> int:
        value = self._take(key, None)
        if isinstance(value, int) and not isinstance(value, bool) and value in within:
            return value
        self._fault(key, f"needs a whole number from {within.start} to {within.stop - 1}")
        return within.start

    def flag(self, key: str) -> bool:
        value = self._take(key, False)  # noqa: FBT003  the default of an absent flag
        if isinstance(value, bool):
            return value
        self._fault(key, "needs true or false")
        return False

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._fault(key, "needs a list of texts")
            return ()
        if needed and not value:
            self._fault(key, "must not be empty")
        if len(set(value)) != len(value):
            self._fault(key, "names something twice")
        return tuple(value)

    def one_of(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        value = self.text(key, default)
        known = tuple(choices)
        if value not in known:
            self._fault(key, f"{value!r} is none of {', '.join(known)}")
        return value

    def table_of(self, key: str) -> Mapping[str, Any]:
        value = self._take(key, {})
        if isinstance(value, dict):
            return value
        self._fault(key, "needs a table")
        return {}

    def tables(self, key: str) -> list["Entry"]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._fault(key, "needs a list of tables")
            return []
        return [
            Entry(self.file, f"{self.name}.{key}[{place}]", item, self.problems)
            for place, item in enumerate(value, start=1)
        ]

    def part(self, key: str) -> "Entry":
        return Entry(self.file, f"{self.name}.{key}", self.table_of(key), self.problems)

    def finish(self) -> None:
        """Note every field that nobody read."""
        for key in self.table:
            if key not in self.taken:
                self._fault(key, "is not known here")

    def _take(self, key: str, default: Any) -> Any:
        self.taken.add(key)
        if key not in self.table and default is None:
            self._fault(key, "is missing")
            return ""
        return self.table.get(key, default)

    def _fault(self, key: str, words: str) -> None:
        self.problems.append(Problem(self.file, self.name, key, words))
