"""The laws between entries: the shipped edition keeps them, and each is noticed when broken."""

from dataclasses import replace

import pytest

from assessments.catalogue import LATEST, Cia, Edition, Effect, Mitigation, load
from assessments.catalogue.laws import broken

EDITION = load(LATEST)


def with_risk(code: str, **fields: object) -> Edition:
    risks = dict(EDITION.risks)
    risks[code] = replace(risks[code], **fields)
    return replace(EDITION, risks=risks)


def with_item(code: str, **fields: object) -> Edition:
    items = dict(EDITION.items)
    items[code] = replace(items[code], **fields)
    return replace(EDITION, items=items)


def with_vulnerability(code: str, **fields: object) -> Edition:
    found = dict(EDITION.vulnerabilities)
    found[code] = replace(found[code], **fields)
    return replace(EDITION, vulnerabilities=found)


def said(edition: Edition) -> list[str]:
    return [str(problem) for problem in broken(edition)]


def without(links, risk):
    return tuple(link for link in links if link.risk != risk)


def test_the_shipped_edition_breaks_no_law():
    assert said(EDITION) == []


RISK, ITEM = EDITION.risks["RSK-OP-13"], EDITION.items["CHK-IM-37"]
BROKEN = {
    "a threat exploits none of the vulnerabilities": (
        with_risk("RSK-OP-13", threats=(*RISK.threats, "THR-12")),
        "risks.toml: RSK-OP-13: threats: THR-12 exploits none of its vulnerabilities",
    ),
    "no threat exploits a vulnerability": (
        with_vulnerability("VUL-55", exploited_by=("THR-24",)),
        "risks.toml: RSK-OP-13: vulnerabilities: none of its threats exploits VUL-55",
    ),
    "a vulnerability exposes none of the assets": (
        with_risk("RSK-OP-13", assets=("AT-VDISK",)),
        "risks.toml: RSK-OP-13: vulnerabilities: VUL-48 exposes none of its assets",
    ),
    "nothing that treats a risk closes its vulnerability": (
        with_item("CHK-IM-46", exposure_if_absent=("VUL-55", "VUL-48")),
        "risks.toml: RSK-OP-22: vulnerabilities: no item that treats it closes VUL-69",
    ),
    "a consequence that no threat has": (
        with_risk("RSK-OP-13", consequence=Cia(3, 1, 5)),
        "risks.toml: RSK-OP-13: consequence: none of its threats affects C, so that must be 1",
    ),
    "a link without the way it helps": (
        with_item("CHK-OM-10", mitigates=(Mitigation("RSK-HV-07"),)),
        "checklist.toml: CHK-OM-10: mitigates: RSK-HV-07: closes none of its vulnerabilities, ",
    ),
    "a link that closes and yet says via": (
        with_item("CHK-IM-42", mitigates=(Mitigation("RSK-HV-07", via="detection"),)),
        "checklist.toml: CHK-IM-42: mitigates: RSK-HV-07: closes VUL-23, so it is not via",
    ),
    "an item of the assessment itself with an effect": (
        with_item("CHK-IP-02", effect=Effect(5, 0, 0, 0)),
        "checklist.toml: CHK-IP-02: effect: an item of the assessment itself takes nothing off",
    ),
    "an item of the assessment itself that treats a risk": (
        with_item("CHK-IP-02", mitigates=(Mitigation("RSK-OP-11"),)),
        "checklist.toml: CHK-IP-02: mitigates: an item of the assessment itself",
    ),
    "a corrective item that takes off likelihood": (
        with_item("CHK-IM-37", effect=Effect(5, 0, 20, 35)),
        "checklist.toml: CHK-IM-37: effect: a corrective item comes too late",
    ),
    "an item that treats nothing": (
        with_item("CHK-IM-37", mitigates=()),
        "checklist.toml: CHK-IM-37: mitigates: treats no risk",
    ),
    "a design that is built by an earlier phase": (
        with_item("CHK-PD-13", realises="CHK-OM-05"),
        "checklist.toml: CHK-PD-13: realises: CHK-OM-05 is not of an earlier phase",
    ),
    "a design that counts like what it designs": (
        with_item("CHK-PD-13", kind="preventive"),
        "checklist.toml: CHK-OM-05: realises: CHK-PD-13 is a design: directive, with at most 10",
    ),
    "a vulnerability in no risk": (
        with_risk("RSK-VM-02", vulnerabilities=EDITION.risks["RSK-VM-02"].vulnerabilities[:-1]),
        "vulnerabilities.toml: VUL-71: code: no item closes it, or it is in no risk",
    ),
    "an asset type in no risk": (
        with_risk("RSK-HV-12", assets=("AT-MGT", "AT-CON", "AT-API")),
        "asset_types.toml: AT-MGTDB: code: no vulnerability exposes it, or it is in no risk",
    ),
    "a scale of four": (
        replace(EDITION, scales=replace(EDITION.scales, trust=EDITION.scales.trust[:4])),
        "scales.toml: trust: rank: needs the ranks 1 to 5 in order",
    ),
    "no matrix": (replace(EDITION, matrices={}), "scales.toml: -: matrix: holds no matrix"),
    "a phase missing": (
        replace(EDITION, phases=EDITION.phases[:4]),
        "lifecycle.toml: -: number: needs the five phases in order from 1",
    ),
    "a list that is not described": (
        replace(EDITION, schemes={k: v for k, v in EDITION.schemes.items() if k != "cwe"}),
        "vulnerabilities.toml: VUL-02: mappings: the list cwe is not in schemes.toml",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_law_is_named_by_file_entry_and_field(name):
    edition, expected = BROKEN[name]

    assert [words for words in said(edition) if words.startswith(expected)]


def test_a_circle_of_dependencies_names_each_type_in_it():
    types = dict(EDITION.asset_types)
    back = replace(types["AT-VM"].depends_on[0], type="AT-VM")
    types["AT-HOST"] = replace(types["AT-HOST"], depends_on=(back,))

    named = {words.split(": ")[1] for words in said(replace(EDITION, asset_types=types))}

    assert {"AT-VM", "AT-HYP", "AT-HOST"} <= named


def test_a_risk_that_nothing_treats_is_named():
    items = {
        code: replace(item, mitigates=without(item.mitigates, "RSK-HV-05"))
        for code, item in EDITION.items.items()
    }

    assert "risks.toml: RSK-HV-05: code: no item treats it" in said(replace(EDITION, items=items))


def test_a_threat_that_exploits_nothing_is_named():
    vulnerabilities = {
        code: replace(each, exploited_by=tuple(t for t in each.exploited_by if t != "THR-12"))
        for code, each in EDITION.vulnerabilities.items()
    }

    found = said(replace(EDITION, vulnerabilities=vulnerabilities))

    assert "threats.toml: THR-12: code: exploits no vulnerability, or is in no risk" in found


def pairs(relation):
    return {(code, each.code) for code, found in relation.items() for each in found}


def turned(relation):
    return {(other, code) for code, other in relation}


def test_relations_are_the_same_from_both_ends():
    risks, items = EDITION.risks.values(), EDITION.items.values()
    vulnerabilities = EDITION.vulnerabilities.values()
    threats_of = {(risk.code, code) for risk in risks for code in risk.threats}
    rests_on = {(risk.code, code) for risk in risks for code in risk.vulnerabilities}
    treats = {(item.code, link.risk) for item in items for link in item.mitigates}
    closes = {(item.code, code) for item in items for code in item.exposure_if_absent}
    builds = {(item.code, item.realises) for item in items if item.realises}
    exploited = {(each.code, code) for each in vulnerabilities for code in each.exploited_by}

    assert pairs(EDITION.threatened_by) == turned(threats_of)
    assert pairs(EDITION.fed_by) == turned(rests_on)
    assert pairs(EDITION.treated_by) == turned(treats)
    assert pairs(EDITION.closed_by) == turned(closes)
    assert pairs(EDITION.realised_by) == turned(builds)
    assert pairs(EDITION.exploits) == turned(exploited)


def test_an_asset_type_knows_what_depends_on_it():
    depends = {
        (kind.code, each.type) for kind in EDITION.asset_types.values() for each in kind.depends_on
    }

    assert turned(depends) == {
        (code, kind.code) for code, found in EDITION.bears.items() for kind, _ in found
    }


def test_a_vulnerability_is_as_detectable_as_the_items_that_close_it():
    assert EDITION.detectable("VUL-42") == "full"  # trunks and several homes
    assert EDITION.detectable("VUL-03") == "partial"  # a rogue VM is in no export
    assert EDITION.detectable("VUL-33") == "partial"  # no export shows the IOMMU
    assert EDITION.detectable("VUL-52") == "no"
