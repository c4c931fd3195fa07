"""The annexes of a document as the report shows them: checklist, inventory, method."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from assessments.reports import view_method
from assessments.reports.document import Document
from assessments.reports.judgements import Answer
from assessments.reports.view_words import ANSWERS, KINDS, day, flat, moment, ranks

RESULTS = {"pass": "pass", "finding": "finding", "not_assessable": "not assessable"}


def phases(document: Document, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the phases in their order with progress and gate."""
    return [
        {
            "title": phase.title,
            "answered": f"{phase.answered} of {phase.items}",
            "unmet": list(phase.unmet),
            "closed": f"{names.get(phase.closed_by or '', '')}, {day(phase.closed_at)}"
            if phase.closed_at
            else "open",
        }
        for phase in document.phases
    ]


def checklist(document: Document, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return every item that applies, with each answer given, or that there is none."""
    groups = {group.id: group.name for group in document.groups}
    answers: dict[str, list[Answer]] = {}
    for answer in document.answers:
        answers.setdefault(answer.item, []).append(answer)
    settled = {(one.item, one.group): one.words for one in document.settlements}
    files = Counter(file.item for file in document.evidence)
    titles = {phase.id: phase.title for phase in document.phases}
    return [
        {
            "code": item.code,
            "title": item.title,
            "phase": titles.get(item.phase, item.phase.replace("_", " ")),
            "clause": item.clause,
            "evidence": files[item.code],
            "answers": [
                _answer(answer, names, groups)
                | {"settled": settled.get((item.code, answer.group), "")}
                for answer in answers.get(item.code, [])
            ],
        }
        for item in document.items
    ]


def _answer(answer: Answer, names: Mapping[str, str], groups: Mapping[str, str]) -> dict[str, Any]:
    return {
        "where": groups.get(answer.group or "", "") if answer.group else "",
        "state": ANSWERS.get(answer.state, answer.state),
        "code": answer.state,
        "words": " ".join(text for text in (answer.reason, answer.note) if text),
        "by": names.get(answer.by, ""),
        "at": day(answer.at),
        "seconded": names.get(answer.seconded_by or "", ""),
    }


def exposures(document: Document) -> list[dict[str, Any]]:
    """Return the open vulnerabilities with why they are open and what they feed."""
    return [
        {
            "vulnerability": one.vulnerability,
            "title": one.title,
            "item_codes": ", ".join(one.items),
            "findings": len(one.findings),
            "assets": one.assets,
            "risks": ", ".join(one.risks),
            "since": day(one.since),
        }
        for one in document.exposures
    ]


def domains(document: Document, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the information domains with value and trust and who set them."""
    return [
        {
            "name": one.name,
            "members": one.members,
            "value": ranks(one.value_c, one.value_i, one.value_a),
            "trust": ranks(one.trust),
            "by": names.get(one.valued_by or "", ""),
            "at": day(one.valued_at),
            "reason": one.reason,
        }
        for one in document.domains
    ]


def inventory(document: Document) -> dict[str, Any]:
    """Return how many assets of each kind there are, and the files they come from."""
    kinds = Counter(asset.kind for asset in document.assets)
    return {
        "kinds": [[KINDS.get(kind, kind), number] for kind, number in sorted(kinds.items())],
        "edges": len(document.edges),
        "sources": [
            {
                "file": one.file_name,
                "sha256": one.sha256,
                "tool": f"{one.tool} {one.tool_version}".strip(),
                "taken": moment(one.taken_at) or "not stated in the file",
                "as_of": moment(one.as_of),
            }
            for one in document.imports
        ],
    }


def checks(document: Document) -> list[dict[str, Any]]:
    """Return what each check said; not assessable comes with its reason."""
    return [
        {
            "code": one.code,
            "title": one.title,
            "result": RESULTS.get(one.result, one.result),
            "considered": one.considered,
            "count": one.count,
            "reason": one.reason,
        }
        for one in document.checks
    ]


def method(document: Document) -> dict[str, Any]:
    """Return how levels follow in words, and method, criteria and parameters line by line."""
    return {
        "words": view_method.words(document.criteria.method),
        "edition": document.edition.id,
        "edition_digest": document.edition.digest,
        "lines": [
            [path, value]
            for name, part in (
                ("method", document.criteria.method),
                ("criteria", document.criteria.criteria),
                ("parameters", document.criteria.parameters),
            )
            for path, value in flat(part, name)
        ],
    }


def evidence(document: Document, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the evidence files with what they support, their size and digest."""
    return [
        {
            "name": one.name,
            "supports": one.item or one.risk or "",
            "size": one.size,
            "sha256": one.sha256,
            "by": names.get(one.by, ""),
            "at": day(one.at),
        }
        for one in document.evidence
    ]
