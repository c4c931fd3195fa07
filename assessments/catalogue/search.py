"""Find entries of an edition by their words, their code, or a number of a published list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessments.catalogue.values import Mappings
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
        body = [risk.description, risk.security_impact, *_numbers(risk.lineage)]
        yield _hit("risk", risk.code, risk.name, risk.description), " ".join(body)
    for item in edition.items.values():
        body = [item.requirement, item.why, *item.verify, *item.implement]
        body += _numbers(item.mappings, item.supports, item.unverified)
        yield _hit("item", item.code, item.title, item.requirement), " ".join(body)
    for threat in edition.threats.values():
        body = [threat.description, *_numbers(threat.mappings, threat.unverified)]
        yield _hit("threat", threat.code, threat.name, threat.description), " ".join(body)
    for each in edition.vulnerabilities.values():
        body = [each.description, *_numbers(each.mappings)]
        yield _hit("vulnerability", each.code, each.name, each.description), " ".join(body)
    for kind in edition.asset_types.values():
        body = [kind.description, *kind.valuation.values()]
        yield _hit("asset-type", kind.code, kind.name, kind.description), " ".join(body)


def _numbers(*mappings: Mappings) -> Iterable[str]:
    return [number for found in mappings for numbers in found.values() for number in numbers]


def _hit(kind: str, code: str, title: str, text: str) -> Hit:
    excerpt = text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"
    return Hit(kind, code, title, excerpt)
