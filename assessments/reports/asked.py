"""What auditors ask of an assessment, and what a frozen document answers by itself."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.reports.document import Document
from assessments.reports.judgements import Risk, number_of

MOST = 20  # lines of one answer


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, what the frozen content answers, and the pages that answer further."""

    number: int
    question: str
    answers: tuple[str, ...]
    pages: tuple[str, ...] = ()  # names of routes


def asked(document: Document, *, today: str) -> list[Asked]:
    """
    Return the questions with their answers.

    Args:
        document: the frozen document.
        today: the day on which acceptances are looked at, as 2026-11-27.
    """
    facts = _Facts(document, today, document.names())
    return [
        Asked(number, question, tuple(_cut(answer(facts))), pages)
        for number, (question, answer, pages) in enumerate(QUESTIONS, start=1)
    ]


@dataclass(frozen=True, slots=True)
class _Facts:
    document: Document
    today: str
    names: Mapping[str, str]

    def name(self, uuid: str | None) -> str:
        return self.names.get(uuid or "", "nobody")

    @property
    def living(self) -> list[Risk]:
        found = [one for one in self.document.risks if one.state != "dismissed"]
        return sorted(found, key=lambda one: number_of(one.key))

    @property
    def criteria(self) -> Mapping[str, Any]:
        found: Any = self.document.criteria.criteria
        return found if isinstance(found, Mapping) else {}


def _cut(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    more = len(found) - MOST
    return [*found[:MOST], f"and {more} more"] if more > 0 else found


def _who(facts: _Facts) -> list[str]:
    count = Counter(facts.name(one.judged_by) for one in facts.living if one.judged_by)
    rated = [f"{name} rated {n} risks" for name, n in sorted(count.items())]
    count = Counter(facts.name(one.by) for one in facts.document.answers)
    return rated + [f"{name} answered {n} checklist items" for name, n in sorted(count.items())]


def _before(facts: _Facts) -> list[str]:
    assessed = facts.document.assessment
    if assessed.previous_digest is None:
        return ["This is the first revision."]
    return [
        (
            f"Follows the revision with the SHA-256 {assessed.previous_digest}, because: "
            f"{assessed.revision_reason or 'not stated'}"
        )
    ]


def _criteria_first(facts: _Facts) -> list[str]:
    criteria = facts.document.criteria
    rated = min((one.judged_at for one in facts.living if one.judged_at), default=None)
    found = [f"Criteria set by {facts.name(criteria.set_by)} on {criteria.set_at or 'no day'}"]
    return [*found, f"The first rating that stands was given on {rated or 'no day'}"]


def _versions(facts: _Facts) -> list[str]:
    method: Any = facts.document.criteria.method
    edition = facts.document.edition
    return [
        f"Method {method.get('id')} version {method.get('version')}, whole in the frozen content",
        f"Catalogue edition {edition.id}, SHA-256 {edition.digest}",
        "Verify the bundle: where the engine is at hand, every level is computed again",
    ]


def _complete(facts: _Facts) -> list[str]:
    document = facts.document
    kinds = Counter(one.kind for one in document.assets if not one.is_placeholder)
    placeholders = sum(one.is_placeholder for one in document.assets)
    homeless = sum(one.kind == "vm" and one.domain is None for one in document.assets)
    return [
        *(
            f"{one.file_name}, SHA-256 {one.sha256}, as of {one.as_of}: {_totals(one.totals)}"
            for one in document.imports
        ),
        "In the assessment: " + ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())),
        f"{placeholders} named but not described by any file; {homeless} machines in no domain",
        f"Out of scope: {document.assessment.scope_out or 'not stated'}",
    ]


def _totals(totals: Any) -> str:
    found = sorted(dict(totals or {}).items())
    return ", ".join(f"{count} {kind}" for kind, count in found if not kind.startswith("edges"))


def _evidence(facts: _Facts) -> list[str]:
    with_file = {one.item for one in facts.document.evidence if one.item}
    done = [one.item for one in facts.document.answers if one.state == "implemented"]
    bare = sorted(set(done) - with_file)
    return [
        f"{len(set(done))} items are answered as implemented, {len(bare)} of them without a file",
        *(f"{code}: implemented, no file" for code in bare),
    ]


def _second_person(facts: _Facts) -> list[str]:
    answers = facts.document.answers
    needed = [one for one in answers if one.state == "not_applicable"]
    return [
        f"{one.item}: answered by {facts.name(one.by)}, seconded by {facts.name(one.seconded_by)}"
        for one in needed
    ] or ["No answer needed a second person."]


