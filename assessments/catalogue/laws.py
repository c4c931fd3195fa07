"""What must hold between the entries of an edition."""

from collections.abc import Iterable, Iterator, Sequence

from assessments.catalogue.problems import Problem
from assessments.catalogue.values import Item, Matrix, RiskType
from assessments.catalogue.whole import Edition

RANKS = range(1, 6)
SCALES = ("likelihood", "consequence", "value", "trust", "level")


def broken(edition: Edition) -> list[Problem]:
    """Return every law that *edition* breaks."""
    return [
        *_dangling(edition),
        *(problem for risk in edition.risks.values() for problem in _risk(risk, edition)),
        *(problem for item in edition.items.values() for problem in _item(item, edition)),
        *_scales(edition),
        *(problem for matrix in edition.matrices.values() for problem in _matrix(matrix)),
        *_phases(edition),
    ]


def _dangling(edition: Edition) -> Iterator[Problem]:
    for kind in edition.asset_types.values():
        types = [dependency.type for dependency in kind.depends_on]
        yield from _known("asset_types.toml", kind.code, "depends_on", types, edition.asset_types)
    for vulnerability in edition.vulnerabilities.values():
        where = ("vulnerabilities.toml", vulnerability.code)
        yield from _known(*where, "exposes", vulnerability.exposes, edition.asset_types)
        yield from _known(*where, "exploited_by", vulnerability.exploited_by, edition.threats)
    for risk in edition.risks.values():
        where = ("risks.toml", risk.code)
        yield from _known(*where, "threats", risk.threats, edition.threats)
        yield from _known(*where, "vulnerabilities", risk.vulnerabilities, edition.vulnerabilities)
        yield from _known(*where, "assets", risk.assets, edition.asset_types)
    for item in edition.items.values():
        where = ("checklist.toml", item.code)
        risks = [link.risk for link in item.mitigates]
        yield from _known(*where, "mitigates", risks, edition.risks)
        yield from _known(*where, "key_for", item.key_for, risks)
        closes = item.exposure_if_absent
        yield from _known(*where, "exposure_if_absent", closes, edition.vulnerabilities)
        if item.realises:
            yield from _known(*where, "realises", [item.realises], edition.items)


def _risk(risk: RiskType, edition: Edition) -> Iterator[Problem]:
    vulnerabilities = [edition.vulnerabilities.get(code) for code in risk.vulnerabilities]
    exploited = {threat for each in vulnerabilities if each for threat in each.exploited_by}
    exposed = {asset for each in vulnerabilities if each for asset in each.exposes}
    for threat in risk.threats:
        if threat not in exploited:
            yield _problem(
                "risks.toml", risk.code, "threats", f"{threat} exploits none of its vulnerabilities"
            )
    for each in vulnerabilities:
        if each and not set(each.exploited_by).intersection(risk.threats):
            yield _problem(
                "risks.toml",
                risk.code,
                "vulnerabilities",
                f"none of its threats exploits {each.code}",
            )
    if not exposed.intersection(risk.assets):
        yield _problem("risks.toml", risk.code, "assets", "none is exposed by its vulnerabilities")


def _item(item: Item, edition: Edition) -> Iterator[Problem]:
    if item.is_hygiene and item.mitigates:
        yield _problem(
            "checklist.toml",
            item.code,
            "mitigates",
            "an item of the assessment itself mitigates nothing",
        )
    for link in item.mitigates:
        risk = edition.risks.get(link.risk)
        closes = risk is not None and set(item.exposure_if_absent).intersection(
            risk.vulnerabilities
        )
        if risk is not None and not closes and not link.via:
            words = f"{link.risk}: closes none of its vulnerabilities, so say via what it helps"
            yield _problem("checklist.toml", item.code, "mitigates", words)


def _scales(edition: Edition) -> Iterator[Problem]:
    for name in SCALES:
        steps = getattr(edition.scales, name)
        if [step.rank for step in steps] != list(RANKS):
            yield _problem("scales.toml", name, "rank", "needs the ranks 1 to 5 in order")


def _matrix(matrix: Matrix) -> Iterator[Problem]:
    rows = matrix.rows
    if len({len(row) for row in rows}) != 1:
        yield _problem("scales.toml", matrix.code, "rows", "needs rows of equal length")
        return
    if any(cell not in RANKS for row in rows for cell in row):
        yield _problem("scales.toml", matrix.code, "rows", "levels are 1 to 5")
    elif not _is_monotone(rows) or not _is_monotone(list(zip(*rows, strict=True))):
        yield _problem("scales.toml", matrix.code, "rows", "a level falls where a rank rises")


def _is_monotone(lines: Sequence[Sequence[int]]) -> bool:
    return all(list(line) == sorted(line) for line in lines)


def _phases(edition: Edition) -> Iterator[Problem]:
    numbers = [phase.number for phase in edition.phases]
    if numbers != list(range(1, len(numbers) + 1)):
        yield _problem("lifecycle.toml", "-", "number", "needs the phases in order from 1")


def _known(
    file: str, entry: str, field: str, codes: Iterable[str], among: Iterable[str]
) -> Iterator[Problem]:
    known = set(among)
    for code in codes:
        if code not in known:
            yield _problem(file, entry, field, f"{code} is not there")


def _problem(file: str, entry: str, field: str, words: str) -> Problem:
    return Problem(file, entry, field, words)
