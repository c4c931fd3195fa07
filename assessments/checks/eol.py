"""Which release of a product is past its end of life, by a table that ships with us."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "eol.json"

ESXI = "vmware-esxi"
VCENTER = "vmware-vcenter"
DEBIAN = "debian"
HYPERVISORS = {
    ESXI: ESXI,  # a file that names no product
    "vmware esxi": ESXI,
    "vmware esx": ESXI,
    "proxmox ve": "proxmox-ve",
    "xcp-ng": "xcp-ng",
    "nutanix ahv": "nutanix-aos",
    "ovirt": "ovirt",
}
GOOD_FOR_DAYS = 365

# What VMware calls a guest's system -> product of the table. First that fits.
SYSTEMS: tuple[tuple[str, str], ...] = (
    (r"windows server (?P<v>\d{4}(?: r2)?)", "windows-server"),
    (r"windows (?P<v>7|8\.1|8|10|11)\b", "windows"),
    (r"red hat enterprise linux(?: server)?(?: release)? (?P<v>\d+)", "rhel"),
    (r"centos stream (?P<v>\d+)", "centos-stream"),
    (r"centos(?: linux)?(?: release)? (?:4/)?(?P<v>\d+)", "centos"),
    (r"oracle linux(?: server)? (?:4/)?(?P<v>\d+)", "oracle-linux"),
    (r"rocky linux (?P<v>\d+)", "rocky-linux"),
    (r"alma ?linux (?P<v>\d+)", "almalinux"),
    (r"suse linux enterprise(?: server)? (?P<v>\d+(?: sp\d)?)", "sles"),
    (r"ubuntu(?: linux)? (?P<v>\d+\.\d+)", "ubuntu"),
    (r"debian(?: gnu/linux)? (?P<v>\d+)", DEBIAN),
    (r"photon os (?P<v>\d+)", "vmware-photon"),
    (r"freebsd (?P<v>\d+(?:\.\d+)?)", "freebsd"),
)
WINDOWS_CYCLES = {"7": "7-sp1", "8": "8", "8.1": "8.1", "10": "10-22h2"}
SERVER_CYCLES = {"2008 r2": "2008-r2-sp1", "2008": "2008-sp2", "2003": "2003-sp2"}


@dataclass(frozen=True, slots=True)
class Release:
    """A product's release; `ends` is None while no end has been announced."""

    product: str
    cycle: str
    released: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a release is past its end; None when its name does not tell."""

    product: str
    cycle: str
    is_past: bool | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class Table:
    """End-of-life dates by product, and the day on which they were collected."""

    dated: date
    products: Mapping[str, tuple[Release, ...]]

    def warning(self, as_of: datetime) -> str:
        """Say so when the table is more than a year older than the export."""
        if (as_of.date() - self.dated).days <= GOOD_FOR_DAYS:
            return ""
        return f"The end-of-life table is of {self.dated.isoformat()}, more than a year old"

    def version(self, product: str, version: str, as_of: datetime) -> Verdict | None:
        """Judge a dotted version such as 7.0.3; None when the table does not know it."""
        for cycle in (".".join(version.split(".")[:2]), version.split(".", maxsplit=1)[0]):
            release = self._release(product, cycle)
            if release is not None:
                return _judged(release, as_of)
        return None

    def system(self, name: str, as_of: datetime) -> Verdict | None:
        """
        Judge a guest's operating system by the name that VMware gives it.

        "or later" is past its end only when every later release is too, and
        is not only when the named release is not. A name without a version
        ("Ubuntu Linux") is not judged: None.
        """
        match = _matched(name)
        if match is None:
            return None
        product, version = match
        found = self._cycles(product, version)
        if not found:
            return None
        if "or later" in name.lower():
            return self._or_later(found[0], as_of)
        ends = {_judged(release, as_of).is_past for release in found}
        return _judged(found[0], as_of) if len(ends) == 1 else None

    def _or_later(self, first: Release, as_of: datetime) -> Verdict:
        verdict = _judged(first, as_of)
        if not verdict.is_past:
            return verdict
        later = [r for r in self.products[first.product] if r.released >= first.released]
        if all(_judged(release, as_of).is_past for release in later):
            return verdict
        return Verdict(first.product, first.cycle, None, first.ends)

    def _cycles(self, product: str, version: str) -> tuple[Release, ...]:
        named = {"windows": WINDOWS_CYCLES, "windows-server": SERVER_CYCLES}.get(product, {})
        cycle = named.get(version, version.replace(" r2", "-r2").replace(" sp", "."))
        release = self._release(product, cycle) or self._release(product, f"{cycle}.0")
        if product == "sles" and "." not in cycle:  # the name hides the service pack
            return tuple(r for r in self.products[product] if r.cycle.startswith(f"{cycle}."))
        if product == "windows" and version == "11":
            return tuple(r for r in self.products[product] if r.cycle.startswith("11-"))
        return (release,) if release else ()

    def _release(self, product: str, cycle: str) -> Release | None:
        return next((r for r in self.products.get(product, ()) if r.cycle == cycle), None)


@cache
def shipped() -> Table:
    """Read the table that ships with the product."""
    return table(TABLE.read_text(encoding="utf-8"))


def table(text: str) -> Table:
    """
    Read a table in the form of `data/eol.json`.

    Raises:
        ValueError, KeyError: not JSON, or not in that form.
    """
    data = json.loads(text)
    return Table(
        date.fromisoformat(data["dated"]),
        {
            product: tuple(_release(product, row) for row in rows)
            for product, rows in data["products"].items()
        },
    )


def family(name: str) -> str | None:
    """The family of a guest's system: windows, linux, bsd; None when the name does not tell."""
    low = name.lower()
    if "windows" in low:
        return "windows"
    if re.search(r"linux|ubuntu|debian|centos|red hat|suse|photon|fedora|rocky|alma|coreos", low):
        return "linux"
    return "bsd" if "bsd" in low else None


@cache
def _matched(name: str) -> tuple[str, str] | None:
    low = " ".join(name.lower().split())
    for pattern, product in SYSTEMS:
        match = re.search(pattern, low)
        if match:
            return product, match["v"]
    return None


def _release(product: str, row: Mapping[str, object]) -> Release:
    ends = row["eol"]
    return Release(
        product,
        str(row["releaseCycle"]),
        date.fromisoformat(str(row["releaseDate"])),
        date.fromisoformat(ends) if isinstance(ends, str) else None,
    )


def _judged(release: Release, as_of: datetime) -> Verdict:
    past = release.ends is not None and release.ends < as_of.date()
    return Verdict(release.product, release.cycle, past, release.ends)
