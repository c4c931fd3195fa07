"""Risks of the register as OSCAL: facets of three states, treatment as remediations."""

from collections.abc import Iterator

from assessments.reports.judgements import Action, Risk, State
from assessments.reports.oscal.common import NAMESPACE, Source, Value, filled, line, props, told
from assessments.reports.parts import Group
from assessments.reports.register_table import LEVEL_NAMES

OPEN = ("planned", "in_progress")
LIFECYCLE = {"planned": "planned", "in_progress": "planned", "done": "completed"}


def of_document(source: Source) -> list[Value]:
    """Return every risk of the register."""
    plan: dict[str, list[Action]] = {}
    for action in source.document.actions:
        for key in action.risks:
            plan.setdefault(key, []).append(action)
    groups = {group.id: group for group in source.document.groups}
    return [
        _risk(source, risk, groups[risk.group], plan.get(risk.key, []))
        for risk in source.document.risks
    ]


def uuid_of(source: Source, key: str) -> str:
    """Return the UUID of a risk by its key."""
    return source.uuid("risk", key)


def _risk(source: Source, risk: Risk, group: Group, actions: list[Action]) -> Value:
    deadline = min((one.due for one in actions if one.due and one.status in OPEN), default=None)
    return filled(
        {
            "uuid": uuid_of(source, risk.key),
            "title": told(line(f"{risk.key} {risk.title}")),
            "description": told(risk.description, risk.title),
            "statement": told(
                f"{risk.title}: {group.kind} {group.name}, {group.members} virtual machines."
            ),
            "props": _props(risk),
            "status": _status(risk, actions),
            "threat-ids": [
                {"system": NAMESPACE, "id": f"{NAMESPACE}:{code}"} for code in risk.threats
            ],
            "characterizations": _characterizations(source, risk),
            "mitigating-factors": _factors(source, risk),
            "deadline": f"{deadline}T00:00:00Z" if deadline else None,
            "remediations": [_remediation(source, risk, one) for one in actions]
            + _treated(source, risk),
        }
    )


def _props(risk: Risk) -> list[Value]:
    accepted = risk.acceptance
    return props(
        key=risk.key,
        scenario=risk.code,
        state=risk.state,
        subject=risk.group,
        vulnerabilities=", ".join(risk.vulnerabilities),
        level_in_force=risk.level_in_force(),
        override_reason=risk.override.reason if risk.override else None,
        treatment=risk.treatment.option if risk.treatment else None,
        accepted_level=accepted.level if accepted else None,
        accepted_until=accepted.expires_on if accepted else None,
        accepted_reason=accepted.reason if accepted else None,
    )


def _status(risk: Risk, actions: list[Action]) -> str:
    if risk.state == "dismissed":
        return "closed"
    if risk.acceptance:
        return "deviation-approved"
    return "remediating" if any(one.status in OPEN for one in actions) else "open"


def _characterizations(source: Source, risk: Risk) -> list[Value]:
    tool = {"actors": [{"type": "tool", "actor-uuid": source.uuid("engine")}]}
    states = (("inherent", risk.inherent), ("current", risk.current), ("residual", risk.residual))
    facets = [(name, list(_facets(name, state))) for name, state in states]
    return [
        {"props": props(stage=name), "origin": tool, "facets": found}
        for name, found in facets
        if found
    ]


def _facets(stage: str, state: State) -> Iterator[Value]:
    found = {
        "likelihood": state.likelihood,
        "consequence": state.consequence,
        "likelihood-number": state.likelihood_number,
        "consequence-confidentiality": state.consequence_c_number,
        "consequence-integrity": state.consequence_i_number,
        "consequence-availability": state.consequence_a_number,
    }
    for name, value in found.items():
        if value is not None:
            yield {"name": name, "system": NAMESPACE, "value": str(value)}
    if state.level is not None:
        words = LEVEL_NAMES[state.level] if state.level < len(LEVEL_NAMES) else ""
        yield filled(
            {
                "name": "level",
                "system": NAMESPACE,
                "value": str(state.level),
                "props": props(stage=stage, words=words),
            }
        )


def _factors(source: Source, risk: Risk) -> list[Value]:
    return [
        {
            "uuid": source.uuid("factor", risk.key, one.item),
            "description": f"{one.item}: {one.state}, counted {one.credit}.",
            "props": props(item=one.item, state=one.state, credit=one.credit),
        }
        for one in risk.credits
    ]


def _remediation(source: Source, risk: Risk, action: Action) -> Value:
    task = {
        "uuid": source.uuid("task", risk.key, action.key),
        "type": "milestone",
        "title": told(line(action.title)),
        "timing": {"on-date": {"date": f"{action.due}T00:00:00Z"}} if action.due else None,
        "responsible-roles": _responsible(source, action.owner),
    }
    return filled(
        {
            "uuid": source.uuid("remediation", risk.key, action.key),
            "lifecycle": LIFECYCLE.get(action.status, "recommendation"),
            "title": told(line(f"{action.key} {action.title}")),
            "description": told(action.description, action.title),
            "props": props(
                status=action.status,
                items=", ".join(action.items),
                cost_minor=action.cost_minor,
            ),
            "tasks": [filled(task)],
        }
    )


def _treated(source: Source, risk: Risk) -> list[Value]:
    """Return the option that was chosen, where it is no action: to retain, avoid or share."""
    chosen = risk.treatment
    if chosen is None:
        return []
    return [
        {
            "uuid": source.uuid("treatment", risk.key),
            "lifecycle": "planned",
            "title": f"Treatment: {chosen.option}",
            "description": told(chosen.note, f"The option is to {chosen.option} the risk."),
            "props": props(treatment=chosen.option),
        }
    ]


def _responsible(source: Source, person: str | None) -> list[Value]:
    if person is None:
        return []
    return [{"role-id": "action-owner", "party-uuids": [source.uuid("person", person)]}]
