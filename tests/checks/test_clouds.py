"""Checks of clouds: what is judged, what is not, and what findings show."""

from dataclasses import replace

import pytest

from assessments.checks import RULES, clouds, run
from assessments.estate import GuestCloud, GuestPosture, Opening, PacketFilter
from tests.checks.make_estate import AT, estate, template, vm
from tests.checks.planted_clouds import ANY_PORT, EVERYWHERE, GOOD, WEB, image, machine

CODES = [rule.code for rule in clouds.RULES]


def judged(code, **changes):
    return next(result for result in run(estate(**changes)) if result.code == code)


def opening(**changes):
    openings = (replace(Opening(AT, "0.0.0.0/0", "tcp"), **changes),)
    return machine() | {"filters": (replace(WEB, openings=openings),)}


def test_every_rule_of_clouds_is_run():
    assert set(CODES) <= {rule.code for rule in RULES}


@pytest.mark.parametrize("code", CODES)
def test_a_cloud_without_faults_passes(code):
    guests = machine()["guests"] + image()["guests"]
    got = judged(code, guests=guests, filters=(WEB,))
    assert (got.result, got.considered, got.reason) == ("pass", 1, "")


@pytest.mark.parametrize("code", CODES)
def test_what_the_file_does_not_tell_is_not_judged(code):
    silent = GuestCloud(AT)
    guests = (vm(cloud=silent), template(cloud=silent, posture=GuestPosture(AT)))
    got = judged(code, guests=guests)
    assert (got.result, got.considered, got.unjudged) == ("not_assessable", 1, 1)


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({"lowest": 22, "highest": 22}, True),
        ({"lowest": 3389, "highest": None}, True),
        ({"lowest": 1, "highest": 65535}, True),
        ({"lowest": None}, True),
        ({"lowest": 22, "highest": 22, "sources": ""}, True),
        ({"lowest": 22, "highest": 22, "sources": "::/0"}, True),
        ({"protocol": None}, True),
        ({"protocol": "udp", "lowest": 3389, "highest": 3389}, True),
        ({"lowest": 443, "highest": 443}, False),
        ({"lowest": 0, "highest": 0}, False),
        ({"lowest": 22, "highest": 22, "sources": "10.0.0.0/8"}, False),
        ({"lowest": 22, "highest": 22, "sources": "nonsense"}, False),
        ({"protocol": "icmp"}, False),
    ],
)
def test_remote_administration_and_every_port_are_open_only_from_everywhere(changes, is_open):
    got = judged("VM-FILTER-OPEN", **opening(**changes))
    assert (got.result == "finding") == is_open


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lowest": 22, "highest": 22}, "tcp 22 from 0.0.0.0/0"),
        ({"lowest": 20, "highest": 30, "sources": "::/0"}, "tcp 20-30 from ::/0"),
        ({"protocol": None, "sources": ""}, "any protocol any port from everywhere"),
    ],
)
def test_a_finding_shows_the_opening_and_the_names_of_the_filters(changes, words):
    got = judged("VM-FILTER-OPEN", **opening(**changes))
    assert [cell.value for cell in got.findings[0].evidence] == [words, "web"]


def test_a_filter_that_is_not_described_leaves_the_machine_unjudged_unless_another_is_open():
    unknown = machine(filters=("sg-1", "sg-2"))
    assert judged("VM-FILTER-OPEN", **unknown).result == "not_assessable"
    assert judged("VM-FILTER-OPEN", **unknown | {"filters": (ANY_PORT,)}).result == "finding"
    untold = PacketFilter("sg-1", "web", AT)
    assert judged("VM-FILTER-OPEN", **machine() | {"filters": (untold,)}).unjudged == 1


def test_a_pair_of_one_address_is_no_fault():
    pairs = (replace(EVERYWHERE, addresses="10.0.0.5"),)
    assert judged("VM-ADDRESS-PAIRS", **machine(address_pairs=pairs)).result == "pass"


def test_the_data_of_the_first_start_are_never_shown():
    got = judged("VM-USER-DATA", **machine(has_user_data=True))
    assert [cell.value for cell in got.findings[0].evidence] == ["(not shown)"]


def test_a_template_without_posture_and_guests_outside_of_clouds_are_left_out():
    guests = (vm(), template(cloud=GOOD, posture=None))
    assert judged("TPL-UNPROTECTED", guests=guests).considered == 0
    assert judged("VM-FILTER-OPEN", guests=guests).considered == 0
