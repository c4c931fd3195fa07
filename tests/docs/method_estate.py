"""Examples that speak of where machines would run."""

from assessments.queries.layers import Layers
from assessments.queries.rearranged import Estate, rearranged
from tests.docs.pages import NONE
from tests.docs.runners import Row, example

CLUSTER, LOST, HOST, GUEST = 1, 2, 3, 100


@example
def lost_host(row: Row) -> dict[str, str]:
    free = [int(word) for word in row.words("Free on the other hosts")]
    guests = [part.split() for part in row["Machines"].split(", ")]
    hosts = {LOST: 999} | {HOST + at: room for at, room in enumerate(free)}
    sizes = {GUEST + at: int(part[0]) for at, part in enumerate(guests)}
    kinds = {CLUSTER: "cluster"} | dict.fromkeys(hosts, "host") | dict.fromkeys(sizes, "vm")
    layers = Layers(
        kinds=kinds,
        names={asset: str(asset) for asset in kinds},
        sources=dict.fromkeys(kinds, "vc"),
        has_ha=frozenset({CLUSTER} if row.says("HA") else ()),
        edges=(
            *(("member_of", host, CLUSTER) for host in hosts),
            *(("runs_on", guest, LOST) for guest in sizes),
        ),
        memory=hosts | sizes,
        off=frozenset(GUEST + at for at, part in enumerate(guests) if "off" in part),
    )
    found = rearranged(layers, Estate(lost=frozenset({LOST})), {})
    told = ", ".join(str(sizes[guest]) for guest in found.stranded)
    return {"Not started again": told or NONE}
