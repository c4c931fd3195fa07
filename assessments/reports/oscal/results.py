"""OSCAL assessment results: what was looked at, seen, answered, rated and signed."""

from collections.abc import Iterator

from assessments.reports.judgements import Answer
from assessments.reports.oscal import risks
from assessments.reports.oscal.common import (
    Source,
    Value,
    engine,
    filled,
    id_of,
    line,
    metadata,
    named,
    props,
    resources,
    signers,
    told,
)
from assessments.reports.view import Signing

SATISFIED = {"implemented": "satisfied"}


def assessment_results(content: bytes, signing: Signing) -> Value:
    """
    Return the OSCAL assessment results of the document in *content*.

    Raises:
        canonical.NotCanonical, records.NotADocument: *content* is not a document.
    """
    source = Source.of(content, signing)
    return {
        "assessment-results": {
            "uuid": source.uuid("assessment-results"),
            "metadata": metadata(source, "Risk assessment of virtualised servers"),
            "import-ap": {
                "href": f"#{source.uuid('snapshot', '')}",
                "remarks": "There is no assessment plan in OSCAL; scope, criteria and method "
                "stand in the frozen content.",
            },
            "results": [_result(source)],
            "back-matter": resources(source),
        }
    }


def _result(source: Source) -> Value:
    assessed = source.document.assessment
    return filled(
        {
            "uuid": source.uuid("result"),
            "title": f"{assessed.key} revision {assessed.revision}",
            "description": told(assessed.scope_in),
            "start": assessed.created_at,
            "end": assessed.frozen_at,
            "props": props(out_of_scope=assessed.scope_out),
            "local-definitions": filled(
                {"components": [engine(source)], "inventory-items": list(_inventory(source))}
            ),
            "reviewed-controls": {"control-selections": [_controls(source)]},
            "attestations": list(_attestations(source)),
            "observations": [*_answers(source), *_seen(source)],
            "risks": risks.of_document(source),
            "findings": list(_findings(source)),
        }
    )


def _inventory(source: Source) -> Iterator[Value]:
    for asset in source.document.assets:
        yield {
            "uuid": source.uuid("asset", asset.id),
            "description": told(line(f"{asset.kind} {asset.name}")),
            "props": props(
                asset_id=asset.id, kind=asset.kind, name=asset.name, domain=asset.domain
            ),
        }


def _controls(source: Source) -> Value:
    items = [{"control-id": item.code} for item in source.document.items]
    return {"include-controls": items} if items else {"include-all": {}}


def _attestations(source: Source) -> Iterator[Value]:
    people = dict(named(source))
    for one in signers(source.signing):
        person = source.uuid("person", people[one.role])
        yield {
            "responsible-parties": [{"role-id": id_of(one.role), "party-uuids": [person]}],
            "parts": [
                filled(
                    {
                        "name": "signature",
                        "title": line(f"{one.name}, {one.signed_at}"),
                        "prose": told(one.meaning),
                        "props": props(
                            signed_at=one.signed_at,
                            signed_sha256=one.digest,
                            key_sha256=one.keyid,
                            comment=one.comment,
                        ),
                    }
                )
            ],
        }


def _answers(source: Source) -> Iterator[Value]:
    titles = {item.code: item.title for item in source.document.items}
    evidence: dict[str, list[str]] = {}
    for file in source.document.evidence:
        evidence.setdefault(file.item or "", []).append(file.sha256)
    for answer in source.document.answers:
        by = source.uuid("person", answer.by)
        yield filled(
            {
                "uuid": _answer_uuid(source, answer),
                "title": told(line(f"{answer.item} {titles.get(answer.item, '')}")),
                "description": told(answer.note, answer.reason, f"Answered: {answer.state}."),
                "props": props(item=answer.item, group=answer.group, state=answer.state)
                + props(reason=answer.reason, seconded_at=answer.seconded_at),
                "methods": ["EXAMINE"] if answer.item in evidence else ["INTERVIEW"],
                "types": ["control-objective"],
                "origins": [{"actors": [{"type": "party", "actor-uuid": by}]}],
                "relevant-evidence": [
                    {
                        "href": f"#{source.uuid('evidence', sha)}",
                        "description": f"A file with the SHA-256 {sha}.",
                    }
                    for sha in sorted(set(evidence.get(answer.item, [])))
                ],
                "collected": answer.at,
            }
        )


def _seen(source: Source) -> Iterator[Value]:
    titles = {check.code: check.title for check in source.document.checks}
    taken = {one.sha256: one.as_of for one in source.document.imports}
    frozen = source.document.assessment.frozen_at
    for one in source.document.findings:
        subjects = (
            [{"subject-uuid": source.uuid("asset", one.asset), "type": "inventory-item"}]
            if one.asset
            else []
        )
        href = f"#{source.uuid('import', one.imported)}"
        yield filled(
            {
                "uuid": source.uuid("finding", one.id),
                "title": told(line(f"{one.code} {titles.get(one.code, '')}")),
                "description": told(f"{one.label}: {titles.get(one.code, one.code)}"),
                "props": props(check=one.code, severity=one.severity, label=one.label),
                "methods": ["TEST"],
                "types": ["finding"],
                "subjects": subjects,
                "relevant-evidence": [
                    {"href": href, "description": "The inventory in which it was seen."}
                ],
                "collected": taken.get(one.imported, frozen),
            }
        )


def _findings(source: Source) -> Iterator[Value]:
    """Yield for each answer whether the item is satisfied; one that does not apply is none."""
    feeds: dict[str, list[str]] = {}
    for risk in source.document.risks:
        for one in risk.credits:
            feeds.setdefault(one.item, []).append(risk.key)
    for answer in source.document.answers:
        if answer.state == "not_applicable":
            continue
        state = SATISFIED.get(answer.state, "not-satisfied")
        keys = feeds.get(answer.item, ()) if state != "satisfied" else ()
        yield filled(
            {
                "uuid": source.uuid("objective", answer.item, answer.group or ""),
                "title": answer.item,
                "description": told(answer.note, f"Answered: {answer.state}."),
                "target": {
                    "type": "objective-id",
                    "target-id": answer.item,
                    "status": {"state": state, "reason": "pass"}
                    if state == "satisfied"
                    else {"state": state, "reason": "fail"},
                },
                "related-observations": [{"observation-uuid": _answer_uuid(source, answer)}],
                "related-risks": [{"risk-uuid": risks.uuid_of(source, key)} for key in keys],
            }
        )


def _answer_uuid(source: Source, answer: Answer) -> str:
    return source.uuid("answer", answer.item, answer.group or "")
