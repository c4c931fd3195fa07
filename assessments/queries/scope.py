"""What of the catalogue takes part in an assessment, by fact and not by opinion."""

from assessments.catalogue import Edition, Item, load
from assessments.models import Assessment


def edition_of(assessment: Assessment) -> Edition:
    """Return the catalogue edition that *assessment* pins."""
    return load(assessment.edition)


def applies(item: Item, facts: frozenset[str]) -> bool:
    """Say whether every fact that *item* asks for holds here."""
    return facts.issuperset(item.applies_when)


def items_in_scope(assessment: Assessment) -> tuple[Item, ...]:
    """Return the checklist items whose facts hold in this assessment, in catalogue order."""
    facts = frozenset(assessment.facts)
    return tuple(item for item in edition_of(assessment).items.values() if applies(item, facts))
