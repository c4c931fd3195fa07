"""Documents for tests: small, complete, and changeable where a test cares."""

from typing import Any

from assessments.reports import judgements as j
from assessments.reports import parts as p
from assessments.reports.document import Document

ANN, BEN, CYD = (f"00000000-0000-4000-8000-00000000000{n}" for n in "123")
AT = "2026-11-01T09:00:00Z"


def rating(*ranks: int | None) -> j.Rating:
    likelihood, c, i, a = ranks
    return j.Rating(likelihood=likelihood, consequence_c=c, consequence_i=i, consequence_a=a)


def state(level: int | None, likelihood: int | None, consequence: int | None) -> j.State:
    def number(rank: int | None) -> str | None:
        return None if rank is None else f"{rank}"

    return j.State(
        level=level,
        likelihood=likelihood,
        consequence=consequence,
        likelihood_number=number(likelihood),
        consequence_c_number=number(consequence),
        consequence_i_number=number(consequence),
        consequence_a_number=number(consequence),
    )


def credit(item: str = "CHK-OM-05", **values: Any) -> j.Credit:
    given: dict[str, Any] = {
        "item": item,
        "kind": "preventive",
        "state": "implemented",
        "contradicted": True,
        "key": False,
        "credit": "1/2",
        "planned_credit": "1",
        "effect_l": "0.45",
        "effect_c": "0.1",
        "effect_i": "0.1",
        "effect_a": "0.1",
    }
    return j.Credit(**given | values)


def risk(number: int = 1, **values: Any) -> j.Risk:
    given: dict[str, Any] = {
        "key": f"R-{number}",
        "code": "RSK-VM-07",
        "title": "Memory of a guest is read from its snapshot",
        "description": "",
        "family": "vm",
        "clause": "7.2",
        "group": "domain:RES",
        "state": "confirmed",
        "threats": ("THR-03",),
        "vulnerabilities": ("VUL-07",),
        "proposed": rating(5, 4, 3, 3),
        "proposal": {"steps": [["observed", {"check": "VM-SNAP-MEM"}]]},
        "judged": rating(None, None, None, None),
        "reason": "",
        "judged_by": ANN,
        "judged_at": AT,
        "residual_likelihood_input": 4,
        "credits": (credit(),),
        "inherent": state(5, 5, 4),
        "current": state(4, 4, 4),
        "residual": state(3, 3, 3),
        "explanation": [["cell", {"likelihood": 4, "consequence": 4}]],
        "override": None,
        "treatment": j.Treatment(option="modify", note="Clear and encrypt", by=ANN, at=AT),
        "owner": BEN,
        "acceptance": j.Acceptance(
            level=4,
            by=BEN,
            role="risk_owner",
            reason="Until the disks are encrypted",
            expires_on="2027-05-01",
            at=AT,
        ),
    }
    return j.Risk(**given | values)


def assessed(**values: Any) -> p.Assessed:
    given: dict[str, Any] = {
        "uuid": "00000000-0000-4000-8000-0000000000aa",
        "key": "A-1",
        "title": "Clinical servers",
        "revision": 1,
        "revision_reason": "",
        "previous_digest": None,
        "scope_in": "Two clusters and their management server.",
        "scope_out": "The storage arrays.",
        "exclusions": ["containers"],
        "context": "Hospital in three towns.",
        "facts": ("has_provider",),
        "phase_view": "five",
        "lead": ANN,
        "risk_owner": BEN,
        "approver": CYD,
        "team": (p.TeamMember(person=ANN, part="lead"),),
        "is_example": False,
        "created_at": AT,
        "frozen_at": AT,
        "input_rev": 12,
    }
    return p.Assessed(**given | values)


def asset(name: str = "vm-1", **values: Any) -> p.Asset:
    given: dict[str, Any] = {
        "id": f"vm:{name}",
        "kind": "vm",
        "name": name,
        "source": "vc",
        "native_id": name,
        "is_placeholder": False,
        "domain": "RES",
        "rule": "attribute",
        "detail": "Zone",
        "placed_by": None,
        "placed_at": None,
    }
    return p.Asset(**given | values)


def answer(item: str, state: str = "implemented", **values: Any) -> j.Answer:
    given: dict[str, Any] = {
        "item": item,
        "group": None,
        "state": state,
        "note": "",
        "reason": "",
        "by": ANN,
        "at": AT,
        "seconded_by": None,
        "seconded_at": None,
    }
    return j.Answer(**given | values)


def document(**values: Any) -> Document:
    given: dict[str, Any] = {
        "organisation": p.Organisation(uuid="o-1", slug="brannoc", name="St Brannoc Health"),
        "assessment": assessed(),
        "criteria": p.Criteria(
            method=METHOD,
            criteria={"authority": {"3": "risk_owner", "4": "approver"}, "currency": "EUR"},
            parameters={"share": 25},
            set_by=ANN,
            set_at=AT,
        ),
        "edition": p.Edition(id="2026.1", digest="e" * 64),
        "people": tuple(
            p.Person(uuid=uuid, name=name, roles=(role,))
            for uuid, name, role in (
                (ANN, "Ann Okafor", "analyst"),
                (BEN, "Ben Lindqvist", "risk_owner"),
                (CYD, "Cyd Raman", "approver"),
            )
        ),
        "imports": (_import(),),
        "domains": (_domain(),),
        "groups": (_group(),),
        "assets": (asset(),),
        "edges": (p.Edge(relation="runs_on", tail="vm:vm-1", head="host:esx-1"),),
        "checks": (_check(),),
        "findings": (_finding(),),
        "risks": (risk(),),
        "actions": (_action(),),
        "items": tuple(_item(code) for code in ("CHK-OM-05", "CHK-PD-13")),
        "answers": (answer("CHK-OM-05"),),
        "evidence": (_evidence(),),
        "settlements": (_settlement(),),
        "exposures": (_exposure(),),
        "phases": (_phase(),),
    }
    return Document(**given | values)


METHOD: dict[str, Any] = {
    "id": "vsrisk-ordinal",
    "version": 1,
    "rule": "R3",
    "grid": [[1, 1, 1, 2, 2], [1, 1, 2, 3, 3], [1, 2, 3, 4, 4], [2, 3, 4, 4, 5], [2, 3, 4, 5, 5]],
    "caps": {"preventive": {"L": "0.8", "C": "0.2"}},
}


def _import() -> p.Import:
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


def _domain() -> p.Domain:
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


def _group() -> p.Group:
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


def _check() -> p.CheckResult:
    return p.CheckResult(
        imported="a" * 64,
        code="VM-SNAP-MEM",
        title="Snapshots with memory",
        result="finding",
        considered=58,
        count=2,
        reason="",
    )


def _finding() -> p.Finding:
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


def _action() -> j.Action:
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


def _item(code: str) -> j.Item:
    return j.Item(
        code=code, title=f"Title of {code}", phase="operation", kind="preventive", clause="8.3"
    )


def _evidence() -> j.Evidence:
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


def _settlement() -> j.Settlement:
    return j.Settlement(
        item="CHK-OM-05",
        group=None,
        findings=("VM-SNAP-MEM:1",),
        words="Cleared tonight",
        by=ANN,
        at=AT,
    )


def _exposure() -> j.Exposure:
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


def _phase() -> j.Phase:
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
