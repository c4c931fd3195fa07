"""The risks of a document as the report shows them: summary, matrix, register, plan."""

from collections.abc import Mapping
from typing import Any

from assessments.reports.document import Document
from assessments.reports.judgements import Risk
from assessments.reports.parts import Group
from assessments.reports.view_words import DASH, TIMES, count_of, day, level, money

SERIOUS = 4  # high and above: what page 1 answers for
TOP = 5
SIDE = 5  # of a grid that is not known
KEY_WIDTH = 12  # keys such as in the order of their numbers
OPEN = ("planned", "in_progress")


def summary(document: Document) -> dict[str, Any]:
    """Return page 1's answer: is it acceptable, and in which numbers."""
    counted = [risk for risk in document.risks if _counts(risk)]
    serious = [risk for risk in counted if (risk.level_in_force() or 0) >= SERIOUS]
    accepted = [risk for risk in serious if risk.acceptance]
    treated = {key for action in document.actions if action.status in OPEN for key in action.risks}
    unsettled = [risk for risk in serious if not risk.acceptance and risk.key not in treated]
    left = sum((risk.residual.level or 0) >= SERIOUS for risk in counted)
    was = sum((risk.inherent.level or 0) >= SERIOUS for risk in counted)
    return {
        "answer": _answer(len(serious), len(accepted), len(unsettled)),
        "lead": (
            f"Of {count_of(len(counted), 'risk')}, {was:,} would be high or very high without "
            f"measures; {len(serious):,} are so now and {left:,} are expected to be once the "
            f"planned treatment is done. {len(accepted):,} of the {len(serious):,} are accepted "
            f"by name until a date; {len(unsettled):,} have neither an acceptance nor a "
            "planned action."
        ),
    }


def _answer(serious: int, accepted: int, unsettled: int) -> str:
    if serious == 0:
        return "No risk is high or very high."
    if accepted == serious:
        return "Every high or very high risk is accepted by a named person until a date."
    if unsettled == 0:
        return "Every high or very high risk is accepted or has a planned action."
    return f"{count_of(unsettled, 'high or very high risk')} still without a decision."


def _counts(risk: Risk) -> bool:
    return risk.state != "dismissed"


def level_counts(document: Document) -> list[dict[str, Any]]:
    """Return the number of risks per level, highest first, in the three states."""
    counted = [risk for risk in document.risks if _counts(risk)]
    return [
        level(rank)
        | {
            "inherent": sum(risk.inherent.level == rank for risk in counted),
            "current": sum(risk.level_in_force() == rank for risk in counted),
            "residual": sum(risk.residual.level == rank for risk in counted),
        }
        for rank in (5, 4, 3, 2, 1, None)
    ]


def matrix(document: Document) -> list[dict[str, Any]]:
    """Return the rows of the matrix, highest likelihood first: level and count per cell."""
    grid = _grid(document.criteria.method)
    heads = _heads(document.criteria.method, "likelihood", len(grid))
    counts: dict[tuple[int | None, int | None], int] = {}
    for risk in document.risks:
        if _counts(risk):
            cell = (risk.current.likelihood, risk.current.consequence)
            counts[cell] = counts.get(cell, 0) + 1
    return [
        {
            "head": heads[likelihood - 1],
            "likelihood": likelihood,
            "cells": [
                level(rank)
                | {"consequence": consequence, "count": counts.get((likelihood, consequence), 0)}
                for consequence, rank in enumerate(row, 1)
            ],
        }
        for likelihood, row in reversed(list(enumerate(grid, 1)))
    ]


def columns(document: Document) -> list[str]:
    """Return how the columns of the matrix are headed: the number, and its name if it has one."""
    method = document.criteria.method
    return _heads(method, "consequence", len(_grid(method)[0]))


def _heads(method: object, axis: str, size: int) -> list[str]:
    names = method.get(f"{axis}_names") if isinstance(method, Mapping) else None
    known = names if isinstance(names, list) and len(names) == size else [""] * size
    return [f"{rank} {name}".strip() for rank, name in enumerate(known, 1)]


def _grid(method: object) -> list[list[int | None]]:
    grid = method.get("grid") if isinstance(method, Mapping) else None
    rows = [row for row in grid if isinstance(row, list)] if isinstance(grid, list) else []
    if len({len(row) for row in rows}) == 1:
        return rows
    return [[None] * SIDE for _ in range(SIDE)]


def accepted(document: Document, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the acceptances, soonest expiry first."""
    rows = [
        {
            "key": risk.key,
            "title": risk.title,
            "reason": risk.acceptance.reason,
            "level": level(risk.acceptance.level),
            "residual": level(risk.residual.level),
            "by": names.get(risk.acceptance.by, ""),
            "role": risk.acceptance.role.replace("_", " "),
            "at": day(risk.acceptance.at),
            "until": day(risk.acceptance.expires_on),
            "sort": risk.acceptance.expires_on,
        }
        for risk in document.risks
        if risk.acceptance
    ]
    return sorted(rows, key=lambda row: (str(row["sort"]), str(row["key"]).rjust(KEY_WIDTH)))


def top(document: Document, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the highest risks now, each in one line."""
    ranked = sorted(filter(_counts, document.risks), key=_rank)
    groups = {group.id: group for group in document.groups}
    return [_row(risk, groups, names) for risk in ranked[:TOP]]


def _rank(risk: Risk) -> tuple[int, int, int, str]:
    residual, inherent = risk.residual.level or 0, risk.inherent.level or 0
    return (-(risk.level_in_force() or 0), -residual, -inherent, risk.key.rjust(KEY_WIDTH))


def register(document: Document, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the register by subject: each with its rows, highest risk first."""
    groups = {group.id: group for group in document.groups}
    found: dict[str, list[Risk]] = {}
    for risk in sorted(document.risks, key=_rank):
        found.setdefault(risk.group, []).append(risk)
    return [
        {
            "subject": groups[group].name,
            "kind": groups[group].kind,
            "rows": [_row(risk, groups, names) for risk in found[group]],
        }
        for group in sorted(found, key=lambda one: (groups[one].kind, groups[one].name, one))
    ]


def _row(risk: Risk, groups: Mapping[str, Group], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": risk.key,
        "code": risk.code,
        "title": risk.title,
        "subject": groups[risk.group].name,
        "inherent": level(risk.inherent.level),
        "current": level(risk.level_in_force()),
        "residual": level(risk.residual.level),
        "cell": f"{risk.current.likelihood or DASH} {TIMES} {risk.current.consequence or DASH}",
        "note": _note(risk),
        "treatment": risk.treatment.option if risk.treatment else "",
        "owner": names.get(risk.owner or "", ""),
    }


def _note(risk: Risk) -> str:
    if risk.state == "dismissed":
        return f"Dismissed: {risk.reason}"
    if risk.override:
        computed = level(risk.current.level)["words"]
        return f"Set by a person; computed {computed}. {risk.override.reason}"
    return risk.reason


def plan(document: Document, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the actions of the treatment plan, soonest due first, undated last."""
    criteria = document.criteria.criteria
    currency = str(criteria.get("currency", "")) if isinstance(criteria, Mapping) else ""
    return [
        {
            "key": action.key,
            "title": action.title,
            "description": action.description,
            "item_codes": ", ".join(action.items),
            "risks": ", ".join(action.risks),
            "owner": names.get(action.owner or "", ""),
            "due": day(action.due),
            "cost": money(action.cost_minor, currency),
            "status": action.status.replace("_", " "),
        }
        for action in sorted(document.actions, key=lambda one: (one.due or "9999", one.key))
    ]
