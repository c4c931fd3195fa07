"""Virtual machines of NetBox as guests: what the register says, not what runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.estate import Disk, Guest, Kind, Nic, Power, Ref
from assessments.importers import secrets
from assessments.importers.answers import Item, clean, named
from assessments.importers.gathering import Gathered

POWERS = {Power.ON: "active", Power.OFF: "offline"}
_POWERED = {said: power for power, said in POWERS.items()}
GIB = 1024  # MiB


@dataclass(frozen=True, slots=True)
class Parts:
    """What other endpoints say of machines, by machine, and in MiB what disks count in."""

    nics: Mapping[str, tuple[Nic, ...]] = field(default_factory=dict)
    disks: Mapping[str, tuple[Disk, ...]] = field(default_factory=dict)
    unit: int = 1
    site_of: Mapping[str, str] = field(default_factory=dict)  # by cluster


def guest(item: Item, source: str, gathered: Gathered, parts: Parts) -> Guest:
    """One machine; what it names is there at once, described or not."""
    name = item.text("name") or ""
    native_id = item.key("id") or name[:290]
    cluster = _cluster(item, source, gathered)
    note, note_is_secret = secrets.masked(_note(item))
    attributes, secret = secrets.masked_all(attributes_of(item))
    disk = item.whole("disk")
    return Guest(
        Ref(Kind.VM, source, native_id),
        name or native_id,
        item.origin,
        host=_host(item, source, gathered, cluster),
        cluster=cluster,
        datacenter=_site(item, cluster, parts),
        power=_POWERED.get(status(item)),
        vcpus=item.whole("vcpus"),
        memory_mib=item.whole("memory"),
        provisioned_mib=None if disk is None else disk * parts.unit,
        os_configured=item.inner("platform").text("name", "display"),
        annotation=note,
        attributes=attributes,
        secret_columns=(*(("Annotation",) if note_is_secret else ()), *secret),
        disks=parts.disks.get(native_id, ()),
        nics=parts.nics.get(native_id, ()),
        number=name or None,
    )


def status(item: Item) -> str:
    """The status in lower case: a choice by its value, by its label where that is a number."""
    said = item.inner("status")
    value = said.text("value") if said.data else item.text("status")
    word = said.text("label") if value is None or value.isdigit() else value
    return (word or "").casefold()


def attributes_of(item: Item) -> dict[str, str]:
    """Owner, tenant, role, status, tags and custom fields; blank custom fields stay, as blank."""
    tagged, plain = named(_tags(item))
    told = {
        "Status": item.inner("status").text("label", "value") or status(item),
        "Tenant": _named(item, "tenant"),
        "Role": _named(item, "role"),
        "Tags": ", ".join(plain),
    }
    found = {name: said for name, said in told.items() if said}
    custom = item.inner("custom_fields")
    for key in custom.data:
        found[label(key)] = _custom(custom.value(key))
    if item.has("owner"):
        found["Owner"] = _named(item, "owner") or found.get("Owner", "")
    return tagged | found


def label(key: str) -> str:
    """A custom field's name as people write it: business_owner is Business owner."""
    words = clean(key.replace("_", " "))
    return words[:1].upper() + words[1:]


def _named(item: Item, key: str) -> str | None:
    return item.inner(key).text("name", "display")


def _tags(item: Item) -> list[str]:
    found = item.value("tags")
    if isinstance(found, list) and any(isinstance(each, dict) for each in found):
        return [name for tag in item.items("tags") if (name := tag.text("name", "slug"))]
    return list(item.texts("tags"))


def _custom(value: object) -> str:
    """A value of a custom field as text: a choice or an object by its name, several in a row."""
    if isinstance(value, dict):
        names = (value.get(key) for key in ("label", "name", "display", "value"))
        return next((clean(name) for name in names if isinstance(name, str)), "")
    if isinstance(value, list):
        return ", ".join(said for each in value if (said := _custom(each)))
    return clean(value)


def _note(item: Item) -> str | None:
    said = (item.text("description"), item.text("comments"))
    return "\n".join(part for part in said if part) or None


def _cluster(item: Item, source: str, gathered: Gathered) -> Ref | None:
    inner = item.inner("cluster")
    name = inner.key("name", "display")
    native_id = inner.key("id") or name
    return gathered.cluster(source, native_id, name or "") if native_id else None


def _host(item: Item, source: str, gathered: Gathered, cluster: Ref | None) -> Ref | None:
    inner = item.inner("device")
    name = inner.key("name", "display")
    native_id = inner.key("id") or name
    return gathered.host(source, native_id, name or "", cluster) if native_id else None


def _site(item: Item, cluster: Ref | None, parts: Parts) -> str | None:
    own = _named(item, "site")
    return own or (parts.site_of.get(cluster.native_id) if cluster else None)
