"""Samples: drawn again by anybody, in both directions, from the frozen content alone."""

import hashlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assessments.reports import parts as p
from assessments.reports.sampling import HEAD, Sample, drawn, order_of
from tests.reports.factories import asset, document, risk

NAMES = st.sets(st.text(min_size=1, max_size=8), max_size=20)


@given(st.text(max_size=10), NAMES, st.integers(1, 30))
def test_a_sample_is_the_names_with_the_lowest_sha256_and_no_others(seed, names, number):
    found = drawn(seed, names, number)

    assert len(found) == min(number, len(names))
    rest = names - set(found)
    assert all(order_of(seed, one) < order_of(seed, other) for one in found for other in rest)
    assert drawn(seed, sorted(names, reverse=True), number) == found


def test_the_order_is_that_of_sha256sum():
    assert order_of("s", "R-1") == hashlib.sha256(b"s\nR-1").hexdigest()


def edge(tail, head):
    return p.Edge(relation="runs_on", tail=tail, head=head)


def group(kind, name, **values):
    base = document().groups[0]
    return replace(base, id=f"{kind}:{name}", kind=kind, name=name, **values)


VMS = (asset("vm-1"), asset("vm-2", domain=None), asset("vm-3", domain="OTHER"))
HOST = replace(asset("esx-1"), id="host:esx-1", kind="host")
GROUPS = (
    document().groups[0],
    group("cluster", "c", domain=None, asset="cluster:c"),
    group("asset", "vm-2", domain=None, asset="vm:vm-2"),
    group("assessment", "all", domain=None, asset=None),
)
RISKS = (
    risk(1),
    risk(2, group="cluster:c"),
    risk(3, group="asset:vm-2"),
    risk(4, group="assessment:all"),
    risk(5, state="dismissed"),
)
WHOLE = document(
    assets=(*VMS, HOST),
    edges=(
        edge("vm:vm-1", "host:esx-1"),
        edge("host:esx-1", "cluster:c"),
        edge("cluster:c", "host:esx-1"),
        edge("vm:vm-3", "host:esx-9"),
    ),
    groups=GROUPS,
    risks=RISKS,
    actions=(),
    exposures=(),
)


def of(rows):
    return {row.name: (row.number, row.found) for row in rows}


def test_a_risk_leads_to_its_machines_and_a_machine_to_its_risks():
    sample = Sample(WHOLE, "seed", 10)

    assert of(sample.of_register()) == {
        "R-1": (1, ("vm-1",)),
        "R-2": (1, ("vm-1",)),
        "R-3": (1, ("vm-2",)),
        "R-4": (3, ("vm-1", "vm-2", "vm-3")),
    }
    assert of(sample.of_inventory()) == {
        "vm:vm-1": (3, ("R-1", "R-2", "R-4")),
        "vm:vm-2": (2, ("R-3", "R-4")),
        "vm:vm-3": (1, ("R-4",)),
    }


def test_a_machine_brings_the_cells_in_which_something_was_seen():
    bare = replace(WHOLE.findings[0], id="X:1", code="X", evidence=[])
    row = Sample(replace(WHOLE, findings=(*WHOLE.findings, bare)), "seed", 10)
    found = next(one for one in row.of_inventory() if one.name == "vm:vm-1")

    assert found.proofs == ("VM-SNAP-MEM: vSnapshot row 3 Size MiB (vmsn)=16384", "X")
    cells = dict(zip(HEAD, found.cells(), strict=True))
    assert cells["found"] == "R-1, R-2, R-4"
    assert cells["drawn_from"] == "inventory"


def test_no_more_is_drawn_than_asked_for():
    assert len(Sample(WHOLE, "seed", 2).of_register()) == 2
    assert Sample(WHOLE, "a", 1).of_register() != Sample(WHOLE, "b", 1).of_register()
    one, other = Sample(WHOLE, "a", 1), Sample(WHOLE, "a", 2)
    assert one.digest != other.digest
    assert one.digest == Sample(WHOLE, "a", 1).digest
