"""What an invented estate is: the same each time, and what was asked for."""

from dataclasses import replace

import pytest

from assessments import synthesis
from assessments.synthesis import BadPlan, CannotPlant, Shape, earlier, expected, generate


def found(plan):
    return {code for code, each in expected(plan)["expected"].items() if each["count"]}


def test_the_same_arguments_give_the_same_key_and_another_seed_another():
    assert expected(generate(80, 4)) == expected(generate(80, 4))
    assert expected(generate(80, 4)) != expected(generate(80, 5))


@pytest.mark.parametrize("vms", [3, 7, 12, 20, 59, 60, 100])
def test_a_clean_estate_of_any_size_has_no_flaw(vms):
    assert found(generate(vms, 1, clean=True)) == set()


@pytest.mark.parametrize("code", sorted(synthesis.FLAWS))
def test_a_planted_flaw_is_in_the_key_with_what_it_implies_and_no_other(code):
    plan = generate(40, 2, plant=(code,))
    assert code in found(plan)
    assert found(plan) <= synthesis.with_implied((code,))


def test_an_ordinary_estate_of_a_hundred_shows_every_flaw():
    assert found(generate(100, 1)) == set(synthesis.DEFAULT_CODES)


def test_an_ordinary_estate_of_a_hundred_has_one_manager_and_five_clusters_with_zones_in_names():
    fabric = generate(100, 1).fabric
    assert fabric.managers == 1
    names = [cluster.name for cluster in fabric.clusters]
    assert names == ["CL-RES-01", "CL-DMZ-01", "CL-PROD-01", "CL-GEN-01", "CL-TST-01"]


def test_memory_snapshots_are_in_restricted_zones():
    plan = generate(100, 1)
    restricted = set(plan.seats.of_zones(("RES", "DMZ")))
    assert plan.picks["VM-SNAP-MEM"] <= restricted


@pytest.mark.parametrize("code", sorted(filter(synthesis.lacking, synthesis.FLAWS)))
def test_leaving_out_what_a_check_needs_makes_the_key_say_so(code):
    plan = generate(40, 2, plant=(code,), without=synthesis.lacking(code))
    assert expected(plan)["expected"][code]["result"] == "not_assessable"


def test_an_earlier_export_lacks_what_is_new_and_keeps_what_was_dormant():
    now = generate(100, 3)
    key = expected(now)
    before = earlier(now, 100)
    totals = expected(before)["_totals"]
    assert before.as_of < now.as_of
    gone = key["_totals"]["vms"] + key["_totals"]["templates"]
    gone -= totals["vms"] + totals["templates"]
    told = now.picks["new by ticket"]
    assert gone == key["expected"]["VM-NEW"]["count"] + len(told)
    assert key["expected"]["VM-NEW"]["count"] > 0


def test_two_exports_close_together_prove_no_dormancy_and_less_is_new():
    key = expected(generate(100, 3), days=20)["expected"]
    assert key["VM-OFF-T"]["result"] == "not_assessable"
    assert key["VM-NEW"]["result"] == "pass"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"vms": 2}, "3 to 100000"),
        ({"vms": 100_001}, "3 to 100000"),
        ({"plant": ("VM-NONSENSE",)}, "VM-NONSENSE"),
        ({"without": ("vInfo.Nonsense",)}, "vInfo.Nonsense"),
        ({"without": ("vNonsense",)}, "vNonsense"),
        ({"shape": Shape(managers=9)}, "managers"),
        ({"shape": Shape(as_of=replace(Shape()).as_of.replace(year=2031))}, "export is made"),
    ],
)
def test_what_cannot_be_is_refused_in_words(arguments, words):
    with pytest.raises(BadPlan, match=words):
        generate(**{"vms": 20, "seed": 1, **arguments})


def test_an_earlier_export_has_bounds():
    plan = generate(20, 1)
    for days in (0, 391):
        with pytest.raises(BadPlan, match="days earlier"):
            earlier(plan, days)


def test_an_estate_too_small_for_a_flaw_says_so():
    with pytest.raises(CannotPlant, match="too few for VM-MULTIHOMED"):
        generate(3, 1, plant=("VM-MULTIHOMED",))
