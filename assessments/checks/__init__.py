"""
Rules over an inventory: each check says pass, finding or not assessable.

    results = run(estate, as_of=export_date)
    summary(results)["VM-SNAP-AGE"]
"""

from collections.abc import Mapping
from datetime import datetime

from assessments.checks import (
    channels,
    clouds,
    clusters,
    datastores,
    disks,
    guests,
    hardening,
    hosts,
    networks,
    ownership,
    posture,
    power,
    resources,
    snapshots,
)
from assessments.checks.base import CheckResult, Evidence, Finding, Rule, Tally
from assessments.checks.bindings import bindings
from assessments.checks.context import Context, context
from assessments.checks.domains import Placement, Zoning, parse_zones, place
from assessments.checks.eol import Table, shipped
from assessments.checks.parameters import DEFAULT, Parameters
from assessments.estate import Estate, Ref

__all__ = [
    "DEFAULT",
    "RULES",
    "CheckResult",
    "Evidence",
    "Finding",
    "Parameters",
    "Placement",
    "Zoning",
    "parse_zones",
    "place",
    "run",
    "summary",
]

RULES: tuple[Rule[Context], ...] = tuple(
    sorted(
        (
            *channels.RULES,
            *clouds.RULES,
            *clusters.RULES,
            *datastores.RULES,
            *disks.RULES,
            *guests.RULES,
            *hardening.RULES,
            *hosts.RULES,
            *networks.RULES,
            *ownership.RULES,
            *posture.RULES,
            *power.RULES,
            *resources.RULES,
            *snapshots.RULES,
        ),
        key=lambda rule: rule.code,
    )
)
MOST_OBJECTS = 200


def run(
    estate: Estate,
    *,
    parameters: Parameters = DEFAULT,
    as_of: datetime | None = None,
    zones: Mapping[Ref, Placement] | None = None,
    earlier: Estate | None = None,
    table: Table | None = None,
) -> tuple[CheckResult, ...]:
    """
    Judge an estate by every rule.

    Args:
        estate: one export.
        parameters: the thresholds.
        as_of: the "now" of every age; by default the date of the export.
        zones: the domain of each guest, from `place`; by default its rule without overrides.
        earlier: an earlier export of the same estate, for the rules that need two.
        table: end-of-life dates; by default those that ship with the product.

    Returns:
        One result per check, ordered by code.
    """
    about = context(
        estate,
        parameters=parameters,
        as_of=as_of,
        table=table or shipped(),
        placements=zones,
        earlier=earlier,
    )
    return tuple(_judged(rule, about) for rule in RULES)


def summary(results: tuple[CheckResult, ...]) -> dict[str, dict[str, object]]:
    """
    Give results as JSON-ready values by code.

    `count` is the number of findings; `objects` names at most 200 of them.
    """
    return {
        result.code: {
            "result": result.result,
            "count": len(result.findings),
            "objects": [finding.label for finding in result.findings[:MOST_OBJECTS]],
            "reason": result.reason,
        }
        for result in results
    }


def _judged(rule: Rule[Context], about: Context) -> CheckResult:
    lacking = [words for words in map(about.needs, rule.needs) if words]
    if lacking:
        return CheckResult(rule.code, "not_assessable", 0, (), "; ".join(dict.fromkeys(lacking)))
    tally = Tally(rule.code, bindings()[rule.code].severity)
    rule.judge(about, tally)
    return tally.result()
