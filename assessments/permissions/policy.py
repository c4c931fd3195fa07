"""
The policy of every route: who may call it, with which verbs.

A route whose name is not in this table is refused at run time and fails the
build. Object-level rules (authority, being named, being another person) are the
actions'; this table is the outer door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessments.permissions.capabilities import Capability

R, A, T, S = Capability.READ, Capability.ASSESS, Capability.TREAT, Capability.SECOND
ACCEPT, SIGN, ADMIN = Capability.ACCEPT, Capability.SIGN, Capability.ADMINISTER


class Standing(StrEnum):
    """What a caller must be before capabilities are asked about."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Policy:
    """Verbs of a route and the capability each needs; HEAD counts as GET."""

    standing: Standing = Standing.MEMBER
    verbs: Mapping[str, Capability | None] = field(default_factory=dict)


def _read() -> Policy:
    return Policy(verbs={"GET": R})


def _write(capability: Capability) -> Policy:
    return Policy(verbs={"POST": capability})


def _both(capability: Capability) -> Policy:
    return Policy(verbs={"GET": R, "POST": capability})


_ANYONE = Policy(Standing.ANYONE, {"GET": None, "POST": None})
_ANYONE_READS = Policy(Standing.ANYONE, {"GET": None})
_SIGNED_IN = Policy(Standing.SIGNED_IN, {"GET": None, "POST": None})

