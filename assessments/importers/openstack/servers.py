"""Servers as guests."""

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.estate import Guest, GuestCloud, Kind, Power, Ref
from assessments.importers import secrets
from assessments.importers.answers import Item, clean, named
from assessments.importers.gathering import Gathered
from assessments.importers.openstack import hardware, images
from assessments.importers.openstack.documents import Documents
from assessments.importers.openstack.filters import Filters
from assessments.importers.openstack.images import Images
from assessments.importers.openstack.networks import Attached, Networks
from assessments.importers.openstack.platform import Hosts
from assessments.importers.openstack.volumes import Volumes

POWER_KEY = "OS-EXT-STS:power_state"
USER_DATA = "OS-EXT-SRV-ATTR:user_data"
POWERS = {Power.ON: "1", Power.OFF: "4", Power.SUSPENDED: "7"}
_BY_STATE = {
    "1": Power.ON,
    "running": Power.ON,
    "3": Power.ON,  # paused: halted, but in the host's memory
    "paused": Power.ON,
    "4": Power.OFF,
    "shutdown": Power.OFF,
    "7": Power.SUSPENDED,
    "suspended": Power.SUSPENDED,
}
_BY_STATUS = {
    "active": Power.ON,
    "paused": Power.ON,
    "shutoff": Power.OFF,
    "shelved": Power.OFF,
    "shelved_offloaded": Power.OFF,
    "suspended": Power.SUSPENDED,
}
_LOST = "error"
_IN_BRACKETS = re.compile(r"(?P<name>.*?)\s*\((?P<id>[^()]+)\)$")
_PAIR = re.compile(r"([^\s=,][^=]{0,254})='([^']*)'")
_MOST_USER_DATA = 100_000  # characters in Base64; the service takes 65,535


@dataclass(frozen=True, slots=True)
class Around:
    """What servers are joined with."""

    found: Documents
    hosts: Hosts
    networks: Networks
    volumes: Volumes
    images: Images
    filters: Filters


def read(around: Around, gathered: Gathered, source: str) -> None:
    """Add every server."""
    sizes, rules = _flavors(around.found), _rules(around.found)
    for item in around.found["servers"]:
        ref = Ref(Kind.VM, source, item.key("id") or "")
        size = _flavor(item, sizes)
        gathered.guests[ref] = _guest(item, ref, around, size, rules)


def _guest(
    item: Item, ref: Ref, around: Around, size: Item, rules: Mapping[str, list[str]]
) -> Guest:
    zone = item.key("OS-EXT-AZ:availability_zone")
    attached = around.networks.of(ref.native_id, item)
    image = _image(item, ref, around)
    note, note_is_secret = secrets.masked(item.text("description"))
    attributes, secret = secrets.masked_all(_attributes(item))
    status = item.text("status")
    return Guest(
        ref,
        item.text("name") or ref.native_id,
        item.origin,
        host=around.hosts.host(
            item.key("OS-EXT-SRV-ATTR:hypervisor_hostname", "OS-EXT-SRV-ATTR:host"), zone
        ),
        cluster=around.hosts.zone(zone),
        power=power(item),
        connection_state=None if status is None else _state(status),
        created_at=item.instant("created"),
        changed_at=item.instant("updated"),
        vcpus=size.whole("vcpus"),
        memory_mib=size.whole("ram"),
        firmware=hardware.firmware(image),
        secure_boot=hardware.secure_boot(image, size),
        os_configured=images.system(image),
        instance_uuid=ref.native_id,
        annotation=note,
        attributes=attributes,
        secret_columns=(
            *(("Annotation",) if note_is_secret else ()),
            *secret,
            *_secret_user_data(item),
        ),
        cluster_rules=", ".join(rules.get(ref.native_id, [])) or None,
        disks=around.volumes.of(ref, item),
        nics=attached.nics,
        posture=hardware.posture(item, "locked", image, size),
        cloud=_cloud(item, around.filters, attached),
    )


