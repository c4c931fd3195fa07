"""The register's rows as a frozen document tells them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assessments.reports.document import Document
from assessments.reports.judgements import Acceptance, Override, Rating, Risk, State, Treatment
from assessments.reports.parts import Group
from assessments.reports.register_table import Cell


@dataclass(frozen=True, slots=True)
class _Around:
    """What a row takes from elsewhere in the document."""

    names: Mapping[str, str]
    groups: Mapping[str, Group]
    actions: Mapping[str, list[str]]
    evidence: Mapping[str, int]


def rows_of(document: Document) -> Iterator[dict[str, Cell]]:
    """Yield one row for each risk of *document*, with the columns of `register_table`."""
    around = _Around(
        document.names(),
        {group.id: group for group in document.groups},
        _actions(document),
        _evidence(document),
    )
    for risk in document.risks:
        yield _row(risk, around)


def _actions(document: Document) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for action in document.actions:
        for key in action.risks:
            found.setdefault(key, []).append(f"{action.key} {action.status}")
    return found


def _evidence(document: Document) -> dict[str, int]:
    found: dict[str, int] = {}
    for file in document.evidence:
        if file.risk:
            found[file.risk] = found.get(file.risk, 0) + 1
    return found


def _row(risk: Risk, around: _Around) -> dict[str, Cell]:
    name = around.names.get
    return {
        "key": risk.key,
        "code": risk.code,
        "title": risk.title,
        "description": risk.description,
        "family": risk.family,
        "clause": risk.clause,
        **_subject(around.groups[risk.group]),
        "threats": ", ".join(risk.threats),
        "vulnerabilities": ", ".join(risk.vulnerabilities),
        "state": risk.state,
        **_rating("proposed_", risk.proposed),
        **_rating("", risk.judged),
        "reason": risk.reason,
        "judged_by": name(risk.judged_by or "", ""),
        "judged_at": risk.judged_at,
        **_state("inherent", risk.inherent),
        **_state("current", risk.current),
        "current_likelihood_number": risk.current.likelihood_number,
        "current_consequence_number": highest_number(risk.current),
        **_state("residual", risk.residual),
        **_override(risk.override, around.names),
        "controls": ", ".join(f"{item.item} {item.state} ({item.credit})" for item in risk.credits),
        **_treatment(risk.treatment),
        "actions": ", ".join(around.actions.get(risk.key, ())),
        "owner": name(risk.owner or "", ""),
        **_acceptance(risk.acceptance, around.names),
        "evidence": around.evidence.get(risk.key, 0),
    }


def highest_number(state: State) -> str | None:
    """Return the largest of the three consequence numbers of *state*, as it is written."""
    numbers = (state.consequence_c_number, state.consequence_i_number, state.consequence_a_number)
    return highest_of(numbers)


def highest_of(numbers: Iterable[str | None]) -> str | None:
    """Return the largest of some numbers as they are written; None when there is none."""
    return max((number for number in numbers if number), key=_size, default=None)


def _size(number: str) -> tuple[int, str]:
    whole, _, rest = number.partition(".")
    return int(whole), rest


def _subject(group: Group) -> dict[str, Cell]:
    return {
        "subject_kind": group.kind,
        "subject": group.name,
        "domain": group.domain,
        "members": group.members,
        "value_c": group.value_c,
        "value_i": group.value_i,
        "value_a": group.value_a,
    }


def _rating(prefix: str, rating: Rating) -> dict[str, Cell]:
    return {
        f"{prefix}likelihood": rating.likelihood,
        f"{prefix}consequence_c": rating.consequence_c,
        f"{prefix}consequence_i": rating.consequence_i,
        f"{prefix}consequence_a": rating.consequence_a,
    }


def _state(prefix: str, state: State) -> dict[str, Cell]:
    return {
        prefix: state.level,
        f"{prefix}_likelihood": state.likelihood,
        f"{prefix}_consequence": state.consequence,
    }


def _override(override: Override | None, names: Mapping[str, str]) -> dict[str, Cell]:
    return {
        "override_level": override.level if override else None,
        "override_reason": override.reason if override else "",
        "overridden_by": names.get(override.by, "") if override else "",
    }


def _treatment(treatment: Treatment | None) -> dict[str, Cell]:
    return {
        "treatment": treatment.option if treatment else "",
        "treatment_note": treatment.note if treatment else "",
    }


def _acceptance(acceptance: Acceptance | None, names: Mapping[str, str]) -> dict[str, Cell]:
    return {
        "accepted_level": acceptance.level if acceptance else None,
        "accepted_by": names.get(acceptance.by, "") if acceptance else "",
        "accepted_reason": acceptance.reason if acceptance else "",
        "accepted_until": acceptance.expires_on if acceptance else None,
    }
