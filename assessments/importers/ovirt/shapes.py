"""The API's two spellings as one: XML becomes what JSON would be."""

from collections.abc import Mapping

from assessments.importers.base import Unreadable
from assessments.importers.members import Member
from assessments.importers.records import document
from assessments.importers.xml import Element, local, roots

KINDS = (
    "vm",
    "template",
    "host",
    "cluster",
    "data_center",
    "storage_domain",
    "network",
    "vnic_profile",
    "snapshot",
)
_DEEPEST = 12
_LISTED = {*KINDS, "nic", "disk_attachment", "host_device", "graphics_console", "disk"}


def lists(member: Member) -> dict[str, list[object]]:
    """The lists of a file by the kind of what they hold; none for a file of something else."""
    if member.is_xml:
        return _of_xml(member)
    found = document(member)
    if not isinstance(found, Mapping):
        return {}
    return {
        kind: found[kind]
        for kind in KINDS
        if isinstance(found.get(kind), list) and all(_is_ours(each) for each in found[kind][:1])
    }


def _is_ours(value: object) -> bool:
    return not isinstance(value, Mapping) or "id" in value


def _of_xml(member: Member) -> dict[str, list[object]]:
    try:
        found = roots(member)
    except Unreadable:
        return {}
    kinds: dict[str, list[object]] = {}
    for root in found:
        if local(root) in KINDS and root.get("id"):
            kinds.setdefault(local(root), []).append(value_of(root))
        for each in root:
            if local(root) == f"{local(each)}s" and local(each) in KINDS and each.get("id"):
                kinds.setdefault(local(each), []).append(value_of(each))
    return kinds


def value_of(element: Element, depth: int = 0) -> object:
    """An element as the JSON of the API would have it: attributes and children by name."""
    if depth > _DEEPEST or (not len(element) and not element.attrib):
        return (element.text or "").strip() or None
    found: dict[str, object] = {str(key): str(value) for key, value in element.attrib.items()}
    found["line"] = element.sourceline
    for child in element:
        value = value_of(child, depth + 1)
        if local(child) in _LISTED and local(element) == f"{local(child)}s":
            kept = found.setdefault(local(child), [])
            if isinstance(kept, list):
                kept.append(value)
        else:
            found[local(child)] = value
    return found
