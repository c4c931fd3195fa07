"""The information domain of a machine: which rule answers first."""

import pytest

from assessments.checks.context import context
from assessments.checks.domains import BadZones, Placement, parse_zones, place
from assessments.checks.eol import shipped
from assessments.checks.parameters import DEFAULT
from tests.checks.make_estate import CLUSTER, estate, nic, vm

SEEN = vm("vm-0", attributes={"zone": "Res"})


def placed(guest, **said):
    return place((SEEN, guest), headers=("Zone", "Domain"), **said)[guest.ref]


def test_an_override_wins_over_everything():
    guest = vm(attributes={"Zone": "INT"})
    got = placed(guest, overrides={guest.ref: "DMZ"})
    assert got == Placement("DMZ", "override", guest.name)


def test_a_filled_attribute_wins_over_the_folder():
    assert placed(vm(attributes={"Zone": "INT"}, folder="/DC/RES")) == Placement(
        "INT", "attribute", "INT"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"folder": "/DC/PRD/RES/erp"}, Placement("Res", "folder", "RES")),
        ({"folder": "/DC/INT/RES/erp"}, Placement("Res", "folder", "RES")),
        ({"folder": "/DC/PRESS"}, Placement(None, "unassigned", "")),
        ({"attributes": {"Tags": "prd, res"}}, Placement("Res", "tag", "prd, res")),
        ({"resource_pool": "/DC/CL-1/Pool RES"}, Placement("Res", "pool", "Pool RES")),
        ({"resource_pool": "/DC/CL-RES-1/Resources"}, Placement(None, "unassigned", "")),
        ({"nics": (nic("res-web-V101"),)}, Placement("Res", "port_group", "res-web-V101")),
        ({"cluster": CLUSTER}, Placement("Res", "cluster", "CL-RES-1")),
        ({"folder": "/DC/DMZ"}, Placement(None, "unassigned", "")),
    ],
)
def test_other_texts_count_only_where_they_name_a_domain_already_seen(changes, expected):
    bare = vm(**{"attributes": {}, "folder": "", "nics": (), "cluster": None, **changes})
    assert placed(bare, clusters={CLUSTER: "CL-RES-1"}) == expected


def test_the_domains_that_an_analyst_gave_are_those_that_are_judged():
    alone = vm(attributes={**vm().attributes, "Zone": "INT"})
    said = {alone.ref: Placement("DMZ", "override", alone.name)}

    by_rule, as_given = (
        context(estate(guests=(alone,)), parameters=DEFAULT, as_of=None, table=shipped(), **given)
        for given in ({}, {"placements": said})
    )

    assert (by_rule.domain(alone), as_given.domain(alone)) == ("INT", "DMZ")
    assert as_given.is_restricted(as_given.domain(alone))


def test_a_file_of_zones_names_tokens_and_machines():
    zoning = parse_zones('[DMZ]\ntokens = ["front"]\nmachines = ["VM-9"]\n[INT]\n')
    bare = {"attributes": {}, "nics": (), "cluster": None}
    assert placed(vm(folder="/a/front", **bare), zoning=zoning).domain == "DMZ"
    assert placed(vm(folder="/a/int", **bare), zoning=zoning).domain == "INT"
    assert placed(vm(folder="/front/int", **bare), zoning=zoning).domain == "INT"
    assert placed(vm("vm-9", folder="", **bare), zoning=zoning).rule == "override"


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "DMZ = 3",
        "[DMZ]\nvms = []",
        "[DMZ]\ntokens = [1]",
        '[A]\ntokens = ["x"]\n[B]\ntokens = ["X"]',
    ],
)
def test_a_bad_file_of_zones_is_refused(text):
    with pytest.raises(BadZones):
        parse_zones(text)
