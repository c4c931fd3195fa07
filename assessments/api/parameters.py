"""Query parameters: declared once, and from that read, checked and described."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

LARGEST = 2**31 - 1  # what a number of ours may be in the database
LONGEST = 100  # characters of a text
LONGEST_LIST = 2000  # and of a list
MOST = 500  # rows of a page
PAGE = 50
CURSOR = "cursor"

FLAGS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    A parameter, what it takes, and what it is when it is not given.

    Blank is the same as not given, so that a form can leave fields empty.
    """

    name: str
    words: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]  # raises ValueError with words
    default: Any = None

    def described(self) -> OpenApiParameter:
        default = {} if self.default in (None, "", ()) else {"default": self.default}
        return OpenApiParameter(
            self.name, type=dict(self.schema) | default, description=self.words, required=False
        )


def text(name: str, words: str) -> Parameter:
    """Return a parameter of free words."""
    return Parameter(name, words, {"type": "string", "maxLength": LONGEST}, _text, "")


def choice(name: str, words: str, choices: Iterable[str], default: str = "") -> Parameter:
    """Return a parameter that takes one of a few words."""
    known = tuple(choices)
    return Parameter(name, words, {"type": "string", "enum": list(known)}, _one_of(known), default)


def whole(
    name: str, words: str, least: int = 1, most: int = LARGEST, default: int | None = None
) -> Parameter:
    """Return a parameter that takes a whole number."""
    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, words, schema, _within(least, most), default)


def flag(name: str, words: str) -> Parameter:
    """Return a parameter that is on or off."""
    schema = {"type": "string", "enum": list(FLAGS)}
    return Parameter(name, words, schema, lambda word: FLAGS[_one_of(FLAGS)(word)], default=False)


def day(name: str, words: str) -> Parameter:
    """Return a parameter that takes a day like 2027-01-31."""
    return Parameter(name, words, {"type": "string", "format": "date"}, _day)


def listed(name: str, words: str) -> Parameter:
    """Return a parameter that takes several words with commas between them."""
    schema = {"type": "string", "maxLength": LONGEST_LIST}
    return Parameter(name, words, schema, _listed, ())


def order(names: Iterable[str], default: str) -> Parameter:
    """Return the parameter that orders a list; a leading hyphen turns it round."""
    both = [way + name for name in names for way in ("", "-")]
    words = "What the rows are ordered by; a leading hyphen turns it round. Rows without come last."
    return choice("order", words, both, default)


def read(query: QueryDict, known: Iterable[Parameter]) -> dict[str, Any]:
    """
    Return the value of every known parameter.

    Raises:
        ValidationError: with all that is wrong, by name: unknown, given twice, or no such value.
    """
    by_name = {parameter.name: parameter for parameter in known}
    values = {name: parameter.default for name, parameter in by_name.items()}
    mistakes: dict[str, list[str]] = {}
    for name, given in query.lists():
        if name not in by_name:
            takes = ", ".join(sorted(by_name)) or "none"
            mistakes[name] = [f"There is no such parameter here; known: {takes}."]
        elif len(given) > 1:
            mistakes[name] = ["Give it once."]
        elif given[0]:
            try:
                values[name] = by_name[name].read(given[0])
            except ValueError as error:
                mistakes[name] = [str(error)]
    if mistakes:
        raise ValidationError(mistakes)
    return values


def _text(word: str) -> str:
    if len(word) > LONGEST:
        raise ValueError(f"At most {LONGEST} characters.")
    if "\x00" in word:
        raise ValueError("Leave out the character with the number zero.")
    return word


def _listed(word: str) -> tuple[str, ...]:
    if len(word) > LONGEST_LIST:
        raise ValueError(f"At most {LONGEST_LIST} characters.")
    words = [each.strip() for each in word.replace("\x00", ",").split(",")]
    return tuple(dict.fromkeys(each for each in words if each))


def _one_of(known: Iterable[str]) -> Callable[[str], str]:
    def taken(word: str) -> str:
        if word not in known:
            raise ValueError(f"Needs one of: {', '.join(known)}.")
        return word

    return taken


def _within(least: int, most: int) -> Callable[[str], int]:
    def taken(word: str) -> int:
        digits = word.isascii() and word.isdigit() and len(word) <= len(str(LARGEST))
        if not digits or not least <= int(word) <= most:
            raise ValueError(f"Needs a whole number from {least} to {most}.")
        return int(word)

    return taken


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise ValueError("Needs a day like 2027-01-31.") from error


LIMIT = whole("limit", "Rows in one answer.", most=MOST, default=PAGE)
PAGED = (
    LIMIT,
    Parameter(
        CURSOR,
        "Where to go on: taken from `next` of the answer before, together with its other "
        "parameters.",
        {"type": "string", "maxLength": 2000},
        str,
        "",
    ),
)
