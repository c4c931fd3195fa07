"""Pages of the REST interface as lists of objects by endpoint."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assessments.importers.answers import Item, host_of, numbered
from assessments.importers.base import Unreadable
from assessments.importers.gathering import Gathered
from assessments.importers.members import Files, Member

MACHINES = "virtualization/virtual-machines"
INTERFACES = "virtualization/interfaces"
DISKS = "virtualization/virtual-disks"
CLUSTERS = "virtualization/clusters"
DEVICES = "dcim/devices"
SITES = "dcim/sites"
VLANS = "ipam/vlans"
READ = (MACHINES, INTERFACES, DISKS, CLUSTERS, DEVICES, SITES, VLANS)
MOST = 100  # characters of an instance's name
_LOOKED_AT = 60  # JSON documents of an archive that are parsed to tell its format
_PAGE = {"count", "next", "previous", "results"}
_ENDPOINT = re.compile(
    r"/api/((?:circuits|dcim|extras|ipam|tenancy|users|virtualization|vpn|wireless|core)"
    r"/[a-z-]+)/\d+/?$"
)
_SIGNS = {  # keys by which an object without an address is told
    MACHINES: {"id", "name", "status", "cluster", "vcpus", "memory", "custom_fields"},
    INTERFACES: {"id", "name", "virtual_machine", "enabled"},
    DISKS: {"id", "name", "virtual_machine", "size"},
}
_VERSION = "netbox-version"


@dataclass(slots=True)
class Pages:
    """Objects by endpoint, each once; which instance they are of, and of which version."""

    gathered: Gathered
    lists: dict[str, dict[str, Item]] = field(default_factory=lambda: defaultdict(dict))
    counts: Counter[str] = field(default_factory=Counter)
    instances: Counter[str] = field(default_factory=Counter)
    version: str | None = None

    def __getitem__(self, endpoint: str) -> list[Item]:
        return list(self.lists[endpoint].values())

    @property
    def instance(self) -> str:
        """The name of the server that most objects name; blank where none does."""
        return max(self.instances, key=lambda name: self.instances[name], default="")

    def take(self, endpoint: str, item: Item) -> None:
        """Put an object to the others; of one that is there twice the first stays."""
        kind = endpoint.partition("/")[2]
        self.gathered.read[kind] += 1
        if host := host_of(item.text("url") or ""):
            self.instances[host] += 1
        native_id = item.key("id")
        if native_id is None:
            self.gathered.skip(kind, "it has no id")
        elif native_id in self.lists[endpoint]:
            self.gathered.skip(kind, "it is listed more than once")
        elif endpoint not in READ:
            self.gathered.skip(kind, "no check needs it")
        else:
            self.gathered.kept[kind] += 1
            self.lists[endpoint][native_id] = item


def recognised(first: Sequence[Member]) -> bool:
    """Say whether one of these files is surely of NetBox."""
    documents = [member for member in first if member.is_json][:_LOOKED_AT]
    return any(_is_ours(member) for member in documents)


def read(files: Files, gathered: Gathered) -> Pages:
    """Read all files; those that are none of ours are named."""
    found = Pages(gathered)
    for member in files:
        if not member.is_json:
            gathered.unknown.add(member.sheet)
            continue
        try:
            document = member.json
        except Unreadable as error:
            gathered.problem(member.sheet, 1, "", str(error))
            continue
        if isinstance(document, dict) and isinstance(document.get(_VERSION), str):
            found.version = document[_VERSION][:40]
            continue
        lists = list(_lists(document))
        if not lists:
            gathered.unknown.add(member.sheet)
        for count, objects in lists:
            _take_all(found, member, count, objects)
    return found


def _take_all(found: Pages, member: Member, count: object, objects: list[object]) -> None:
    endpoint = _endpoint(objects)
    if endpoint is None:
        if objects:
            found.gathered.unknown.add(member.sheet)
        return
    if isinstance(count, int):
        found.counts[endpoint] = max(found.counts[endpoint], count)
    sheet = member.path or endpoint.partition("/")[2]
    for item in numbered(sheet, objects, found.gathered.problem):
        found.take(endpoint, item)


def _lists(document: object) -> Iterator[tuple[object, list[object]]]:
    """The lists of a document, with the total that a page tells: of pages, or a bare list."""
    if isinstance(document, dict):
        results = document.get("results")
        if document.keys() >= _PAGE and isinstance(results, list):
            yield document["count"], results
        elif _endpoint([document]):
            yield None, [document]
    elif isinstance(document, list):
        if any(isinstance(each, dict) and each.keys() >= _PAGE for each in document):
            for each in document:
                yield from _lists(each)
        else:
            yield None, document


def _endpoint(objects: Sequence[object]) -> str | None:
    """The endpoint that the first object with an address of its own names."""
    for each in objects:
        if isinstance(each, dict):
            found = _ENDPOINT.search(str(each.get("url") or "")[:2000])
            if found:
                return found[1]
            signed = (name for name, signs in _SIGNS.items() if each.keys() >= signs)
            if (endpoint := next(signed, None)) is not None:
                return endpoint
    return None


def _is_ours(member: Member) -> bool:
    try:
        document = member.json
    except Unreadable:
        return False
    if isinstance(document, dict) and _VERSION in document:
        return True
    return any(
        _endpoint(objects) is not None or (count == 0 and not objects)
        for count, objects in _lists(document)
    )
