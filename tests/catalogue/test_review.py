"""Decisions of the expert review that a later edit must not undo."""

from collections import Counter

import pytest

from assessments.catalogue import LATEST, load
from assessments.catalogue.choices import FACTS
from assessments.scoring import DEFAULT_METHOD, Credited, score_one
from assessments.scoring.method import FACTORS, KINDS
from assessments.scoring.reference import factor_of

EDITION = load(LATEST)
RISKS, ITEMS = EDITION.risks, EDITION.items
CONDITIONS = {
    *("RSK-VM-01", "RSK-VM-03", "RSK-VM-12", "RSK-HV-08", "RSK-OP-06", "RSK-OP-11"),
    *("RSK-OP-15", "RSK-OP-17", "RSK-OP-18", "RSK-CL-04", "RSK-CL-08"),
}
HYGIENE = {"CHK-IP-02", "CHK-IP-03", "CHK-IP-05", "CHK-PD-24", "CHK-OM-15", "CHK-DI-09"}
DESIGNS = {
    "CHK-PD-05": "CHK-IM-12",
    "CHK-PD-08": "CHK-IM-25",
    "CHK-PD-11": "CHK-IM-06",
    "CHK-PD-12": "CHK-IM-21",
    "CHK-PD-13": "CHK-OM-05",
    "CHK-PD-14": "CHK-IM-16",
    "CHK-PD-16": "CHK-IM-26",
    "CHK-PD-17": "CHK-IM-02",
    "CHK-PD-18": "CHK-IM-40",
    "CHK-PD-19": "CHK-IM-41",
    "CHK-PD-20": "CHK-IM-14",
    "CHK-PD-21": "CHK-IM-35",
    "CHK-PD-22": "CHK-IM-36",
}
TREATED = {
    "RSK-HV-01": {"CHK-OM-01", "CHK-IM-42"},
    "RSK-HV-04": {"CHK-OM-01", "CHK-IM-42"},
    "RSK-HV-05": {"CHK-OM-01"},
    "RSK-HV-07": {"CHK-IM-33", "CHK-IM-02", "CHK-IM-42", "CHK-PD-10", "CHK-IM-28", "CHK-IM-37"},
    "RSK-HV-16": {"CHK-IM-04", "CHK-IM-05", "CHK-IM-49"},
    "RSK-VM-02": {"CHK-IM-16", "CHK-IM-47"},
    "RSK-OP-10": {"CHK-PD-03", "CHK-IM-06", "CHK-OM-01", "CHK-OM-09", "CHK-PD-14"},
    "RSK-OP-21": {"CHK-PD-10", "CHK-IM-43", "CHK-IM-44", "CHK-OM-08", "CHK-OM-10"},
    "RSK-OP-22": {"CHK-PD-09", "CHK-PD-15", "CHK-IM-37", "CHK-IM-46", "CHK-OM-12"},
    "RSK-CL-01": {"CHK-IM-06", "CHK-IM-26", "CHK-OM-08", "CHK-OM-10"},
}
NOT_TREATED = {
    "RSK-OP-14": "CHK-IM-15",
    "RSK-HV-03": "CHK-IM-20",
    "RSK-VM-11": "CHK-IM-31",
    "RSK-VM-01": "CHK-IM-19",
    "RSK-OP-11": "CHK-DI-08",
    "RSK-CL-05": "CHK-IP-06",
}
EFFECTS = {
    ("CHK-IM-16", "RSK-VM-02"): (5, 60, 10, 0),
    ("CHK-PD-09", "RSK-OP-07"): (10, 0, 0, 45),
    ("CHK-PD-15", "RSK-OP-09"): (0, 0, 40, 30),
    ("CHK-IM-28", "RSK-HV-07"): (0, 0, 40, 50),
    ("CHK-OM-12", "RSK-OP-09"): (0, 0, 20, 40),
    ("CHK-IM-37", "RSK-OP-09"): (0, 0, 20, 35),
    ("CHK-OM-01", "RSK-HV-03"): (50, 0, 0, 0),
    ("CHK-OM-01", "RSK-HV-07"): (30, 0, 0, 0),
    ("CHK-OM-01", "RSK-HV-09"): (20, 0, 0, 0),
    ("CHK-IM-06", "RSK-HV-02"): (50, 0, 0, 0),
    ("CHK-IM-06", "RSK-HV-11"): (20, 0, 0, 0),
    ("CHK-PD-11", "RSK-HV-11"): (40, 0, 0, 0),
    ("CHK-IM-08", "RSK-HV-02"): (10, 0, 0, 0),
    ("CHK-IM-08", "RSK-HV-06"): (25, 0, 0, 0),
    ("CHK-IM-27", "RSK-OP-12"): (50, 5, 5, 5),
    ("CHK-IM-26", "RSK-HV-07"): (10, 5, 15, 5),
    ("CHK-IM-26", "RSK-OP-18"): (10, 5, 30, 5),
    ("CHK-IM-29", "RSK-VM-14"): (15, 5, 5, 5),
    ("CHK-IP-10", "RSK-CL-02"): (0, 5, 5, 5),
    ("CHK-DI-05", "RSK-OP-13"): (0, 0, 0, 0),
    ("CHK-PD-13", "RSK-VM-07"): (10, 10, 10, 10),  # with the two below: the worked example
    ("CHK-OM-05", "RSK-VM-07"): (45, 10, 10, 10),
}
DEFAULTS = {
    "RSK-HV-01": (2, 5, 5, 5),
    "RSK-HV-02": (3, 5, 5, 5),
    "RSK-HV-07": (3, 3, 5, 5),
    "RSK-HV-09": (4, 1, 2, 3),
    "RSK-VM-06": (4, 1, 1, 3),
    "RSK-VM-07": (4, 4, 3, 4),  # of the worked example, which wins over the review
    "RSK-OP-02": (3, 4, 4, 3),
    "RSK-OP-03": (2, 5, 4, 4),
    "RSK-OP-07": (3, 1, 1, 4),
    "RSK-OP-09": (2, 1, 3, 5),
    "RSK-OP-10": (2, 5, 4, 5),
}
ROWS = {
    "cluster": {"RSK-VM-06", "RSK-OP-02", "RSK-OP-07", "RSK-OP-08", "RSK-OP-16"},
    "manager": {"RSK-HV-11", "RSK-HV-12"},
    "domain": {"RSK-OP-05", "RSK-OP-17"},
    "assessment": {"RSK-OP-03", "RSK-OP-14", "RSK-OP-15"},
}
USUAL_ROWS = {
    "vm": "domain",
    "hypervisor": "cluster",
    "operational": "manager",
    "cloud_service": "assessment",
}


