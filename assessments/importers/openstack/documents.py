"""The documents of an export as lists of objects, whoever wrote them: API or command line."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessments.importers.answers import Item, host_of, numbered
from assessments.importers.base import Unreadable
from assessments.importers.gathering import Gathered
from assessments.importers.members import Files, Member
from assessments.importers.openstack.kinds import KINDS, told, wrapped

_LOOKED_AT = 60  # JSON documents of an archive that are parsed to tell its format
MOST = 100  # characters of a cloud's name
_ENDPOINTS = ("servers", "flavors")  # whose links name the cloud
_NAMES = {  # of what has no id, or another one in each version
    "hypervisors": ("hypervisor_hostname",),
    "services": ("host", "binary"),
    "availability zones": ("zoneName", "host_name"),
    "instance actions": ("instance_uuid", "request_id"),
}


@dataclass(slots=True)
class Documents:
    """
    Objects by kind, each once: what several answers say of one is put together.

    `titles` holds how a file writes a key of the API, by kind and key.
    """

    gathered: Gathered
    lists: dict[str, dict[str, Item]] = field(default_factory=lambda: defaultdict(dict))
    titles: dict[tuple[str, str], str] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> list[Item]:
        return list(self.lists[kind].values())

    def has(self, kind: str) -> bool:
        """Say whether there is an answer of this kind, even an empty one."""
        return kind in self.lists

    def title(self, kind: str, *keys: str) -> str | None:
        """How the file writes the first of these keys that any object of the kind has."""
        return next((self.titles[kind, key] for key in keys if (kind, key) in self.titles), None)

    def endpoint(self) -> str:
        """The name of the cloud by the links in it; blank where no link tells."""
        for kind in _ENDPOINTS:
            for item in self[kind]:
                for link in item.items("links"):
                    if name := host_of(link.text("href") or ""):
                        return name
        return ""

    def take(self, kind: str, item: Item) -> None:
        """Put an object to the others; one that is there already gains what it lacked."""
        titles = KINDS[kind].titles
        for key in item.data:
            self.titles.setdefault((kind, titles.get(key, key)), key)
        item = replace(item, data={titles.get(key, key): said for key, said in item.data.items()})
        self.gathered.read[kind] += 1
        name = _name(kind, item)
        if name is None:
            item.bad("id", "is missing: the object is left out")
            self.gathered.skip(kind, "it has no id")
        elif (known := self.lists[kind].get(name)) is not None:
            self.gathered.skip(kind, "it is listed more than once: put together")
            both = {**item.data, **{k: v for k, v in known.data.items() if v is not None}}
            self.lists[kind][name] = replace(known, data=both)
        else:
            self.gathered.kept[kind] += 1
            self.lists[kind][name] = item


def recognised(first: Sequence[Member]) -> bool:
    """Say whether one of these files is surely an answer of OpenStack."""
    documents = [member for member in first if member.is_json][:_LOOKED_AT]
    return any(_is_ours(document) for member in documents for document in _parsed(member))


def read(files: Files, gathered: Gathered) -> Documents:
    """Read all files; those that are none of ours are named."""
    found = Documents(gathered)
    last_pages: dict[str, bool] = {}
    for member in files:
        if not member.is_json:
            gathered.unknown.add(member.sheet)
            continue
        try:
            lists = list(lists_of(member.json))
        except Unreadable as error:
            gathered.problem(member.sheet, 1, "", str(error))
            continue
        if not lists:
            gathered.unknown.add(member.sheet)
        continues = _continues(member.json)
        for kind, objects in lists:
            last_pages[kind] = last_pages.get(kind, False) or not continues
            _ = found.lists[kind]  # an empty answer is one too
            for item in numbered(member.path or kind, objects, gathered.problem):
                found.take(kind, item)
    cut = ", ".join(kind for kind, is_whole in last_pages.items() if not is_whole)
    if cut:
        gathered.notices.append(f"There is a further page of {cut}: add what its next link gives.")
    return found


def lists_of(document: object) -> Iterator[tuple[str, list[object]]]:
    """The lists of a document: of an answer, a bare list, a single object, or several answers."""
    if isinstance(document, dict):
        yield from _of_object(document)
    elif isinstance(document, list):
        kind = next((found for each in document if (found := told(each))), None)
        if kind is not None:
            yield kind, document
        else:
            for each in document:
                if isinstance(each, dict):
                    yield from _of_object(each)


def _of_object(document: Mapping[str, object]) -> Iterator[tuple[str, list[object]]]:
    kind = told(document)
    if kind is not None:
        yield kind, [document]
        return
    for key, found in document.items():
        kind = wrapped(key)
        if kind is not None and isinstance(found, list):
            yield kind, found
        elif kind is not None and isinstance(found, dict) and len(document) == 1:
            yield kind, [found]


def _continues(document: object) -> bool:
    """Say whether an answer names a next page."""
    if not isinstance(document, dict):
        return False
    links = [found for key, found in document.items() if key == "links" or key.endswith("_links")]
    named = [each for found in links if isinstance(found, list) for each in found]
    is_linked = any(isinstance(each, dict) and each.get("rel") == "next" for each in named)
    return is_linked or bool(document.get("next"))


def _is_ours(document: object) -> bool:
    return any(
        KINDS[kind].is_ours if not objects else told(objects[0]) is not None
        for kind, objects in lists_of(document)
    )


def _parsed(member: Member) -> Iterator[object]:
    try:
        yield member.json
    except Unreadable:
        return


def _name(kind: str, item: Item) -> str | None:
    """What tells an object from others of its kind; None where the first part is missing."""
    first, *more = _NAMES.get(kind, ("id",))
    name = item.key(first)
    return name and " ".join([name, *(item.text(key) or "" for key in more)])
