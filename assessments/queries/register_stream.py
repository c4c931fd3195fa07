"""The live register as a stream of plain rows: one statement, whatever the number of risks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple
from unicodedata import normalize

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from assessments.models import ActionRisk, Assessment, Evidence, Membership, Risk, Treatment
from assessments.models.risk import JUDGED, PARTS, PROPOSED
from assessments.queries.document_risks import HALVES
from assessments.queries.inputs import Facts, Inputs, facts_of, inputs_of, measures_of
from assessments.queries.names import day, instant
from assessments.queries.profiles import alike
from assessments.reports.register_table import NAMES, Cell
from assessments.scoring import Levels, Method, score_one
from assessments.scoring.explanation import decimal

CHUNK = 500  # rows that are fetched and held at a time

_ABOUT = ("number", "code", "title", "description", "family", "group_id")
_RANKS = (*PROPOSED, *JUDGED)
_JUDGED = ("state", *_RANKS, "reason", "judged_by_id", "judged_at")
_LEVELS = (
    *(f"score__inherent{part}" for part in PARTS),
    *(f"score__current{part}" for part in PARTS),
    "likelihood_number",
    "consequence_number",
    *(f"score__residual{part}" for part in PARTS),
)
_DECIDED = (
    *("override_level", "override_reason", "overridden_by_id"),
    *("treatment__option", "treatment__note", "steps", "owner_id"),
    *("living__level", "living__accepted_by_id", "living__reason", "living__expires_on", "files"),
)
_WHEN = ("pk", "is_stale")
_PARTS = (_ABOUT, _JUDGED, _LEVELS, _DECIDED, _WHEN)


def rows(assessment: Assessment) -> Iterator[dict[str, Cell]]:
    """
    Yield one row for each risk of a draft, in order of number, with the columns of a file.

    Levels are those that are stored; a row whose inputs changed since, or that has no
    stored level (a dismissed one), is computed here. Nothing is asked of the database once
    the first row is out but more of the same statement, so that the whole stream is as of
    one moment, however slowly it is read. At most `CHUNK` rows are held at a time.
    """
    around = _around(assessment)
    for record in _records(assessment):
        levels = _levels(record, around)
        yield dict(zip(NAMES, _cells(record, levels, around), strict=True))


class _Record(NamedTuple):
    """What the statement returns of one risk, in the groups of columns above."""

    about: tuple[Any, ...]
    judged: tuple[Any, ...]
    levels: tuple[Any, ...]
    decided: tuple[Any, ...]
    pk: int
    is_stale: bool


@dataclass(frozen=True, slots=True)
class _Around:
    """What rows share, loaded once, and what was made of it so far."""

    assessment: Assessment
    facts: Facts
    method: Method
    names: Mapping[int, str]
    subjects: Mapping[int, tuple[Cell, ...]]
    alike: Mapping[int, int]  # the same number for groups with the same answers and findings
    kinds: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    controls: dict[tuple[str, int], str] = field(default_factory=dict)


def _around(assessment: Assessment) -> _Around:
    facts = facts_of(assessment)
    groups = assessment.assetgroups.values_list(
        "pk", "kind", "name", "domain__name", "members", "value_c", "value_i", "value_a"
    )
    people = Membership.objects.filter(organisation=assessment.organisation_id)
    return _Around(
        assessment=assessment,
        facts=facts,
        method=Method.from_document(assessment.method),
        names={pk: _nfc(name) for pk, name in people.values_list("person_id", "person__name")},
        subjects={
            pk: (kind, _nfc(name), _nfc(domain) if domain else None, *rest)
            for pk, kind, name, domain, *rest in groups
        },
        alike=alike(facts),
    )


def columns(assessment: Assessment) -> QuerySet[Risk, dict[str, Any]]:
    """Return the statement of the stream: for each risk, in order of number, its columns."""
    links = ActionRisk.objects.filter(risk=OuterRef("pk")).order_by().values("risk")
    number = Cast("action__number", TextField())
    step = Concat(Value("T-"), number, Value(" "), "action__status", output_field=TextField())
    files = Evidence.objects.filter(risk=OuterRef("pk"), removed_at=None).order_by().values("risk")
    within = KeyTextTransform
    found: QuerySet[Risk, dict[str, Any]] = (
        assessment.risks.annotate(
            living=FilteredRelation("acceptances", condition=Q(acceptances__withdrawn_at=None)),
            steps=Subquery(
                links.annotate(all=StringAgg(step, ", ", order_by=number)).values("all")
            ),
            files=Coalesce(Subquery(files.annotate(n=Count("pk")).values("n")), 0),
            likelihood_number=within("likelihood", within("numbers", "score__details")),
            consequence_number=within("consequence", within("numbers", "score__details")),
            is_stale=Case(
                When(score=None, then=True),
                default=Q(changed_rev__gt=F("assessment__score_rev")),
                output_field=BooleanField(),
            ),
        )
        .order_by("number")
        .values(*(name for part in _PARTS for name in part))
    )
    return found


def _records(assessment: Assessment) -> Iterator[_Record]:
    first, second, third, fourth = accumulate(map(len, _PARTS[:-1]))
    found = columns(assessment).values_list(*(name for part in _PARTS for name in part))
    for row in found.iterator(chunk_size=CHUNK):
        yield _Record(
            row[:first], row[first:second], row[second:third], row[third:fourth], *row[fourth:]
        )


def _levels(record: _Record, around: _Around) -> tuple[Cell, ...]:
    """Return the columns of levels: as stored, or computed where that is no longer right."""
    if not record.is_stale:
        return record.levels
    given = dict(zip(_RANKS, record.judged[1:], strict=False))
    risk = Risk(pk=record.pk, code=record.about[1], group_id=record.about[-1], **given)
    risk.treatment = Treatment(option=record.decided[3] or "")  # of the same moment as the row
    return _computed(inputs_of(risk, around.facts), around)


def _computed(inputs: Inputs, around: _Around) -> tuple[Cell, ...]:
    inherent = score_one(inputs.likelihood, inputs.consequence, (), around.method)
    current = score_one(inputs.likelihood, inputs.consequence, inputs.counted(), around.method)
    residual = score_one(
        inputs.residual_likelihood, inputs.consequence, inputs.planned(), around.method
    )
    found = current.numbers
    known = [number for number in (found.c, found.i, found.a) if number is not None]
    return (
        *_three(inherent),
        *_three(current),
        None if found.likelihood is None else decimal(found.likelihood),
        decimal(max(known)) if known else None,
        *_three(residual),
    )


def _three(levels: Levels) -> tuple[int | None, int | None, int | None]:
    return levels.level, levels.likelihood, levels.consequence


def _cells(record: _Record, levels: tuple[Cell, ...], around: _Around) -> tuple[Cell, ...]:
    number, code, title, description, family, group = record.about
    *ranks, reason, judge, judged_at = record.judged
    level, why, by, option, note, steps, owner, *accepted, files = record.decided
    accepted_level, accepted_by, accepted_reason, until = accepted
    clause, threats, vulnerabilities = _kind(code, around)
    name = around.names.get
    return (
        *(f"R-{number}", code, _nfc(title), _nfc(description), family, clause),
        *around.subjects[group],
        *(threats, vulnerabilities, *ranks, _nfc(reason), name(judge, ""), instant(judged_at)),
        *levels,
        *(level, _nfc(why), name(by, ""), _controls(code, group, around)),
        *(option or "", _nfc(note or ""), steps or "", name(owner, "")),
        *(accepted_level, name(accepted_by, ""), _nfc(accepted_reason or ""), day(until), files),
    )


def _kind(code: str, around: _Around) -> tuple[str, str, str]:
    known = around.kinds.get(code)
    if known is None:
        kind = around.facts.edition.risks.get(code)
        known = around.kinds[code] = (
            (
                kind.clause,
                ", ".join(sorted(kind.threats)),
                ", ".join(sorted(kind.vulnerabilities)),
            )
            if kind
            else ("", "", "")
        )
    return known


def _controls(code: str, group: int, around: _Around) -> str:
    key = code, around.alike[group]
    known = around.controls.get(key)
    if known is None:
        measures = measures_of(Risk(code=code, group_id=group), around.facts, frozenset())
        known = around.controls[key] = ", ".join(
            f"{each.item.code} {each.state} ({HALVES[each.credited.halves]})"
            for each in sorted(measures, key=lambda each: each.item.code)
        )
    return known


def _nfc(text: str) -> str:
    return text if text.isascii() else normalize("NFC", text)