def _above(facts: _Facts) -> list[str]:
    appetite = facts.criteria.get("appetite")
    bare = [
        one
        for one in facts.living
        if isinstance(appetite, int)
        and (one.level_in_force() or 0) > appetite
        and not one.treatment
        and not one.acceptance
    ]
    over = [
        one for one in facts.living if one.acceptance and one.acceptance.expires_on < facts.today
    ]
    return [
        f"{len(bare)} risks are above the appetite ({appetite}) without treatment or acceptance",
        *(f"{one.key} {one.title}: level {one.level_in_force()}" for one in bare),
        f"{len(over)} acceptances have expired by {facts.today}",
        *(f"{one.key}: until {one.acceptance.expires_on}" for one in over if one.acceptance),
    ]


def _authority(facts: _Facts) -> list[str]:
    authority = facts.criteria.get("authority", {})
    said = [f"Level {level}: {role}" for level, role in sorted(dict(authority).items())]
    given = [
        f"{one.key}, level {one.acceptance.level}: {facts.name(one.acceptance.by)} as "
        f"{one.acceptance.role} until {one.acceptance.expires_on}"
        for one in facts.living
        if one.acceptance
    ]
    return said + (given or ["Nothing is accepted."])


def _exceptions(facts: _Facts) -> list[str]:
    answers = facts.document.answers
    excluded = [one for one in answers if one.state == "not_applicable"]
    share = f"{len(excluded)} of {len(answers)} answers say not applicable"
    dismissed = [one for one in facts.document.risks if one.state == "dismissed"]
    return [
        share,
        *(f"{one.item}: {one.reason}" for one in excluded),
        *(f"{one.key} dismissed: {one.reason}" for one in dismissed),
        *(f"{one.key} overridden: {one.override.reason}" for one in facts.living if one.override),
    ]


def _third_parties(facts: _Facts) -> list[str]:
    cloud = [one for one in facts.living if one.family == "cloud_service"]
    found = [f"{one.key} {one.title}: level {one.level_in_force()}" for one in cloud]
    return found or ["No risk of a cloud service stands in this revision."]


def _alike(facts: _Facts) -> list[str]:
    moved = [one for one in facts.living if _differs(one)]
    return [
        f"{len(moved)} of {len(facts.living)} ratings differ from what was proposed; each says why",
        *(f"{one.key}: {one.reason or 'no reason'}" for one in moved),
    ]


def _differs(risk: Risk) -> bool:
    judged, proposed = risk.judged, risk.proposed
    pairs = (
        (judged.likelihood, proposed.likelihood),
        (judged.consequence_c, proposed.consequence_c),
        (judged.consequence_i, proposed.consequence_i),
        (judged.consequence_a, proposed.consequence_a),
    )
    return any(mine is not None and mine != theirs for mine, theirs in pairs)


def _elsewhere(words: str) -> Callable[[_Facts], list[str]]:
    return lambda _facts: [words]


QUESTIONS: tuple[tuple[str, Callable[[_Facts], list[str]], tuple[str, ...]], ...] = (
    ("Who decided, in which role, and when?", _who, ("history",)),
    ("What did it say before, and why was it changed?", _before, ("history", "report")),
    ("Were the criteria set before the ratings, and by whom?", _criteria_first, ("history",)),
    ("Which method and catalogue gave this level? Compute it again.", _versions, ("sign-off",)),
    ("Is the scope complete?", _complete, ("report",)),
    (
        "Ten from the register, ten from the inventory.",
        _elsewhere("Draw them on this page, with a seed of yours."),
        (),
    ),
    ("Where is the evidence of what is implemented?", _evidence, ("evidence-list",)),
    ("Who looked at it besides who answered?", _second_person, ("history",)),
    ("What is above the appetite with nothing decided? Which acceptances expired?", _above, ()),
    ("Who may accept a high risk, and who did?", _authority, ("plan",)),
    (
        "What changed since the sign-off, and did anyone look?",
        _elsewhere("The sign-off page of a signed revision tells what has moved since."),
        ("sign-off",),
    ),
    (
        "Were incidents fed back?",
        _elsewhere(
            "Incidents that were noted stand on the sign-off page and in the history. "
            "Advisories are not followed here."
        ),
        ("sign-off", "history"),
    ),
    (
        "Was the signed report altered?",
        _elsewhere("Verify its bundle, or the sealed PDF, without this server."),
        ("sign-off",),
    ),
    (
        "Can anything be deleted, and is that recorded?",
        _elsewhere(
            "Signed revisions, entries of the ledger and events of the history are only added; "
            "evidence that is removed leaves its name, SHA-256 and who removed it."
        ),
        ("history", "evidence-list"),
    ),
    (
        "Can an administrator change results unseen?",
        _elsewhere(
            "Not what is signed: its bundle no longer verifies. What is not covered is told in "
            "the documentation, docs/trust.md."
        ),
        ("sign-off",),
    ),
    ("Which exceptions are there, and which share does not apply?", _exceptions, ("report",)),
    ("How are third parties covered?", _third_parties, ("report",)),
    ("Would two analysts rate alike?", _alike, ("register",)),
)
