"""Documents for tests: small, complete, and changeable where a test cares."""

from typing import Any

from assessments.reports import judgements as j
from assessments.reports import parts as p
from assessments.reports.document import Document
from tests.reports.rows import (
    ANN,
    AT,
    BEN,
    CYD,
    METHOD,
    a_check,
    a_domain,
    a_domain_estimate,
    a_finding,
    a_group,
    a_loss_estimate,
    a_loss_result,
    a_phase,
    a_settlement,
    an_action,
    an_evidence,
    an_exposure,
    an_import,
    an_item,
)

LOSS_RESULT = a_loss_result()
CRITERIA = {
    "authority": {"3": "risk_owner", "4": "approver"},
    "currency": "EUR",
    "loss_tolerance": {"amount_minor": 50_000_000, "millionths": 25_000, "curve": []},
}


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
        "key": "",
        "credit": "1/2",
        "planned_credit": "1",
        "paper": False,
        "planned_paper": False,
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


def criteria(**values: Any) -> p.Criteria:
    given: dict[str, Any] = {
        "method": METHOD,
        "criteria": CRITERIA,
        "parameters": {"share": 25},
        "set_by": ANN,
        "set_at": AT,
    }
    return p.Criteria(**given | values)


def document(**values: Any) -> Document:
    given: dict[str, Any] = {
        "organisation": p.Organisation(uuid="o-1", slug="brannoc", name="St Brannoc Health"),
        "assessment": assessed(),
        "criteria": criteria(),
        "edition": p.Edition(id="2026.1", digest="e" * 64),
        "people": tuple(
            p.Person(uuid=uuid, name=name, roles=(role,))
            for uuid, name, role in (
                (ANN, "Ann Okafor", "analyst"),
                (BEN, "Ben Lindqvist", "risk_owner"),
                (CYD, "Cyd Raman", "approver"),
            )
        ),
        "imports": (an_import(),),
        "domains": (a_domain(),),
        "groups": (a_group(),),
        "assets": (asset(),),
        "edges": (p.Edge(relation="runs_on", tail="vm:vm-1", head="host:esx-1"),),
        "checks": (a_check(),),
        "findings": (a_finding(),),
        "risks": (risk(),),
        "actions": (an_action(),),
        "items": tuple(an_item(code) for code in ("CHK-OM-05", "CHK-PD-13")),
        "answers": (answer("CHK-OM-05"),),
        "evidence": (an_evidence(),),
        "settlements": (a_settlement(),),
        "exposures": (an_exposure(),),
        "phases": (a_phase(),),
        **_losses(),
    }
    return Document(**given | values)


def _losses() -> dict[str, Any]:
    return {
        "loss_estimates": (a_loss_estimate(), a_loss_estimate("R-2", confirmed_at=None)),
        "domain_estimates": (a_domain_estimate(),),
        "loss_results": (LOSS_RESULT,),
    }
