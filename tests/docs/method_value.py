"""Examples that speak of value: a small estate in the database, and the paths through it."""

from dataclasses import dataclass

import numpy as np

from assessments.actions import pinning, values
from assessments.models import Assessment, AssetEdge, AssetState, Import, PinnedImport, Placement
from assessments.permissions import Actor
from assessments.queries import observation, worth
from assessments.queries.layers import Layers
from assessments.queries.restart import restart_of
from assessments.queries.sightings import Sighting
from assessments.scoring import DEFAULT_METHOD, propose, reach, score_one
from assessments.scoring.graph import Dependency, accumulate, cumulate
from tests import make
from tests.docs.pages import NONE
from tests.docs.runners import Row, edition, example, figure, level_name, rank, ranked

RELATIONS = {
    ("vm", "host"): "runs_on",
    ("vm", "datastore"): "stored_on",
    ("vm", "port_group"): "connected_to",
    ("port_group", "switch"): "part_of",
    ("vm", "cluster"): "member_of",
    ("host", "cluster"): "member_of",
}


@example
def degree(row: Row) -> dict[str, str]:
    upper, _, where = row["From"].replace("port group", "port_group").partition(" in ")
    lower, _, where = row["To"].replace("port group", "port_group").partition(" in ")
    edges = [("member_of", 2, 3)] if where else []
    if (upper, lower) in RELATIONS:
        edges.append((RELATIONS[upper, lower], 1, 2))
    layers = Layers(
        kinds={1: upper, 2: "management_server" if lower == "manager" else lower, 3: "cluster"},
        names={1: upper, 2: lower, 3: "CL-1"},
        sources={1: "vc-1", 2: "vc-1" if lower == "manager" else ""},
        has_ha=frozenset({3}),
        edges=tuple(edges),
    )
    placed = {2: -1} if upper == "domain" else {}
    found = [
        shares
        for tail, head, shares in worth.edges_of(layers, placed, restart_of(layers))
        if (tail, head) == (1, 2)
    ]
    cells = map(str, found[0]) if found else (NONE,) * 3
    return dict(zip("CIA", cells, strict=True))


@example
def best_path(row: Row) -> dict[str, str]:
    """Read `5 over 80 over 100` as a chain of which the asset is the end."""
    own: list[int | None] = [None]
    edges = []
    for path in row["Paths"].split(", "):
        value, *shares = path.split(" over ")
        own.append(rank(value))
        for number, share in enumerate(shares, start=1):
            upper, is_last = len(own) - 1, number == len(shares)
            if not is_last:
                own.append(None)
            edges.append(Dependency(upper, 0 if is_last else len(own) - 1, (int(share),) * 3))
    found = accumulate(own, edges, 0)[0]
    if found is None:
        return {"Number": NONE, "Value": NONE}
    return {"Number": figure(found.number), "Value": str(found.rank)}


@example
def together(row: Row) -> dict[str, str]:
    """Read `2 x 3 over 80 over 100` as two chains of which the asset is the end."""
    own: list[int | None] = [None]
    edges = []
    for part in row["Domains"].split(", "):
        count, _, path = part.partition(" x ")
        value, *shares = path.split(" over ")
        for _each in range(int(count)):
            own.append(rank(value))
            for share in shares[:-1]:
                edges.append(Dependency(len(own) - 1, len(own), (int(share),) * 3))
                own.append(None)
            edges.append(Dependency(len(own) - 1, 0, (int(shares[-1]),) * 3))
    found = cumulate(own, edges, 2, 0)
    return {"Together": found.number if found else NONE}


@example
def lifted(row: Row) -> dict[str, str]:
    best = np.array([rank(row["Best path"]) or 0])
    (found,) = reach.lifted(best, np.array([float(row["Together"])])).tolist()
    return {"Value": str(found) if found else NONE}


@example
def group_values(row: Row) -> dict[str, str]:
    hosts = {name: row[f"On {name}"] for name in ("esx-1", "esx-2")}
    draft = estate(hosts, has_ha=row.says("HA")).draft
    return {
        name.title(): ranked((group.value_c, group.value_i, group.value_a))
        for name in ("cluster", "manager", "assessment")
        for group in [draft.assetgroups.get(kind=name)]
    }


@example
def worked_layer(row: Row) -> dict[str, str]:
    kind = edition().risk("RSK-HV-01")
    made = estate({"esx-1": f"RES {row['RES is worth']}"}, has_ha=row.says("HA"))
    group = made.draft.assetgroups.get(kind="cluster")
    value = (group.value_c, group.value_i, group.value_a)
    seen = {check: Sighting(check, 1, 1, has_high=True) for check in row.words("Seen by")}
    found = propose(
        likelihood=kind.likelihood,
        consequence=kind.consequence.as_tuple(),
        value=value,
        takes_layer=kind.takes_layer,
        observed=observation.observed_in(kind, seen, 25),
    )
    scored = score_one(found.likelihood, found.consequence, [], DEFAULT_METHOD)
    return {
        "The cluster is worth": ranked(value),
        "Likelihood": str(found.likelihood),
        "Level": level_name(scored.level),
    }


@dataclass(frozen=True)
class Made:
    draft: Assessment
    imported: Import
    by: Actor


def estate(hosts: dict[str, str], *, has_ha: bool) -> Made:
    """Store one cluster whose hosts carry a machine each, of a domain written `RES 5 4 3`."""
    made = nothing()
    state(made, "management_server", "vc-1")
    cluster = state(made, "cluster", "CL-RES-001", ha=has_ha)
    for name, carried in hosts.items():
        if carried != NONE:
            host = state(made, "host", name)
            edge(made, "member_of", host, cluster)
            guest = state(made, "vm", f"vm-on-{name}")
            edge(made, "runs_on", guest, host)
            edge(made, "member_of", guest, cluster)
            place(made, guest, carried)
    pinning.regroup(made.draft)
    values.refresh(made.draft)
    return made


def nothing() -> Made:
    """Store a draft that pins an inventory without any asset."""
    org = make.organisation()
    analyst = make.person(org)
    draft = make.assessment(org, analyst)
    imported = make.imported(org, analyst)
    PinnedImport.objects.create(
        organisation=org,
        assessment=draft,
        imported=imported,
        pinned_by=analyst,
        pinned_at=make.NOON,
    )
    return Made(draft, imported, make.acting(analyst, org))


def state(made: Made, kind: str, name: str, **attributes: object) -> AssetState:
    org = made.draft.organisation
    return AssetState.objects.create(
        organisation=org,
        imported=made.imported,
        asset=make.asset(org, kind, name),
        kind=kind,
        name=name,
        attributes=attributes,
    )


def edge(made: Made, relation: str, tail: AssetState, head: AssetState) -> None:
    AssetEdge.objects.create(
        organisation=made.draft.organisation,
        imported=made.imported,
        relation=relation,
        tail=tail.asset,
        head=head.asset,
    )


def place(made: Made, guest: AssetState, carried: str) -> None:
    name, c, i, a = carried.split()
    domain = make.domain(
        made.draft, name, value_c=rank(c), value_i=rank(i), value_a=rank(a), trust=3
    )
    Placement.objects.create(
        organisation=made.draft.organisation,
        assessment=made.draft,
        asset=guest.asset,
        domain=domain,
        rule="attribute",
    )