POLICIES: Mapping[str, Policy] = {
    # health, icon, sign-in
    "healthz": _ANYONE_READS,
    "readyz": _ANYONE_READS,
    "favicon": _ANYONE_READS,
    "account_login": _ANYONE,
    "account_logout": _ANYONE,
    "account_reset_password": _ANYONE,
    "account_reset_password_done": _ANYONE_READS,
    "account_reset_password_from_key": _ANYONE,
    "account_reset_password_from_key_done": _ANYONE_READS,
    "account_reauthenticate": _SIGNED_IN,
    "account_change_password": _SIGNED_IN,
    "invitation": _ANYONE,
    "home": Policy(Standing.SIGNED_IN, {"GET": None}),
    "profile": _SIGNED_IN,
    # portfolio
    "portfolio": _read(),
    "welcome": _read(),
    "example-new": _write(A),
    "example-progress": _read(),
    "work": _read(),
    "search": _read(),
    "assessment-list": _read(),
    "assessment-new": Policy(verbs={"GET": A, "POST": A}),
    "assessment-bring": Policy(verbs={"GET": A, "POST": A}),
    # one assessment
    "assessment": _read(),
    "assessment-edit": Policy(verbs={"GET": A, "POST": A}),
    "criteria": _both(A),
    "team": _both(A),
    "history": _read(),
    "history-export": _read(),
    "compare": _read(),
    "map": _read(),
    "domains": _read(),
    "domain-value": _write(A),
    "domain-new": _write(A),
    "placements": _read(),
    "placement-change": _write(A),
    # phases and checklist
    "phase": _read(),
    "phase-side": _read(),
    "phase-close": _write(A),
    "task-done": _write(A),
    "item": _read(),
    "answer": _write(A),
    "answer-second": _write(S),
    "contradiction-settle": _write(A),
    "exposures": _read(),
    "evidence-list": _read(),
    "evidence-add": _write(A),
    "evidence-remove": _write(A),
    "evidence-file": _read(),
    # inventory
    "inventory": _read(),
    "asset": _read(),
    "findings": _read(),
    "import-new": Policy(verbs={"GET": A, "POST": A}),
    "import-list": _read(),
    "upload": _read(),
    "upload-progress": _read(),
    "upload-apply": _write(A),
    "upload-cancel": _write(A),
    "import": _read(),
    "import-drift": _read(),
    "import-reassess": _write(A),
    "import-pin": _write(A),
    # register
    "register": _read(),
    "register-row": _read(),
    "register-export": _read(),
    "risk": _read(),
    "risk-new": Policy(verbs={"GET": A, "POST": A}),
    "risk-rate": _write(A),
    "risk-override": _write(A),
    "risk-owner": _write(T),
    "risk-dismiss": _write(A),
    "risks-confirm": _write(A),
    "risks-owner": _write(T),
    "risks-treatment": _write(T),
    "matrix": _read(),
    "rescore": _write(A),
    # treatment
    "plan": _read(),
    "treatment": _write(T),
    "action-new": Policy(verbs={"GET": T, "POST": T}),
    "action-edit": Policy(verbs={"GET": T, "POST": T}),
    "methods": _read(),
    "method": _both(ADMIN),
    "method-adopt": _both(A),
    "leaders": _read(),
    "trust-gap-decide": _write(A),
    "what-if": _read(),
    "what-if-plan": _write(T),
    "acceptance": _write(ACCEPT),
    "acceptance-withdraw": _write(ACCEPT),
    # losses
    "losses": _read(),
    "losses-run": _write(A),
    "losses-stop": _write(A),
    "losses-progress": _read(),
    "portfolio-losses": _read(),
    "portfolio-losses-run": _write(A),
    "portfolio-losses-progress": _read(),
    "loss": _both(A),
    "loss-drop": _write(A),
    "loss-domain": _both(A),
    # sign-off and reports
    "sign-off": _read(),
    "submit": _write(A),
    "sign": _write(SIGN),
    "sign-prepare": _write(SIGN),
    "sign-prepared": _write(SIGN),
    "statement-bytes": _write(R),
    "return": _write(SIGN),
    "reopen": _write(A),
    "incident": _write(A),
    "freeze-progress": _read(),
    "report": _read(),
    "report-render": _write(R),
    "report-progress": _read(),
    "report-file": _read(),
    "snapshot-file": _read(),
    "revision-export": _read(),
    "audit": _read(),
    "audit-draw": _write(R),
    "audit-remark": _write(R),
    "audit-answer": _write(R),
    "audit-sample": _read(),
    "audit-everything": _read(),
    "accesses": _read(),
    "bundle-file": _read(),
    # keys and the ledger
    "keys": _read(),
    "key-make": _write(R),
    "key-offer": _write(R),
    "key-bring": _write(R),
    "key-statement": _read(),
    "key-vouch": _write(R),
    "key-withdraw": _write(R),
    "key-revoke": _both(R),
    "ledger": _read(),
    "ledger-file": _read(),
    "checkpoint-file": _read(),
    "verify": _ANYONE,
    "verifier-file": _ANYONE_READS,
    # catalogue
    "catalogue": _read(),
    "catalogue-search": _read(),
    "catalogue-risk": _read(),
    "catalogue-threat": _read(),
    "catalogue-vulnerability": _read(),
    "catalogue-item": _read(),
    "catalogue-asset-type": _read(),
    "catalogue-phase": _read(),
    "catalogue-scales": _read(),
    # people
    "people": _read(),
    "person-invite": _write(ADMIN),
    "invitation-withdraw": _write(ADMIN),
    "person-roles": _write(ADMIN),
    "person-status": _write(ADMIN),
    "tokens": _both(R),
    "token-revoke": _write(R),
    "rest-reference": _read(),
    "organisation-trail": _read(),
    "organisation-trail-export": _read(),
    # REST, read side
    "api-schema": Policy(Standing.SIGNED_IN, {"GET": None}),
    "api-root": _read(),
    "api-assessments": _read(),
    "api-assessment": _read(),
    "api-assets": _read(),
    "api-asset": _read(),
    "api-dependencies": _read(),
    "api-findings": _read(),
    "api-risks": _read(),
    "api-risk": _read(),
    "api-risk-explanation": _read(),
    "api-register-json": _read(),
    "api-register-csv": _read(),
    "api-register-xlsx": _read(),
    "api-oscal-results": _read(),
    "api-oscal-poam": _read(),
    "api-soa": _read(),
    "api-snapshot-schema": _read(),
    "api-what-if": _read(),
    "api-leaders": _read(),
    "api-asset-reach": _read(),
    "api-gaps": _read(),
    "api-losses": _read(),
    "api-risk-losses": _read(),
    "api-portfolio-losses": _read(),
    "api-methods": _read(),
    "api-method": _read(),
    "api-method-effect": _read(),
    "api-treatments": _read(),
    "api-sign-offs": _read(),
}


def policy_of(route: str | None) -> Policy | None:
    """Return the policy of the route named *route*; None when it has none."""
    return POLICIES.get(route or "")