def credited(risk, halves):
    return [
        Credited(item.code, item.kind, item.effect_on(risk).as_tuple(), halves, item.key_on(risk))
        for item in EDITION.treated_by[risk]
    ]


def test_the_edition_holds_the_drafts_and_what_the_review_added():
    counted = (EDITION.asset_types, EDITION.threats, EDITION.vulnerabilities, RISKS, ITEMS)
    assert [len(each) for each in counted] == [39, 46, 71, 60, 113]
    assert [len(phase.items) for phase in EDITION.phases] == [10, 25, 50, 19, 9]


def test_every_risk_is_about_what_the_walkthrough_says():
    exceptions = {code: rows for rows, codes in ROWS.items() for code in codes}
    for risk in RISKS.values():
        assert risk.rows_for == exceptions.get(risk.code, USUAL_ROWS[risk.family])
    assert Counter(risk.rows_for for risk in RISKS.values()) == {
        "domain": 15,
        "cluster": 19,
        "manager": 15,
        "assessment": 11,
    }


def test_only_the_take_over_risks_take_the_value_of_the_layer():
    layers = ("01", "02", "03", "04", "07", "11", "12")
    assert {r.code for r in RISKS.values() if r.takes_layer} == {f"RSK-HV-{n}" for n in layers}


def test_conditions_are_told_from_events():
    assert {r.code for r in RISKS.values() if r.kind == "condition"} == CONDITIONS
    assert {t.code for t in EDITION.threats.values() if t.kind == "condition"} == {
        "THR-43",
        "THR-45",
    }


def test_items_of_the_assessment_itself_treat_nothing():
    found = {item.code for item in ITEMS.values() if item.is_hygiene}
    assert found == HYGIENE
    assert not {item for items in EDITION.treated_by.values() for item in items if item.is_hygiene}


def test_designs_count_once_and_little():
    assert {i.realises: i.code for i in ITEMS.values() if i.realises} == DESIGNS
    for code in DESIGNS:
        assert ITEMS[code].kind == "directive"
        assert ITEMS[code].effect.l <= 10


@pytest.mark.parametrize("risk", TREATED)
def test_a_risk_is_treated_by(risk):
    assert {item.code for item in EDITION.treated_by[risk]} >= TREATED[risk]


@pytest.mark.parametrize("risk", NOT_TREATED)
def test_a_risk_is_not_treated_by(risk):
    assert NOT_TREATED[risk] not in {item.code for item in EDITION.treated_by[risk]}


@pytest.mark.parametrize(("item", "risk"), EFFECTS)
def test_the_effect_on_a_risk_is(item, risk):
    assert item in {each.code for each in EDITION.treated_by[risk]}
    assert ITEMS[item].effect_on(risk).as_tuple() == EFFECTS[item, risk]


@pytest.mark.parametrize("risk", DEFAULTS)
def test_the_default_of_a_risk_is(risk):
    found = RISKS[risk]
    assert (found.likelihood, *found.consequence.as_tuple()) == DEFAULTS[risk]


