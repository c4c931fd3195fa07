"""How the tables of docs/method.md are run: one function for each table, given one row."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from assessments import catalogue
from assessments.catalogue import Edition
from assessments.models.groups import RANKS
from assessments.scoring.explanation import decimal
from tests.docs.pages import NONE


class Row(dict[str, str]):
    """The cells of one row; remembers which were asked for."""

    def __init__(self, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def words(self, name: str) -> list[str]:
        """Return the parts of a cell between commas; none for a dash."""
        text = self[name]
        return [] if text == NONE else [part.strip() for part in text.split(",")]

    def rank(self, name: str) -> int | None:
        return rank(self[name])

    def ranks(self, name: str) -> tuple[int | None, ...]:
        """Return the ranks that stand in one cell, `5 4 3`; all unset for a single dash."""
        found = tuple(rank(part) for part in self[name].split())
        return (None, None, None) if found == (None,) else found

    def says(self, name: str) -> bool:
        return {"yes": True, "no": False}[self[name]]


Runner = Callable[[Row], dict[str, str]]
RUNNERS: dict[str, Runner] = {}


def example(runner: Runner) -> Runner:
    """Let a table of the page name this function."""
    RUNNERS[runner.__name__] = runner
    return runner


def edition() -> Edition:
    return catalogue.load(catalogue.LATEST)


def rank(text: str) -> int | None:
    return None if text == NONE else int(text)


def ranked(numbers: tuple[int | None, ...]) -> str:
    return " ".join(NONE if number is None else str(number) for number in numbers)


def yes(is_so: object) -> str:
    return "yes" if is_so else "no"


def listed(words: Iterable[str]) -> str:
    return ", ".join(words) or NONE


def level_name(level: int | None) -> str:
    """Return what the catalogue calls a level."""
    return {step.rank: step.label for step in edition().scales.level}.get(level or 0, NONE)


def level_number(name: str) -> int:
    return next(number for number in RANKS if level_name(number) == name)


def figure(number: Fraction | None) -> str:
    """Return an exact number as the page writes it: no zero before the point."""
    if number is None:
        return NONE
    assert Fraction(decimal(number)) == number, "more places than the page shows"
    text = decimal(number)
    return text.removeprefix("0") if text.startswith("0.") else text
