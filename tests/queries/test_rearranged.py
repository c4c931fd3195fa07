"""Layers as they would be: where machines land, what starts again, and what stays as it is."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from assessments.queries.layers import Layers
from assessments.queries.rearranged import Estate, rearranged

MANAGER, CL_1, CL_2 = 1, 2, 3
HOSTS = {10: CL_1, 11: CL_1, 12: CL_1, 20: CL_2, 21: CL_2}
GUESTS = {100: 10, 101: 10, 102: 11, 103: 12, 200: 20}
SIZES = {100: 8, 101: 4, 102: 8, 103: 2, 200: 16}
RES, DMZ = 1, 2
DOMAINS = {100: RES, 101: DMZ, 102: DMZ, 103: RES, 200: RES}


def estate(has_ha=(CL_1,), memory=16, off=(), closed=()):
    kinds = {MANAGER: "management_server", CL_1: "cluster", CL_2: "cluster", 50: "datastore"}
    kinds |= dict.fromkeys(HOSTS, "host") | dict.fromkeys(GUESTS, "vm") | {300: "template"}
    edges = [("member_of", host, cluster) for host, cluster in HOSTS.items()]
    edges += [("runs_on", guest, host) for guest, host in GUESTS.items()]
    edges += [("member_of", guest, HOSTS[host]) for guest, host in GUESTS.items()]
    edges += [("stored_on", guest, 50) for guest in GUESTS] + [("runs_on", 300, 10)]
    return Layers(
        kinds=kinds,
        names={asset: f"a{asset}" for asset in kinds},
        sources=dict.fromkeys(kinds, "vc"),
        has_ha=frozenset(has_ha),
        edges=tuple(edges),
        moves=frozenset({CL_1}),
        memory=dict.fromkeys(HOSTS, memory) | SIZES,
        off=frozenset(off),
        closed=frozenset(closed),
    )


def homes(layers):
    return {guest: host for name, guest, host in layers.edges if name == "runs_on"}


def told(layers):
    return {tail: head for name, tail, head in layers.edges if name == "member_of"}


def test_machines_move_to_a_host_and_their_cluster_follows():
    found = rearranged(estate(), Estate(guests=frozenset({100, 101}), to=20), DOMAINS).layers
    assert homes(found) == homes(estate()) | {100: 20, 101: 20}
    assert told(found) == told(estate()) | {100: CL_2, 101: CL_2}
    assert found.cluster_of[100] == CL_2


def test_machines_that_move_to_a_cluster_go_where_most_is_free():
    found = rearranged(estate(), Estate(guests=frozenset({100, 101}), to=CL_2), DOMAINS).layers
    assert homes(found)[100] == 21  # the greater one first, on the empty host
    assert homes(found)[101] == 21
    closed = estate(closed=(21,))
    found = rearranged(closed, Estate(guests=frozenset({100}), to=CL_2), DOMAINS).layers
    assert homes(found)[100] == 20


def test_a_part_of_a_cluster_holds_its_domains_and_nothing_else():
    split = Estate(split=CL_1, apart=frozenset({DMZ}), hosts=frozenset({12}))
    found = rearranged(estate(), split, DOMAINS)
    part = found.part
    assert part not in estate().kinds
    where = {guest: found.layers.cluster_of[guest] for guest in GUESTS}
    assert where == {100: CL_1, 101: part, 102: part, 103: CL_1, 200: CL_2}
    assert found.layers.hosts_of == {CL_1: (10, 11), part: (12,), CL_2: (20, 21)}
    assert {part, CL_1} <= found.layers.has_ha & found.layers.moves
    assert found.layers.manager_of(part) == MANAGER


def test_guests_of_a_lost_host_start_again_while_there_is_room():
    found = rearranged(estate(memory=12), Estate(lost=frozenset({10})), DOMAINS)
    # 10 free on host 12, 4 on host 11: the guest of 8 takes 12, that of 4 takes 11
    assert homes(found.layers) == {100: 12, 101: 11, 102: 11, 103: 12, 200: 20}
    assert found.stranded == ()
    assert 10 not in found.layers.kinds
    tight = rearranged(estate(memory=9), Estate(lost=frozenset({10})), DOMAINS)
    assert tight.stranded == (100,)
    assert 100 in tight.layers.off
    assert tight.layers.cluster_of[100] == CL_1


def test_without_ha_nothing_starts_again_but_what_is_off_needs_no_room():
    found = rearranged(estate(has_ha=(), off=(101,)), Estate(lost=frozenset({10})), DOMAINS)
    assert found.stranded == (100,)
    assert homes(found.layers)[101] in {11, 12}
    everything = Estate(lost=frozenset({20, 21}))
    assert rearranged(estate(), everything, DOMAINS).stranded == (200,)


def test_nothing_supposed_is_the_same_estate():
    layers = estate()
    assert rearranged(layers, Estate(), DOMAINS).layers is layers


@given(st.sets(st.sampled_from(sorted(GUESTS)), min_size=1), st.sampled_from(sorted(HOSTS)))
def test_every_machine_runs_somewhere_and_moving_back_is_as_before(guests, host):
    layers = estate()
    there = rearranged(layers, Estate(guests=frozenset(guests), to=host), DOMAINS).layers
    assert homes(there) == homes(layers) | dict.fromkeys(guests, host)
    back = there
    for guest in guests:
        one = Estate(guests=frozenset({guest}), to=GUESTS[guest])
        back = rearranged(back, one, DOMAINS).layers
    assert Counter(back.edges) == Counter(layers.edges)
    assert (back.kinds, back.off, back.has_ha) == (layers.kinds, layers.off, layers.has_ha)


@given(st.sets(st.sampled_from(sorted(HOSTS))), st.integers(1, 40))
def test_a_lost_host_carries_nothing_and_no_host_carries_more_than_it_holds(lost, memory):
    layers = estate(memory=memory)
    found = rearranged(layers, Estate(lost=frozenset(lost)), DOMAINS)
    after, before = homes(found.layers), homes(layers)
    assert not set(after.values()) & lost
    fell = {guest for guest in GUESTS if before[guest] in lost}
    assert set(found.stranded) == {guest for guest in fell if guest not in after}
    for host in set(HOSTS) - lost:
        arrived = [guest for guest in fell if after.get(guest) == host]
        stood = [guest for guest in GUESTS if before[guest] == host]
        if arrived:
            assert sum(SIZES[guest] for guest in arrived + stood) <= memory
