"""Editions of the catalogue: loaded whole, checked whole, never changed once released."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from assessments.catalogue import laws, reading
from assessments.catalogue.problems import BadEdition, Entry, Problem
from assessments.catalogue.values import Item, Matrix, Phase, Scales
from assessments.catalogue.whole import Edition, UnknownEdition

DATA = Path(__file__).with_name("data")
RELEASED = DATA / "released.toml"
FILES = {
    "asset_types.toml": reading.asset_type,
    "threats.toml": reading.threat,
    "vulnerabilities.toml": reading.vulnerability,
    "risks.toml": reading.risk,
    "checklist.toml": reading.item,
    "lifecycle.toml": reading.phase,
    "schemes.toml": reading.scheme,
}
SCALES = "scales.toml"


def editions() -> tuple[str, ...]:
    """Return the ids of all editions, oldest first."""
    return tuple(sorted(path.name for path in DATA.iterdir() if path.is_dir()))


LATEST = editions()[-1]


@cache
def load(edition_id: str) -> Edition:
    """
    Return an edition, checked.

    Raises:
        UnknownEdition: there is none of that id.
        BadEdition: it does not hold together, or is not as it was released.
    """
    if edition_id not in editions():
        raise UnknownEdition(edition_id, editions())
    return read(DATA / edition_id, released())


def released() -> Mapping[str, str]:
    """Return the digest of each released edition, by id."""
    return {name: str(digest) for name, digest in tomllib.loads(RELEASED.read_text()).items()}


def read(folder: Path, digests: Mapping[str, str] | None = None) -> Edition:
    """
    Read and check the edition in *folder*; its name is the id.

    Args:
        folder: with the files of the edition.
        digests: of released editions; given, the files must be as released.

    Raises:
        BadEdition: with every fault of every file.
    """
    problems: list[Problem] = []
    parts = {name: _entries(folder / name, make, problems) for name, make in FILES.items()}
    scales, matrices = _scales(folder / SCALES, problems)
    items = parts["checklist.toml"]
    edition = Edition(
        id=folder.name,
        digest=digest(folder),
        asset_types=parts["asset_types.toml"],
        threats=parts["threats.toml"],
        vulnerabilities=parts["vulnerabilities.toml"],
        risks=parts["risks.toml"],
        items=items,
        phases=tuple(_with_items(phase, items) for phase in parts["lifecycle.toml"].values()),
        schemes=parts["schemes.toml"],
        scales=scales,
        matrices=matrices,
    )
    problems += laws.broken(edition)
    if digests is not None and digests.get(edition.id) != edition.digest:
        problems.append(_changed(edition))
    if problems:
        raise BadEdition(problems)
    return edition


def digest(folder: Path) -> str:
    """Return the SHA-256 over the names and bytes of an edition's files, as hex."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        content = path.read_bytes()
        found.update(f"{path.name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


def phases_view(edition: Edition, view: str) -> tuple[Phase, ...]:
    """
    Return the phases as a report shows them: "five", or "four" as the standard.

    In the four-phase view the items of operation stand under implementation.
    """
    if view == "five":
        return edition.phases
    operation = edition.phase("operation_maintenance")
    kept = [phase for phase in edition.phases if phase is not operation]
    merged = [
        replace(phase, items=phase.items + operation.items)
        if phase.code == "implementation"
        else phase
        for phase in kept
    ]
    return tuple(replace(phase, number=n) for n, phase in enumerate(merged, start=1))


def _changed(edition: Edition) -> Problem:
    words = (
        f"the files have {edition.digest}: an edition never changes once it is released, "
        "so give what is new a folder of its own"
    )
    return Problem(RELEASED.name, edition.id, "digest", words)


def _entries(path: Path, make: Callable[[Entry], Any], problems: list[Problem]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    root = Entry(path.name, "-", _load(path, problems), problems)
    tables = root.tables("entry")
    root.finish()
    for place, each in enumerate(tables, start=1):
        name = str(each.table.get("code", f"entry {place}"))
        if name in found:
            problems.append(Problem(path.name, name, "code", "stands here twice"))
        found[name] = reading.read(replace(each, name=name), make)
    if not found and root.table:
        problems.append(Problem(path.name, "-", "entry", "holds no entries"))
    return found


def _scales(path: Path, problems: list[Problem]) -> tuple[Scales, dict[str, Matrix]]:
    root = Entry(path.name, "scales", _load(path, problems), problems)
    names = ("likelihood", "consequence", "value", "trust", "level")
    scales = Scales(
        **{
            name: tuple(reading.read(each, reading.step) for each in root.tables(name))
            for name in names
        }
    )
    matrices = [
        reading.read(replace(each, name=str(each.table.get("code", each.name))), reading.matrix)
        for each in root.tables("matrix")
    ]
    root.finish()
    return scales, {matrix.code: matrix for matrix in matrices}


def _load(path: Path, problems: list[Problem]) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(Problem(path.name, "-", "-", "the file is missing"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, "-", "-", f"is no TOML: {error}"))
    return {}


def _with_items(phase: Phase, items: Mapping[str, Item]) -> Phase:
    return replace(
        phase, items=tuple(code for code, item in items.items() if item.phase == phase.code)
    )
