"""Examples that speak of what falls together: restart, reach and co-residency."""

from fractions import Fraction

import numpy as np

from assessments.actions import pinning, proposals, trust_gaps
from assessments.models import AssetState, Domain, Placement
from assessments.queries import coresident, reach
from assessments.queries.layers import Layers
from assessments.queries.restart import lost_on, restart_of
from assessments.scoring import propose
from assessments.scoring.coresidency import gaps
from assessments.scoring.reach import graph_of, ordered
from assessments.scoring.reach.magerit import degrees
from tests import make
from tests.docs.method_value import Made, edge, nothing, state
from tests.docs.pages import NONE
from tests.docs.runners import Row, example, figure, rank, yes

GIB = 1024
MINE, CLUSTER = 1, 9


@example
def restart(row: Row) -> dict[str, str]:
    others = row.words("Other hosts")
    loads = [row["Runs there"], *row.words("Run there")]
    hosts = dict(enumerate([row["Host"], *others], MINE))
    guests = {host + 100: load for host, load in zip(hosts, loads, strict=True)}
    memory = {
        **{host: int(size.split()[0]) * GIB for host, size in hosts.items() if size != NONE},
        **{guest: int(load) * GIB for guest, load in guests.items()},
    }
    layers = Layers(
        kinds=dict.fromkeys(hosts, "host") | dict.fromkeys(guests, "vm") | {CLUSTER: "cluster"},
        names={},
        sources={},
        has_ha=frozenset({CLUSTER} if row.says("HA") else ()),
        edges=(
            *(("member_of", host, CLUSTER) for host in hosts),
            *(("runs_on", guest, guest - 100) for guest in guests),
        ),
        memory=memory,
        closed=frozenset(host for host, size in hosts.items() if "maintenance" in size),
    )
    shares = restart_of(layers)
    known = shares[MINE] >= 0
    return {
        "Starts again": share(shares[MINE]) if known else NONE,
        "Falls on the host": str(lost_on(MINE, shares)),
    }


def share(hundredths: int) -> str:
    return f".{hundredths:02d}" if hundredths else "0"


@example
def last_hop(row: Row) -> dict[str, str]:
    steps = [step.split() for step in row.words("Dependencies")]
    names = sorted({name for upper, lower, _share in steps for name in (upper, lower)})
    columns = np.array(
        [(names.index(u), names.index(lower), round(float(s) * 100)) for u, lower, s in steps],
        dtype=np.int64,
    ).T
    graph = graph_of(len(names), columns[0], columns[1], np.tile(columns[2], (3, 1)))
    found = degrees(names.index("A"), graph, ordered(graph), 0)[names.index("C")]
    return {"Degree of C": figure(Fraction(round(found * 10_000), 10_000))}


@example
def blast_radius(row: Row) -> dict[str, str]:
    """Read `RES 4 x 1, DMZ 3 x 10` as machines of two domains; those not on the host are beside."""
    made = nothing()
    host, beside = state(made, "host", "esx-1"), state(made, "host", "esx-2")
    here = dict(word.split() for word in row.words("Of them on the host"))
    for word in row.words("Machines"):
        name, value, _x, count = word.split()
        domain = make.domain(made.draft, name, value_c=rank(value), trust=3)
        for number in range(int(count)):
            guest = state(made, "vm", f"{name}-{number}")
            edge(made, "runs_on", guest, host if number < int(here.get(name, 0)) else beside)
            place(made, guest, domain)
    card = reach.reach_of(made.draft).card(host.asset_id)
    assert card is not None
    return {
        "Reached by the host": str(card.guests),
        "Domains": str(len(card.domains)),
        "Share of the estate": str(card.percent),
    }


@example
def coresidency(row: Row) -> dict[str, str]:
    on, off = ([rank(word) for word in row.words(name)] for name in row if name in SIDES)
    trust = np.array([each or 0 for each in (*on, *off)], dtype=np.int64)
    powered = np.arange(len(trust)) < len(on)
    found = gaps(np.zeros(len(trust), dtype=np.int64), trust, powered, 1)
    known = bool(found.highest[0])
    return {
        "Gap": str(found.gap[0]) if known else NONE,
        "Told": yes(bool(found.is_open[0]) and told(made_of(row))),
    }


@example
def gap_decided(row: Row) -> dict[str, str]:
    """Decide about machines of trust 1 and 4 on a cluster, then let the highest trust change."""
    made = nothing()
    cluster, host = state(made, "cluster", "CL-1"), state(made, "host", "esx-1")
    edge(made, "member_of", host, cluster)
    zones = [make.domain(made.draft, name, trust=trust) for name, trust in (("A", 1), ("B", 4))]
    for zone in zones:
        guest = state(made, "vm", f"vm-{zone.name}")
        edge(made, "runs_on", guest, host)
        place(made, guest, zone)
    pinning.regroup(made.draft)
    if row["Decision"] != NONE:
        trust_gaps.decide(
            assessment=made.draft,
            group=made.draft.assetgroups.get(kind="cluster").pk,
            said=row["Decision"],
            reason="Seen",
            by=made.by,
            at=make.NOON,
        )
    for zone, trust in zip(zones, row.words("Trust since then"), strict=True):
        Domain.objects.filter(pk=zone.pk).update(trust=int(trust))
    beside = proposals._accepted_gaps(made.draft).values()
    found = propose(
        likelihood=int(row["Default"]),
        consequence=(3, 3, 3),
        value=(3, 3, 3),
        takes_layer=False,
        observed=["HOST-ESX-EOL"] if row.says("Observed") else [],
        beside="".join(beside),
    )
    asked = any(each.is_open for each in coresident.proposals(made.draft))
    return {"Likelihood": str(found.likelihood), "Asked": yes(asked)}


SIDES = ("Trust of machines that are on", "Of others")


def made_of(row: Row) -> Made:
    """Store a host with these machines."""
    made = nothing()
    host = state(made, "host", "esx-1")
    for power, name in zip(("on", "off"), SIDES, strict=True):
        for number, word in enumerate(row.words(name)):
            guest = state(made, "vm", f"{power}-{number}", power=power)
            edge(made, "runs_on", guest, host)
            if word != NONE:
                place(made, guest, make.domain(made.draft, f"{power}{number}", trust=rank(word)))
    return made


def told(made: Made) -> bool:
    """Say whether the product tells the only host."""
    return [each.name for each in coresident.meetings(made.draft)] == ["esx-1"]


def place(made: Made, guest: AssetState, domain: Domain) -> None:
    Placement.objects.create(
        organisation=made.draft.organisation,
        assessment=made.draft,
        asset=guest.asset,
        domain=domain,
        rule="attribute",
    )
