"""What an inventory would change against the import that it follows, told before it is applied."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from assessments.actions import inventory_rows
from assessments.checks import CheckResult, Placement
from assessments.estate import Estate, Ref
from assessments.models import Asset, AssetState, Finding, Import
from assessments.queries import earlier

SHOWN = 50
Key = tuple[str, str]  # kind, native id within its source; or check, object


def changes(
    estate: Estate,
    results: Iterable[CheckResult],
    placements: Mapping[Ref, Placement],
    organisation_id: int,
) -> dict[str, Any]:
    """
    Return as JSON what applying *estate* would add, end and change.

    `against` is the newest import of the same sources, None when this is the
    first; then everything is new. Two passes over the earlier rows.
    """
    before = _earlier(estate, organisation_id)
    now = _now(estate, placements)
    if before is None:
        return {"against": None, "assets": len(now)}
    gone, changed, known = [], [], set()
    rows = AssetState.objects.filter(imported=before).values_list(
        "asset__kind", "asset__source", "asset__native_id", "name", "attributes"
    )
    for kind, source, native_id, name, attributes in rows.order_by("kind", "name").iterator():
        ref = (kind, source, native_id)
        known.add(ref)
        if ref not in now:
            gone.append({"kind": kind, "name": name})
        elif fields := _differing({"name": name, **attributes}, now[ref]):
            changed.append({"kind": kind, "name": now[ref]["name"], "fields": fields})
    fresh = [
        {"kind": ref[0], "name": thing["name"]} for ref, thing in now.items() if ref not in known
    ]
    return {
        "against": {
            "import": before.pk,
            "file_name": before.file_name,
            "as_of": before.as_of.isoformat(),
        },
        "assets": len(now),
        "new": _counted(fresh),
        "gone": _counted(gone),
        "changed": _counted(changed),
        **_findings(results, before),
    }


def _earlier(estate: Estate, organisation_id: int) -> Import | None:
    shared = earlier.imports_sharing(organisation_id, estate.anchors)
    return shared.order_by("-pk").first()


def _now(
    estate: Estate, placements: Mapping[Ref, Placement]
) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        Asset.key_of(thing.ref): {
            "name": thing.name[:300],
            **inventory_rows.attributes_of(thing, placements),
        }
        for thing in inventory_rows.things(estate)
    }


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def _counted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "count": len(rows),
        "kinds": dict(sorted(Counter(row["kind"] for row in rows).items())),
        "first": rows[:SHOWN],
    }


def _findings(results: Iterable[CheckResult], imported: Import) -> dict[str, Any]:
    before: set[Key] = set(
        Finding.objects.filter(imported=imported).values_list("code", "label").iterator()
    )
    after: set[Key] = {
        (finding.code, finding.label[:400]) for result in results for finding in result.findings
    }
    return {
        "opened": _by_check(after - before),
        "closed": _by_check(before - after),
        "staying": len(before & after),
    }


def _by_check(keys: Iterable[Key]) -> dict[str, Any]:
    found = sorted(keys)
    return {
        "count": len(found),
        "checks": dict(sorted(Counter(code for code, _ in found).items())),
        "first": [{"code": code, "label": label} for code, label in found[:SHOWN]],
    }
