"""vSphere's objects however they were written: names of types, references, steps into them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assessments.estate import Origin
from assessments.importers.members import Member

Value = Mapping[str, object]
_SCAN = re.compile(rb'"(?:_vimtype|_typeName)"|"(?:[vV]irtualMachines|[hH]ostSystems)"')
_WRAPPERS = {
    "virtualMachines": "VirtualMachine",
    "hostSystems": "HostSystem",
    "datastores": "Datastore",
    "networks": "Network",
    "clusters": "ClusterComputeResource",
    "elements": "",
}
_TYPES = {
    "VirtualMachine": "VirtualMachine",
    "VirtualMachineConfigInfo": "VirtualMachineConfigInfo",
    "vm.ConfigInfo": "VirtualMachineConfigInfo",
    "AboutInfo": "AboutInfo",
}
_LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: the name of its type without a prefix, its id, its values, and its place."""

    kind: str
    ident: str
    values: Value
    origin: Origin


def is_ours(member: Member) -> bool:
    """Say whether a file names vSphere's types near its beginning."""
    if _SCAN.search(member.head):
        return True
    document = member.document
    first = document[0] if isinstance(document, list) and document else document
    return isinstance(first, dict) and bool(first.get("_vimtype") or first.get("_typeName"))


def things(member: Member) -> Iterator[Thing]:
    """
    Yield the objects of a file, with their place in it from 1.

    Raises:
        Unreadable: it is no JSON.
    """
    for number, (kind, value) in enumerate(_unwrapped(member.json), start=1):
        name = kind or _type(value)
        ident = str(value.get("_vimid") or reference(step(value, "self")) or "")
        yield Thing(name, ident, value, Origin(member.sheet, number))


def _unwrapped(document: object) -> Iterator[tuple[str, Value]]:
    if isinstance(document, list):
        for each in document:
            yield from _unwrapped(each)
    if not isinstance(document, dict):
        return
    about = step(document, "about")
    if isinstance(about, dict) and text(about, "instanceUuid"):
        yield "AboutInfo", about
        return
    wrapped = [
        (kind, document.get(name, document.get(name[0].upper() + name[1:])))
        for name, kind in _WRAPPERS.items()
    ]
    inner = [(kind, rows) for kind, rows in wrapped if isinstance(rows, list)]
    if inner and "_vimtype" not in document:
        for kind, rows in inner:
            yield from ((kind, _object(row)) for row in rows if isinstance(row, dict))
    else:
        yield "", document


def _object(row: Value) -> Value:
    """What `govc find` and `ls` put under Object is the object itself."""
    inner = step(row, "object")
    return inner if isinstance(inner, dict) else row


def _type(value: Value) -> str:
    said = value.get("_vimtype") or value.get("_typeName")
    if said is None:
        said = step(value, "self.type")
    name = str(said or "").removeprefix("vim.")
    return _TYPES.get(name, name.rpartition(".")[2])


def step(value: object, path: str) -> object:
    """Return what lies at *path*, None if nothing does; older tools write names with a capital."""
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(name, value.get(name[:1].upper() + name[1:]))
    return value


def rows(value: object, path: str) -> list[Value]:
    """The objects of a list at *path*; what is none is left out."""
    found = step(value, path)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text(value: object, path: str) -> str | None:
    """A text at *path*; None if it is blank or something else."""
    found = step(value, path)
    return found if isinstance(found, str) and found else None


def truth(value: object, path: str) -> bool | None:
    """True or False at *path*."""
    found = step(value, path)
    return found if isinstance(found, bool) else None


def whole(value: object, path: str) -> int | None:
    """A whole number at *path*."""
    found = step(value, path)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return int(found) if -_LARGEST <= found <= _LARGEST else None


def mebibytes(value: object, path: str) -> int | None:
    """Bytes at *path* in MiB."""
    found = whole(value, path)
    return None if found is None else found // 1024**2


def moment(value: object, path: str) -> datetime | None:
    """An instant at *path*; the first day of 1970 stands for none."""
    words = text(value, path)
    try:
        found = datetime.fromisoformat(words) if words else None
    except ValueError:
        return None
    if found is None or found.year <= 1970:  # noqa: PLR2004 - what vSphere writes for never
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def reference(value: object) -> str | None:
    """The id in a reference: "vim.HostSystem:host-14", or an object of type and value."""
    if isinstance(value, str):
        return value.rpartition(":")[2] or None
    return text(value, "value")


def type_of(value: Value) -> str:
    """The last part of the name of a value's type."""
    said = value.get("_vimtype") or value.get("_typeName") or ""
    return str(said).rpartition(".")[2]
