"""The two forms of one thing: blocks of `xe` become what Xen Orchestra would answer."""

import re
from collections.abc import Iterator, Mapping

from assessments.importers.members import Member
from assessments.importers.records import document, objects

TYPES = ("VM", "VM-template", "VM-snapshot", "host", "pool", "SR", "network")
_LINE = re.compile(r"\s*([\w-]+)\s*\(\s*[RWMS]+\s*[OW]?\s*\)\s*: ?(.*)")
_NAMES = {
    "uuid": "uuid",
    "name-label": "name_label",
    "name-description": "name_description",
    "power-state": "power_state",
    "resident-on": "$container",
    "snapshot-of": "$snapshot_of",
    "snapshot-time": "snapshot_time",
    "VCPUs-max": "vcpus",
    "memory-static-max": "memory_bytes",
    "start-time": "startTime",
    "install-time": "installTime",
}
_NOTHING = ("", "<not in database>", "<expensive field>", "<unknown>")
_FIRMWARE = re.compile(r"(?:^|; )firmware: (\w+)")
_SECURE = re.compile(r"(?:^|; )secureboot: (\w+)")


def records_of(member: Member) -> list[object]:
    """The records of a listing; none for a file of something else."""
    if member.is_json:
        found = document(member)
        return list(objects(found)) if any(_is_ours(each) for each in objects(found)[:1]) else []
    if not member.content[:200].lstrip().startswith(b"uuid ("):
        return []
    return [_of_block(block) for block in _blocks(member.text)]


def _is_ours(value: Mapping[str, object]) -> bool:
    return (value.get("type") in TYPES and "$pool" in value) or "$poolId" in value


def _blocks(text: str) -> Iterator[dict[str, str]]:
    block: dict[str, str] = {}
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        if found[1] == "uuid" and block:
            yield block
            block = {}
        if found[2].strip() not in _NOTHING:
            block[found[1]] = found[2].strip()
    if block:
        yield block


def _of_block(block: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {_NAMES[key]: each for key, each in block.items() if key in _NAMES}
    if block.get("is-a-snapshot") == "true":
        found["type"] = "VM-snapshot"
    elif "is-control-domain" in block:
        found["type"] = "VM-template" if block.get("is-a-template") == "true" else "VM"
    else:
        found["type"] = "host"
    found["is_control_domain"] = block.get("is-control-domain") == "true"
    firmware = _FIRMWARE.search(block.get("HVM-boot-params", ""))
    secure = _SECURE.search(block.get("platform", ""))
    if firmware:
        found["boot"] = {"firmware": firmware[1]}
    if secure:
        found["secureBoot"] = secure[1]
    return found
