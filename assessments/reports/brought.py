"""A snapshot that comes from elsewhere: read whole, or refused with every mistake in words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

from assessments.reports import brought_laws
from assessments.reports.document import SCHEMA, Document
from assessments.reports.records import Json, NotADocument, mistakes
from assessments.scoring import BadMethod, Method
from assessments.scoring.losses.estimates import Range
from assessments.verifier import canonical

NAMED = 20  # mistakes that are told one by one
_KEY = re.compile(r"[RT]-[1-9][0-9]{0,8}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class NotBrought(ValueError):
    """A snapshot that cannot be brought in; `mistakes` says all that is wrong, and where."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(self.mistakes[:NAMED]))


def read(content: bytes) -> Document:
    """
    Return the document that the canonical bytes of a snapshot stand for.

    Its levels are not looked at: who brings it in has them computed again.

    Raises:
        NotBrought: it is no snapshot of a schema that is known here, or what it holds
            contradicts itself; every mistake is named with its place.
    """
    data = _parsed(content)
    if found := mistakes(Document, data):
        raise NotBrought(found)
    try:
        document = Document.from_json(content)
    except NotADocument as error:  # the order of a list, or a row twice
        raise NotBrought([str(error)]) from None
    if found := [*_method(document), *_keys(document), *_times(document), *_losses(document)]:
        raise NotBrought(found)
    if found := list(brought_laws.broken(document)):
        raise NotBrought(found)
    return document


def moment(text: str) -> datetime:
    """Return the instant that a document writes, with its time zone."""
    return datetime.fromisoformat(text)


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        data = canonical.parse(content)
    except canonical.NotCanonical as error:
        raise NotBrought([f"This is no snapshot: {error}"]) from None
    if (schema := data.get("schema")) != SCHEMA:
        said = schema if isinstance(schema, str) else "none"
        raise NotBrought([f"The schema is {said[:80]}; the one known here is {SCHEMA}"])
    return data


def _method(document: Document) -> Iterator[str]:
    method = document.criteria.method
    if not isinstance(method, Mapping):
        yield "criteria.method is not an object"
        return
    try:
        Method.from_document(method)
    except BadMethod as error:
        yield from (f"criteria.method.{path}: {words}" for path, words in error.problems.items())


def _keys(document: Document) -> Iterator[str]:
    for section, letter in (("risks", "R"), ("actions", "T")):
        for row in getattr(document, section):
            if not (_KEY.fullmatch(row.key) and row.key.startswith(letter)):
                yield f"{section}: {row.key[:20]!r} is not a key such as {letter}-1"


def _times(document: Document) -> Iterator[str]:
    for each in document.imports:
        for name in ("taken_at", "as_of"):
            text = getattr(each, name)
            if text is not None and not _is_instant(text):
                yield f"imports {each.sha256[:12]}: {name} is not an instant"
    for action in document.actions:
        if action.due is not None and not _is_day(action.due):
            yield f"actions {action.key}: due is not a day"
        if action.done_at is not None and not _is_instant(action.done_at):
            yield f"actions {action.key}: done_at is not an instant"


def _losses(document: Document) -> Iterator[str]:
    for each in document.loss_estimates:
        if not (_is_frequency(each.frequency) and _are_ranges(each.losses)):
            yield f"loss_estimates {each.risk}: a range is not one"
    for domain in document.domain_estimates:
        if not _are_ranges(domain.losses):
            yield f"domain_estimates {domain.domain[:40]}: a range is not one"


def _is_frequency(value: Json) -> bool:
    return value == {} or (isinstance(value, Mapping) and _is_range(value))


def _are_ranges(value: Json) -> bool:
    return isinstance(value, Mapping) and all(map(_is_range, value.values()))


def _is_range(value: Json) -> bool:
    try:
        Range.from_document(cast("Mapping[str, Any]", value))
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError):
        return False
    return True


def _is_instant(text: str) -> bool:
    try:
        return bool(_INSTANT.fullmatch(text)) and bool(moment(text))
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
