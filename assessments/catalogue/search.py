"""Find entries of an edition by their words."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.catalogue.whole import Edition

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that holds every word that was asked for."""

    kind: str  # risk, threat, vulnerability, item, asset-type
    code: str
    title: str
    excerpt: str


def search(edition: Edition, text: str) -> tuple[Hit, ...]:
    """Return the entries that hold all words of *text*, those with a word in the title first."""
    words = text.casefold().split()
    if not words:
        return ()
    found = [
        hit
        for hit, body in _entries(edition)
        if all(word in f"{hit.code} {hit.title} {body}".casefold() for word in words)
    ]
    return tuple(sorted(found, key=lambda hit: not _in_title(hit, words)))


def _in_title(hit: Hit, words: list[str]) -> bool:
    head = f"{hit.code} {hit.title}".casefold()
    return all(word in head for word in words)


def _entries(edition: Edition) -> Iterator[tuple[Hit, str]]:
    for risk in edition.risks.values():
        yield _hit("risk", risk.code, risk.name, risk.description), risk.security_impact
    for item in edition.items.values():
        body = " ".join([item.why, *item.verify, *item.implement])
        yield _hit("item", item.code, item.title, item.requirement), f"{item.requirement} {body}"
    for threat in edition.threats.values():
        yield _hit("threat", threat.code, threat.name, threat.description), threat.description
    for each in edition.vulnerabilities.values():
        yield _hit("vulnerability", each.code, each.name, each.description), each.description
    for kind in edition.asset_types.values():
        yield _hit("asset-type", kind.code, kind.name, kind.description), kind.description


def _hit(kind: str, code: str, title: str, text: str) -> Hit:
    excerpt = text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"
    return Hit(kind, code, title, excerpt)
