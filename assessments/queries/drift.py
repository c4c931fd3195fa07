"""What moved in an estate from one import to a later one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from assessments.estate import Kind, Ref, Relation
from assessments.models import AssetEdge, AssetState, Finding, Import
from assessments.queries.earlier import anchor_states, imports_sharing

PLACES = (Relation.RUNS_ON, Relation.MEMBER_OF, Relation.STORED_ON, Relation.CONNECTED_TO)
# what may change from hour to hour, or is told apart below
PASSING = frozenset(
    [
        "ballooned_mib",
        "boot_time",
        "changed_at",
        "connection_state",
        "free_mib",
        "free_percent",
        "host",
        "host_count",
        "memory_usage_percent",
        "networks",
        "cluster",
        "datastore",
        "provisioned_mib",
        "suspended_at",
        "swapped_mib",
        "vcpus_per_core",
        "domain",
        "domain_rule",
        "domain_detail",
        "hosts",
        "number",
        "posture.cpu",
    ]
)
SECURITY = frozenset(
    [
        "admission_control",
        "binding",
        "certificate_expiry",
        "certificate_status",
        "config_reset",
        "consolidation_needed",
        "discovery",
        "drs",
        "firmware",
        "ha",
        "ha_protection",
        "ha_restart_priority",
        "hardware_version",
        "in_maintenance",
        "is_connected",
        "os_configured",
        "os_reported",
        "power",
        "release",
        "secret_columns",
        "secure_boot",
        "security_override",
        "time_daemon",
        "time_servers",
        "tools",
        "version",
        "vlan",
        "vlan_override",
    ]
)
PARTS = ("posture.", "policy.", "cloud.")
FIRST = 8


@dataclass(frozen=True, slots=True)
class Thing:
    """An asset that came or went."""

    asset: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field of an asset that is otherwise; `field` of a move is the kind of place."""

    asset: int
    kind: str
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Findings of one check that opened or closed: how many, and the first by label."""

    code: str
    count: int
    first: tuple[str, ...]


@dataclass(slots=True)
class Drift:
    """Everything that is otherwise; `others` counts assets of which only other fields changed."""

    before: Import
    after: Import
    new: list[Thing] = field(default_factory=list)
    gone: list[Thing] = field(default_factory=list)
    renamed: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    settings: list[Change] = field(default_factory=list)
    others: int = 0
    opened: tuple[Seen, ...] = ()
    closed: tuple[Seen, ...] = ()
    hit: dict[int, set[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        told = (self.new, self.gone, self.renamed, self.moved, self.settings)
        return not any(told) and not self.others and not self.opened and not self.closed


def comparable(imported: Import) -> QuerySet[Import]:
    """Return the other imports of the same estate, the newest date first."""
    refs = [
        Ref(Kind(kind), source, native_id)
        for kind, source, native_id in anchor_states(imported).values_list(
            "asset__kind", "asset__source", "asset__native_id"
        )
    ]
    shared = imports_sharing(imported.organisation_id, refs).exclude(pk=imported.pk)
    return shared.order_by("-as_of", "-pk")


def drift(before: Import, after: Import) -> Drift:
    """Return what moved from one import to another. Six queries."""
    found = Drift(before, after)
    known, now = _states(before), _states(after)
    for asset, (kind, name, _) in now.items():
        if asset not in known:
            found.new.append(Thing(asset, kind, name))
    for asset, (kind, name, _) in known.items():
        if asset not in now:
            found.gone.append(Thing(asset, kind, name))
    told, other = _settings(found, known, now)
    found.others = len(other - told - _moves(found, known, now))
    _findings(found)
    return found


State = tuple[str, str, dict[str, Any]]  # kind, name, attributes


def _states(imported: Import) -> dict[int, State]:
    rows = AssetState.objects.filter(imported=imported).order_by("kind", "name", "pk")
    return {
        asset: (kind, name, attributes)
        for asset, kind, name, attributes in rows.values_list(
            "asset_id", "kind", "name", "attributes"
        ).iterator()
    }


def _settings(
    found: Drift, known: Mapping[int, State], now: Mapping[int, State]
) -> tuple[set[int], set[int]]:
    """Note renamed assets and changed settings; return which were told, and which are otherwise."""
    told: set[int] = set()
    other: set[int] = set()
    for asset, (kind, name, attributes) in now.items():
        if asset not in known:
            continue
        _, old_name, old = known[asset]
        if name != old_name:
            found.renamed.append(Change(asset, kind, name, "name", old_name, name))
            told.add(asset)
        if attributes == old:
            continue
        before, after = dict(_flat(old)), dict(_flat(attributes))
        for key in sorted(before.keys() | after.keys()):
            was, said = before.get(key, ""), after.get(key, "")
            if was == said or key in PASSING:
                continue
            if key in SECURITY or key.startswith(PARTS):
                found.settings.append(Change(asset, kind, name, key, was, said))
                told.add(asset)
            else:
                other.add(asset)
    return told, other


def _flat(attributes: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in attributes.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            yield f"{prefix}{key}", ", ".join(sorted(map(_said, value)))
        else:
            yield f"{prefix}{key}", _said(value)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(said for key, said in _flat(value) if not key.startswith("origin"))
    return "" if value is None else str(value)


def _moves(found: Drift, known: Mapping[int, State], now: Mapping[int, State]) -> set[int]:
    was, are = _places(found.before), _places(found.after)
    moved = set()
    for (asset, relation), places in are.items():
        earlier = was.get((asset, relation), frozenset())
        if asset in known and places != earlier:
            kind, name, _ = now[asset]
            before, after = (
                ", ".join(sorted(names[each][1] for each in ids if each in names))
                for ids, names in ((earlier, known), (places, now))
            )
            found.moved.append(Change(asset, kind, name, relation, before, after))
            moved.add(asset)
    found.moved.sort(key=lambda each: (each.field, each.name))
    return moved


def _places(imported: Import) -> dict[tuple[int, str], frozenset[int]]:
    rows = AssetEdge.objects.filter(imported=imported, relation__in=PLACES)
    found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for tail, relation, head in rows.values_list("tail_id", "relation", "head_id").iterator():
        found[tail, relation].add(head)
    return {key: frozenset(heads) for key, heads in found.items()}


def _findings(found: Drift) -> None:
    before, after = _found(found.before), _found(found.after)
    opened, closed = after.keys() - before.keys(), before.keys() - after.keys()
    found.opened = _counted(opened, after)
    found.closed = _counted(closed, before)
    for code, asset, _ in opened | closed:
        if asset is not None:
            found.hit.setdefault(asset, set()).add(code)


Key = tuple[str, int | None, str]  # check, asset, and the label of what has no asset


def _found(imported: Import) -> dict[Key, str]:
    rows = Finding.objects.filter(imported=imported).values_list("code", "asset_id", "label")
    return {(code, asset, "" if asset else label): label for code, asset, label in rows.iterator()}


def _counted(keys: set[Key], labels: Mapping[Key, str]) -> tuple[Seen, ...]:
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_code[key[0]].append(labels[key])
    return tuple(
        Seen(code, len(found), tuple(sorted(found)[:FIRST]))
        for code, found in sorted(by_code.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