def test_few_risks_start_likely_and_none_expected():
    assert Counter(risk.likelihood for risk in RISKS.values()) == {1: 1, 2: 22, 3: 29, 4: 8}


def test_ransomware_stays_until_its_key_items_are_done():
    keys = {item.code: item.key_on("RSK-HV-07") for item in ITEMS.values()}
    assert {code: key for code, key in keys.items() if key} == {
        "CHK-PD-03": "l",
        "CHK-IM-06": "l",
        "CHK-IM-42": "l",
        "CHK-OM-01": "l",
        "CHK-IM-28": "a",
    }
    assert not [
        i for i in ITEMS.values() for link in i.mitigates if link.key and link.risk != "RSK-HV-07"
    ]


def test_tiers_are_three_with_about_thirty_essential_items():
    tiers = Counter(item.tier for item in ITEMS.values())
    assert tiers == {"essential": 31, "standard": 72, "enhanced": 10}
    for code in ("PD-03", "IM-04", "IM-05", "IM-06", "IM-42", "OM-01", "OM-05", "OM-12"):
        assert ITEMS[f"CHK-{code}"].tier == "essential"
    for code in ("PD-17", "IM-12", "IM-13", "IM-34", "IM-41"):
        assert ITEMS[f"CHK-{code}"].tier == "enhanced"


@pytest.mark.parametrize("code", sorted(RISKS))
def test_all_items_together_take_off_no_more_than_the_caps_allow(code):
    counted = credited(code, halves=2)
    for factor in FACTORS:
        least = 1
        for kind in {item.kind for item in EDITION.treated_by[code]}:
            least *= 1 - DEFAULT_METHOD.cap(kind, factor)
        assert least <= factor_of(factor, counted, DEFAULT_METHOD) <= 1
    assert {item.kind for item in ITEMS.values()} == set(KINDS)


@pytest.mark.parametrize(
    ("halves", "expected"),
    [(0, {4: 31, 3: 28, 2: 1}), (1, {4: 8, 3: 45, 2: 7}), (2, {4: 2, 3: 28, 2: 30})],
)
def test_levels_fall_visibly_at_half_and_do_not_all_turn_green_in_the_end(halves, expected):
    got = Counter(
        score_one(
            risk.likelihood,
            risk.consequence.as_tuple(),
            credited(risk.code, halves),
            DEFAULT_METHOD,
        ).level
        for risk in RISKS.values()
    )
    assert got == expected


def test_lists_carry_name_and_version_and_what_is_from_memory_stands_apart():
    for scheme in EDITION.schemes.values():
        assert scheme.name
        assert scheme.version
    from_memory = {code for code, scheme in EDITION.schemes.items() if scheme.checked == "memory"}
    for item in ITEMS.values():
        assert not from_memory & set(item.mappings)
        assert set(item.unverified) <= from_memory
    assert EDITION.threats["THR-18"].mappings["bsi_elementary"] == ("G 0.21",)
    assert EDITION.threats["THR-18"].unverified["bsi_elementary"] == ("G 0.39", "G 0.45")


def test_mappings_that_did_not_fit_stay_away():
    used = {scheme: set() for scheme in EDITION.schemes}
    for item in ITEMS.values():
        for scheme, codes in item.mappings.items():
            used[scheme] |= set(codes)
    assert not {"IVS-07", "CCC-05", "IAM-03"} & used["csa_ccm_v4_0_13"]
    assert not {"SC-51", "AU-4", "CP-2(3)", "SA-9(2)"} & used["nist_800_53r5"]
    weaknesses = {
        code for v in EDITION.vulnerabilities.values() for code in v.mappings.get("cwe", ())
    }
    assert not {"CWE-1059", "CWE-654"} & weaknesses
    for code in ("CHK-IM-01", "CHK-OM-01", "CHK-PD-17", "CHK-IM-39"):
        assert ITEMS[code].no_counterpart == ("bsi_sys15_2023",)
        assert "bsi_sys15_2023" not in ITEMS[code].mappings


def test_high_availability_is_in_the_degrees():
    degree = {
        (kind.code, each.type): each.degree.a / 100
        for kind in EDITION.asset_types.values()
        for each in kind.depends_on
    }
    assert degree["AT-VM", "AT-HYP"] == degree["AT-VM", "AT-HOST"] == 0.6
    assert degree["AT-VNET", "AT-HYP"] == 0.6
    assert degree["AT-CLU", "AT-HOST"] == 0.2
    assert degree["AT-HOST", "AT-BMC"] == 0.1
    assert degree["AT-HYP", "AT-MGT"] == 0.3


def test_every_fact_that_an_item_asks_for_can_be_set():
    assert {fact for item in ITEMS.values() for fact in item.applies_when} <= set(FACTS)