def power(item: Item) -> Power | None:
    """Whether a server runs: its power state, or its status where the list has only that."""
    state = (item.text(POWER_KEY) or "").casefold()
    if item.has(POWER_KEY) and state:
        return _BY_STATE.get(state)
    return _BY_STATUS.get((item.text("status") or "").casefold())


def _state(status: str) -> str:
    return "invalid" if status.casefold() == _LOST else "connected"


def _attributes(item: Item) -> dict[str, str]:
    """Project, metadata and tags; a tag "owner=Ada" is an attribute of its own."""
    tagged, plain = named(item.texts("tags"))
    told = {"Project": item.text("tenant_id"), "Tags": ", ".join(plain)}
    own = {name: said for name, said in told.items() if said}
    return own | tagged | metadata(item)


def metadata(item: Item) -> dict[str, str]:
    """The metadata of a server; old clients write them as a text: owner='Ada', tier='1'."""
    said = item.value("metadata")
    if not isinstance(said, str):
        return item.flat("metadata")
    return {clean(name): clean(value) for name, value in _PAIR.findall(said)}


def _cloud(item: Item, filters: Filters, attached: Attached) -> GuestCloud:
    used, where = attached.filters, attached.port or item
    if used is None and item.has("security_groups"):
        used = filters.ids(_group_names(item), item.text("tenant_id"))
    return GuestCloud(
        item.origin,
        filters=used,
        filters_origin=where.origin,
        in_default_filter=None if used is None else filters.has_default(used),
        address_pairs=attached.pairs,
        has_login_key=bool(item.text("key_name")) if item.has("key_name") else None,
        has_user_data=bool(item.text(USER_DATA)) if item.has(USER_DATA) else None,
    )


def _group_names(item: Item) -> tuple[str, ...]:
    listed = item.value("security_groups")
    if isinstance(listed, list) and all(isinstance(each, dict) for each in listed):
        found = (group.text("name", "id") for group in item.items("security_groups"))
        return tuple(name for name in found if name)
    return tuple(name.removeprefix("name=").strip("'") for name in item.texts("security_groups"))


def _secret_user_data(item: Item) -> tuple[str, ...]:
    """Whether the data for the first start hold a secret; they are looked at and not kept."""
    said = item.text(USER_DATA) or ""
    try:
        script = base64.b64decode(said[:_MOST_USER_DATA], validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ()
    return ("user_data",) if secrets.masked(script)[1] else ()


def _flavors(found: Documents) -> dict[str, Item]:
    sizes: dict[str, Item] = {}
    for item in found["flavors"]:
        for name in (item.text("id"), item.text("name")):
            if name:
                sizes.setdefault(name, item)
    return sizes


def _flavor(item: Item, sizes: Mapping[str, Item]) -> Item:
    """The size of a server: told within it, or by the list of flavors; empty if unknown."""
    inner = item.inner("flavor")
    if inner.has("vcpus"):
        return inner
    names = (inner.text("id"), item.text("flavor_id"), *_bracketed(item, "flavor_name", "flavor"))
    return next((sizes[name] for name in names if name and name in sizes), inner)


def _image(item: Item, ref: Ref, around: Around) -> Item | None:
    """The image a server was made from: its own, else that of the volume it starts from."""
    told = item.inner("image").text("id") or item.text("image_id")
    named = told or next(iter(_bracketed(item, "image_name", "image")), None)
    kept = None if named else around.volumes.image(ref, item)
    return around.images.get(named or (kept.text("image_id") if kept else None)) or kept


def _bracketed(item: Item, *keys: str) -> tuple[str, ...]:
    """Both parts of "name (id)", the id first."""
    said = item.value(*keys)
    if not isinstance(said, str):
        return ()
    found = _IN_BRACKETS.match(said[:400])
    return (found["id"], found["name"]) if found else (said,)


def _rules(found: Documents) -> dict[str, list[str]]:
    """The server groups of each server, with what they demand."""
    rules: dict[str, list[str]] = defaultdict(list)
    for group in found["server groups"]:
        policy = group.text("policy") or ", ".join(group.texts("policies"))
        for member in group.texts("members"):
            rules[member].append(f"{policy} ({group.text('name') or ''})")
    return rules
