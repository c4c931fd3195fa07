"""OSCAL plan of action and milestones: what is still to be done about which risks."""

from collections.abc import Iterator

from assessments.reports.oscal import risks
from assessments.reports.oscal.common import (
    NAMESPACE,
    Source,
    Value,
    engine,
    filled,
    line,
    metadata,
    props,
    resources,
    told,
)
from assessments.reports.view import Signing


class NothingPlanned(ValueError):
    """A plan of action has at least one item; this document has none that is open."""


def plan_of_action(content: bytes, signing: Signing) -> Value:
    """
    Return the OSCAL plan of action and milestones of the document in *content*.

    Raises:
        NothingPlanned: no action is open and no risk is left without one.
        canonical.NotCanonical, records.NotADocument: *content* is not a document.
    """
    source = Source.of(content, signing)
    items = [*_actions(source), *_unplanned(source)]
    if not items:
        raise NothingPlanned("no action is open, and every risk is accepted or dismissed")
    return {
        "plan-of-action-and-milestones": {
            "uuid": source.uuid("plan-of-action"),
            "metadata": metadata(source, "Treatment of the risks of virtualised servers"),
            "system-id": {
                "identifier-type": NAMESPACE,
                "id": source.document.assessment.uuid,
            },
            "local-definitions": {"components": [engine(source)]},
            "risks": risks.of_document(source),
            "poam-items": items,
            "back-matter": resources(source),
        }
    }


def _actions(source: Source) -> Iterator[Value]:
    for action in source.document.actions:
        if action.status in risks.OPEN:
            yield filled(
                {
                    "uuid": source.uuid("poam-item", action.key),
                    "title": told(line(f"{action.key} {action.title}")),
                    "description": told(action.description, action.title),
                    "props": props(status=action.status, due=action.due)
                    + props(items=", ".join(action.items), cost_minor=action.cost_minor),
                    "related-risks": _related(source, action.risks),
                }
            )


def _unplanned(source: Source) -> Iterator[Value]:
    """Yield an item for each confirmed risk that nobody accepted and no open action treats."""
    planned = {
        key
        for action in source.document.actions
        if action.status in risks.OPEN
        for key in action.risks
    }
    for risk in source.document.risks:
        if risk.state == "confirmed" and not risk.acceptance and risk.key not in planned:
            yield {
                "uuid": source.uuid("poam-item", risk.key),
                "title": told(line(f"{risk.key} {risk.title}")),
                "description": "No action is open for this risk, and nobody has accepted it.",
                "related-risks": _related(source, (risk.key,)),
            }


def _related(source: Source, keys: tuple[str, ...]) -> list[Value]:
    return [{"risk-uuid": risks.uuid_of(source, key)} for key in keys]
