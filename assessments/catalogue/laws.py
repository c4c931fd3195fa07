"""What must hold between the entries of an edition."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assessments.catalogue.choices import PHASES, RANKS
from assessments.catalogue.problems import Problem
from assessments.catalogue.values import Item, Matrix, Mitigation, RiskType, Vulnerability
from assessments.catalogue.whole import Edition

SCALES = ("likelihood", "consequence", "value", "trust", "level")
DIMENSIONS = ("C", "I", "A")
PAPER = 10  # hundredths of likelihood that a design may take off
ASSETS, THREATS, VULNERABILITIES = "asset_types.toml", "threats.toml", "vulnerabilities.toml"
RISKS, CHECKLIST, LIFECYCLE, FOUND = (
    "risks.toml",
    "checklist.toml",
    "lifecycle.toml",
    "scales.toml",
)


def broken(edition: Edition) -> list[Problem]:
    """Return every law that *edition* breaks."""
    return [
        *_dangling(edition),
        *_without_scheme(edition),
        *(problem for risk in edition.risks.values() for problem in _risk(risk, edition)),
        *(problem for item in edition.items.values() for problem in _item(item, edition)),
        *_orphans(edition),
        *_unexposed(edition),
        *_circles(edition),
        *_scales(edition),
        *(problem for matrix in edition.matrices.values() for problem in _matrix(matrix)),
        *_phases(edition),
    ]


def _dangling(edition: Edition) -> Iterator[Problem]:
    types, threats = edition.asset_types, edition.threats
    for kind in types.values():
        depends = [dependency.type for dependency in kind.depends_on]
        yield from _known(ASSETS, kind.code, "depends_on", depends, types)
        yield from _known(ASSETS, kind.code, "hosts", kind.hosts, types)
    for each in edition.vulnerabilities.values():
        yield from _known(VULNERABILITIES, each.code, "exposes", each.exposes, types)
        yield from _known(VULNERABILITIES, each.code, "exploited_by", each.exploited_by, threats)
    for risk in edition.risks.values():
        where = (RISKS, risk.code)
        yield from _known(*where, "threats", risk.threats, threats)
        yield from _known(*where, "vulnerabilities", risk.vulnerabilities, edition.vulnerabilities)
        yield from _known(*where, "assets", risk.assets, types)
    for item in edition.items.values():
        where = (CHECKLIST, item.code)
        yield from _known(
            *where, "mitigates", [link.risk for link in item.mitigates], edition.risks
        )
        closes = item.exposure_if_absent
        yield from _known(*where, "exposure_if_absent", closes, edition.vulnerabilities)
        if item.realises:
            yield from _known(*where, "realises", [item.realises], edition.items)


def _without_scheme(edition: Edition) -> Iterator[Problem]:
    for threat in edition.threats.values():
        yield from _schemes(THREATS, threat.code, edition, mappings=threat.mappings)
        yield from _schemes(THREATS, threat.code, edition, unverified=threat.unverified)
    for each in edition.vulnerabilities.values():
        yield from _schemes(VULNERABILITIES, each.code, edition, mappings=each.mappings)
    for risk in edition.risks.values():
        yield from _schemes(RISKS, risk.code, edition, lineage=risk.lineage)
    for item in edition.items.values():
        yield from _schemes(
            CHECKLIST,
            item.code,
            edition,
            mappings=item.mappings,
            supports=item.supports,
            unverified=item.unverified,
            no_counterpart=item.no_counterpart,
        )


def _risk(risk: RiskType, edition: Edition) -> Iterator[Problem]:
    rests_on = [
        edition.vulnerabilities[code]
        for code in risk.vulnerabilities
        if code in edition.vulnerabilities
    ]
    exploited = {threat for each in rests_on for threat in each.exploited_by}
    for threat in risk.threats:
        if threat not in exploited:
            yield _risk_problem(risk, "threats", f"{threat} exploits none of its vulnerabilities")
    for each in rests_on:
        for words in _unfitting(each, risk, edition):
            yield _risk_problem(risk, "vulnerabilities", words)
    threats = [edition.threats[code] for code in risk.threats if code in edition.threats]
    affected = {dimension for threat in threats for dimension in threat.affects}
    for dimension, rank in zip(DIMENSIONS, risk.consequence.as_tuple(), strict=True):
        if rank > 1 and dimension not in affected:
            words = f"none of its threats affects {dimension}, so that must be 1"
            yield _risk_problem(risk, "consequence", words)


def _unfitting(each: Vulnerability, risk: RiskType, edition: Edition) -> Iterator[str]:
    if not set(each.exploited_by).intersection(risk.threats):
        yield f"none of its threats exploits {each.code}"
    if not set(each.exposes).intersection(risk.assets):
        yield f"{each.code} exposes none of its assets"
    if not any(each.code in item.exposure_if_absent for item in edition.treated_by[risk.code]):
        yield f"no item that treats it closes {each.code}"


def _risk_problem(risk: RiskType, field: str, words: str) -> Problem:
    return Problem(RISKS, risk.code, field, words)


def _item(item: Item, edition: Edition) -> Iterator[Problem]:
    effects = [item.effect, *(link.effect for link in item.mitigates if link.effect)]
    if item.is_hygiene and item.mitigates:
        words = "an item of the assessment itself mitigates nothing"
        yield _item_problem(item, "mitigates", words)
    if item.is_hygiene and any(item.effect.as_tuple()):
        yield _item_problem(item, "effect", "an item of the assessment itself takes nothing off")
    if item.kind == "corrective" and any(effect.l for effect in effects):
        words = "a corrective item comes too late to take off likelihood"
        yield _item_problem(item, "effect", words)
    for link in item.mitigates:
        if link.risk in edition.risks:
            yield from _link(link, item, edition.risks[link.risk])
    yield from _realises(item, edition)


def _link(link: Mitigation, item: Item, risk: RiskType) -> Iterator[Problem]:
    closes = set(item.exposure_if_absent).intersection(risk.vulnerabilities)
    if not closes and not link.via:
        words = f"{link.risk}: closes none of its vulnerabilities, so say via what it helps"
        yield _item_problem(item, "mitigates", words)
    if closes and link.via:
        words = f"{link.risk}: closes {min(closes)}, so it is not via {link.via} alone"
        yield _item_problem(item, "mitigates", words)


def _realises(item: Item, edition: Edition) -> Iterator[Problem]:
    design = edition.items.get(item.realises)
    if design is None:
        return
    if PHASES.index(design.phase) >= PHASES.index(item.phase):
        yield _item_problem(item, "realises", f"{design.code} is not of an earlier phase")
    if design.kind != "directive" or design.effect.l > PAPER:
        words = f"{design.code} is a design: directive, with at most {PAPER} off likelihood"
        yield _item_problem(item, "realises", words)


def _item_problem(item: Item, field: str, words: str) -> Problem:
    return Problem(CHECKLIST, item.code, field, words)


def _orphans(edition: Edition) -> Iterator[Problem]:
    for code in edition.threats:
        if not edition.exploits[code] or not edition.threatened_by[code]:
            yield Problem(THREATS, code, "code", "exploits no vulnerability, or is in no risk")
    for code in edition.vulnerabilities:
        if not edition.closed_by[code] or not edition.fed_by[code]:
            yield Problem(VULNERABILITIES, code, "code", "no item closes it, or it is in no risk")
    for risk in edition.risks.values():
        if not edition.treated_by[risk.code]:
            yield _risk_problem(risk, "code", "no item treats it")
    idle = [i for i in edition.items.values() if not i.is_hygiene and not i.mitigates]
    yield from (_item_problem(item, "mitigates", "treats no risk") for item in idle)


def _unexposed(edition: Edition) -> Iterator[Problem]:
    exposed = {code for each in edition.vulnerabilities.values() for code in each.exposes}
    at_risk = {code for risk in edition.risks.values() for code in risk.assets}
    for kind in edition.asset_types.values():
        if kind.code not in at_risk or (kind.code not in exposed and kind.scope != "primary"):
            words = "no vulnerability exposes it, or it is in no risk"
            yield Problem(ASSETS, kind.code, "code", words)


def _circles(edition: Edition) -> Iterator[Problem]:
    """A type whose value flows back to itself would never be done with."""
    below = {
        kind.code: {each.type for each in kind.depends_on} & set(edition.asset_types)
        for kind in edition.asset_types.values()
    }
    left = dict(below)
    while free := [code for code, types in left.items() if not types & set(left)]:
        for code in free:
            del left[code]
    for code in left:
        yield Problem(ASSETS, code, "depends_on", "leads back to itself, or to a circle")


def _scales(edition: Edition) -> Iterator[Problem]:
    for name in SCALES:
        steps = getattr(edition.scales, name)
        if [step.rank for step in steps] != list(RANKS):
            yield Problem(FOUND, name, "rank", "needs the ranks 1 to 5 in order")
    if not edition.matrices:
        yield Problem(FOUND, "-", "matrix", "holds no matrix")


def _matrix(matrix: Matrix) -> Iterator[Problem]:
    rows = matrix.rows
    if (rows and {len(row) for row in rows} != {len(RANKS)}) or len(rows) not in (0, len(RANKS)):
        yield Problem(FOUND, matrix.code, "rows", "needs five rows of five levels")
    elif not _is_monotone(rows) or not _is_monotone(list(zip(*rows, strict=True))):
        yield Problem(FOUND, matrix.code, "rows", "a level falls where a rank rises")


def _is_monotone(lines: Sequence[Sequence[int]]) -> bool:
    return all(list(line) == sorted(line) for line in lines)


def _phases(edition: Edition) -> Iterator[Problem]:
    if [phase.number for phase in edition.phases] != list(range(1, len(PHASES) + 1)):
        yield Problem(LIFECYCLE, "-", "number", "needs the five phases in order from 1")


def _known(
    file: str, entry: str, field: str, codes: Iterable[str], among: Iterable[str]
) -> Iterator[Problem]:
    known = set(among)
    for code in codes:
        if code not in known:
            yield Problem(file, entry, field, f"{code} is not there")


def _schemes(
    file: str, entry: str, edition: Edition, **fields: Mapping[str, object] | tuple[str, ...]
) -> Iterator[Problem]:
    for field, names in fields.items():
        for name in names:
            if name not in edition.schemes:
                yield Problem(file, entry, field, f"the list {name} is not in schemes.toml")
