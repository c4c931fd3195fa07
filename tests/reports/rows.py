"""Single rows of a document, one of each kind, for the factories."""

import json
from decimal import Decimal
from typing import Any

from assessments.reports import judgements as j
from assessments.reports import losses
from assessments.reports import parts as p
from assessments.scoring.losses import (
    BLOCK,
    ENGINE,
    Frequency,
    Loss,
    Scenario,
    result_of,
    simulate,
)
from assessments.scoring.losses.estimates import Range

ANN, BEN, CYD = (f"00000000-0000-4000-8000-00000000000{n}" for n in "123")
AT = "2026-11-01T09:00:00Z"

METHOD: dict[str, Any] = {
    "id": "vsrisk-ordinal",
    "version": 1,
    "rule": "R3",
    "grid": [[1, 1, 1, 2, 2], [1, 1, 2, 3, 3], [1, 2, 3, 4, 4], [2, 3, 4, 4, 5], [2, 3, 4, 5, 5]],
    "caps": {"preventive": {"L": "0.8", "C": "0.2"}},
}


def an_import() -> p.Import:
    return p.Import(
        sha256="a" * 64,
        file_name="estate.xlsx",
        size=1234,
        format="rvtools-xlsx",
        tool="RVTools",
        tool_version="4.7",
        taken_at=None,
        as_of=AT,
        totals={"vm": 58},
        sheets=[],
        notices=[],
        parameters={},
        by=ANN,
        at=AT,
    )


def a_domain() -> p.Domain:
    return p.Domain(
        name="RES",
        value_c=5,
        value_i=4,
        value_a=3,
        trust=4,
        reason="Records",
        valued_by=BEN,
        valued_at=AT,
        members=39,
    )


def a_group() -> p.Group:
    return p.Group(
        id="domain:RES",
        kind="domain",
        name="RES",
        domain="RES",
        asset=None,
        value_c=5,
        value_i=4,
        value_a=3,
        value_paths={},
        members=39,
    )


def a_check() -> p.CheckResult:
    return p.CheckResult(
        imported="a" * 64,
        code="VM-SNAP-MEM",
        title="Snapshots with memory",
        result="finding",
        considered=58,
        count=2,
        reason="",
    )


def a_finding() -> p.Finding:
    return p.Finding(
        id="VM-SNAP-MEM:1",
        imported="a" * 64,
        code="VM-SNAP-MEM",
        asset="vm:vm-1",
        label="vm-1",
        severity="high",
        evidence=[{"sheet": "vSnapshot", "row": 3, "column": "Size MiB (vmsn)", "value": "16384"}],
        detail={},
    )


def an_action() -> j.Action:
    return j.Action(
        key="T-1",
        title="Encrypt the disks",
        description="",
        owner=BEN,
        due="2027-03-01",
        cost_minor=1_250_000,
        status="planned",
        items=("CHK-OM-05",),
        risks=("R-1",),
        created_by=ANN,
        created_at=AT,
        done_at=None,
    )


def an_item(code: str) -> j.Item:
    return j.Item(
        code=code, title=f"Title of {code}", phase="operation", kind="preventive", clause="8.3"
    )


def an_evidence() -> j.Evidence:
    return j.Evidence(
        name="policy.pdf",
        sha256="b" * 64,
        size=9,
        content_type="application/pdf",
        item="CHK-OM-05",
        risk=None,
        by=ANN,
        at=AT,
    )


def a_settlement() -> j.Settlement:
    return j.Settlement(
        item="CHK-OM-05",
        group=None,
        findings=("VM-SNAP-MEM:1",),
        words="Cleared tonight",
        by=ANN,
        at=AT,
    )


def an_exposure() -> j.Exposure:
    return j.Exposure(
        vulnerability="VUL-07",
        title="Snapshots hold memory",
        group="domain:RES",
        items=("CHK-OM-05",),
        findings=("VM-SNAP-MEM:1",),
        assets=2,
        risks=("R-1",),
        since=None,
    )


def a_phase() -> j.Phase:
    return j.Phase(
        id="operation",
        order=4,
        title="Operation and maintenance",
        items=2,
        answered=1,
        tasks_done=(j.TaskDone(task="patching", by=ANN, at=AT),),
        unmet=("CHK-PD-13 has no answer",),
        closed_by=None,
        closed_at=None,
    )


def a_loss_estimate(risk: str = "R-1", **values: Any) -> losses.LossEstimate:
    given: dict[str, Any] = {
        "risk": risk,
        "frequency": {"kind": "poisson", "shape": "range", "low": "0.1", "high": "0.33"},
        "losses": {
            "response": {"shape": "pert", "low": 100_000, "likely": 200_050, "high": 900_000}
        },
        "dimensions": "CA",
        "proposed": {},
        "reason": "Two incidents in ten years",
        "confirmed_by": ANN,
        "confirmed_at": AT,
    }
    return losses.LossEstimate(**given | values)


def a_domain_estimate(domain: str = "RES", **values: Any) -> losses.DomainEstimate:
    given: dict[str, Any] = {
        "domain": domain,
        "dimension": "A",
        "losses": {"productivity": {"shape": "range", "low": 10_000_000, "high": 100_000_000}},
        "proposed": {},
        "reason": "A day of the wards",
        "confirmed_by": BEN,
        "confirmed_at": AT,
    }
    return losses.DomainEstimate(**given | values)


def a_loss_result(**values: Any) -> losses.LossResult:
    """Return two risks, simulated over one block of years."""
    scenarios = tuple(
        Scenario(
            key=f"a/{risk}",
            frequency=Frequency("poisson", Range(Decimal("0.1"), Decimal("0.4"))),
            losses=(Loss("response", Range(Decimal(1000), Decimal(90_000))),),
            current=(800_000, 900_000),
            residual=(400_000, 900_000),
        )
        for risk in ("R-1", "R-2")
    )
    part = simulate(scenarios, seed=7, years=BLOCK, tolerance=5_000_000)
    found = result_of(part, scenarios, seed=7, tolerance=5_000_000)
    given: dict[str, Any] = {
        "input_digest": found.inputs,
        "result_digest": found.digest,
        "seed": 7,
        "years": BLOCK,
        "engine": ENGINE,
        "input_rev": 12,
        "inputs": {
            "scenarios": [each.to_document() for each in scenarios],
            "seed": 7,
            "years": BLOCK,
            "tolerance": 5_000_000,
        },
        "figures": json.loads(json.dumps(found.to_document())),
        "created_at": AT,
    }
    return losses.LossResult(**given | values)
