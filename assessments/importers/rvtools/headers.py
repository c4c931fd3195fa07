"""Names of sheets and columns, in every spelling that exports have had."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data") / "columns.json"
_PREFIX = re.compile(r"^(?:rvtools_)?tab", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")

# spellings of old versions and of internal names -> the key of the official header
_ALIASES: Mapping[str, Mapping[str, str]] = {
    "": {
        "datacenter": "datacenter",
        "ipaddress": "ipv4address",
        "vcenteruuid": "visdkuuid",
        "guestos": "osaccordingtotheconfigurationfile",
    },
    "vinfo": {
        "vmname": "vm",
        "guesthostname": "dnsname",
        "os": "osaccordingtotheconfigurationfile",
        "ostools": "osaccordingtothevmwaretools",
        "uuid": "vmuuid",
    },
    "vhost": {"name": "host", "memorysize": "memory"},
    "vsnapshot": {"snapshot": "name"},
    "vtools": {"toolsstatus": "tools"},
}


def sheet_name(name: str) -> str | None:
    """Return the official name of a sheet however it is spelled; None for any other."""
    plain = _PREFIX.sub("", name.strip()).replace("+", "_").casefold()
    return {sheet.casefold(): sheet for sheet in official()}.get(plain)


@cache
def official() -> Mapping[str, tuple[str, ...]]:
    """Return the headers of every sheet, of all versions that were read."""
    found = json.loads(_DATA.read_text(encoding="utf-8"))
    return {sheet: tuple(headers) for sheet, headers in found.items()}


def guessed_sheet(header: Iterable[str]) -> tuple[str, int, int]:
    """
    Return (sheet, columns known, columns in all) for the sheet that a header fits best.

    Of sheets that fit alike the first counts, and vInfo is the first of all.
    """
    names = tuple(header)
    fits = {sheet: len(known_keys(sheet) & keys_of(names, sheet).keys()) for sheet in official()}
    best = max(fits, key=lambda sheet: fits[sheet])
    return best, fits[best], sum(bool(name.strip()) for name in names)


def key_of(header: str, sheet: str) -> str:
    """
    Return the key of a header: letters and digits only, MiB as MB, internal prefix gone.

    "EFI Secure boot", "vInfoEFISecureBoot" -> "efisecureboot"; "Size MiB (vmsn)" -> "sizembvmsn".
    """
    plain = _NOT_WORDS.sub("", header.casefold().replace("mib", "mb").replace("kib", "kb"))
    prefix = _NOT_WORDS.sub("", sheet.casefold())
    if plain.startswith(prefix) and header.startswith(sheet) and len(plain) > len(prefix):
        plain = plain[len(prefix) :]
    return _ALIASES.get(sheet.casefold(), {}).get(plain) or _ALIASES[""].get(plain, plain)


def keys_of(header: Iterable[str], sheet: str) -> dict[str, int]:
    """
    Return the place of each key in a header.

    Where a count and a list share a name ("# Hosts", "Hosts"), the first is the
    count, under "num…"; any other repeated header keeps its first place.
    """
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        key = key_of(name, sheet)
        if not key:
            continue
        if key in found and key == "hosts":
            found[f"num{key}"] = found[key]
            found[key] = place
        found.setdefault(key, place)
    return found


def attribute_name(header: str, sheet: str) -> str:
    """Return the name of a custom attribute: "vInfoLastBackup" is "Last backup"."""
    name = header.strip()
    if not name.startswith(sheet) or name == sheet:
        return name
    return _HUMP.sub(" ", name.removeprefix(sheet)).capitalize()


@cache
def known_keys(sheet: str) -> frozenset[str]:
    """Return the keys of the official headers of a sheet."""
    return frozenset(key_of(header, sheet) for header in official().get(sheet, ()))
