"""What objects refer to: ids to identities, in the spelling that RVTools' exports have too."""

from dataclasses import dataclass, field

from assessments.estate import Ref
from assessments.importers.gathering import Gathered
from assessments.importers.vsphere.objects import Thing, reference, step, text

UNKNOWN_SOURCE = "vsphere"


@dataclass(slots=True)
class Work:
    """Objects by kind and id, before and while they are put together."""

    gathered: Gathered = field(default_factory=Gathered)
    source: str = UNKNOWN_SOURCE
    things: dict[str, dict[str, Thing]] = field(default_factory=dict)
    named_stores: dict[str, str] = field(default_factory=dict)
    standards: dict[tuple[str, str], Ref] = field(default_factory=dict)

    def add(self, thing: Thing) -> None:
        """Keep an object; the first of an id stays."""
        known = self.things.setdefault(thing.kind, {})
        known.setdefault(thing.ident or f"{thing.kind} {len(known) + 1}", thing)

    def of(self, *kinds: str) -> list[Thing]:
        """The objects of some kinds, in the order of the file."""
        return [thing for kind in kinds for thing in self.things.get(kind, {}).values()]

    def named(self, kind: str, ident: str | None) -> str | None:
        """The name of an object that something refers to."""
        thing = self.things.get(kind, {}).get(ident or "")
        return text(thing.values, "name") if thing else None

    def host(self, ident: str | None) -> Ref | None:
        """The host of an id."""
        name = self.named("HostSystem", ident)
        return self.gathered.host(self.source, ident, name or ident) if ident else None

    def cluster(self, ident: str | None) -> Ref | None:
        """The cluster of an id: by datacenter and name, as RVTools tells them apart."""
        name = self.named("ClusterComputeResource", ident)
        if name is None:
            return None
        return self.gathered.cluster(self.source, f"{self.datacenter(ident) or ''}/{name}", name)

    def cluster_of(self, host: str | None) -> Ref | None:
        """The cluster that a host is in."""
        thing = self.things.get("HostSystem", {}).get(host or "")
        return self.cluster(reference(step(thing.values, "parent"))) if thing else None

    def datacenter(self, ident: str | None) -> str | None:
        """The name of the datacenter above an object, as far as its parents are there."""
        for _ in range(64):
            if ident is None:
                return None
            name = self.named("Datacenter", ident)
            if name:
                return name
            ident = next(
                (
                    reference(step(known[ident].values, "parent"))
                    for known in self.things.values()
                    if ident in known
                ),
                None,
            )
        return None

    def store(self, ident: str) -> Ref:
        """The datastore of an id."""
        name = self.named("Datastore", ident)
        return self.gathered.datastore(self.source, ident, name or ident)

    def store_named(self, path: str | None) -> Ref | None:
        """The datastore of a path "[name] folder/file"."""
        if not path or not path.startswith("[") or "]" not in path:
            return None
        name = path[1 : path.index("]")]
        known = self.named_stores.get(name)
        return self.store(known) if known else self.gathered.datastore(self.source, name, name)

    def network(self, backing: object, host: str | None) -> tuple[Ref | None, str | None]:
        """The port group of an adapter's backing, and its name."""
        port = text(backing, "port.portgroupKey")
        if port:
            group = self.named("DistributedVirtualPortgroup", port) or port
            return self.gathered.port_group(self.source, port, group), group
        name = text(backing, "deviceName") or self.named(
            "Network", reference(step(backing, "network"))
        )
        if name is None:
            return None, text(backing, "opaqueNetworkId")
        return self._standard(name, host), name

    def _standard(self, name: str, host: str | None) -> Ref:
        """The port group of that name on a host, if the host's networks are there."""
        known = self.standards.get((host or "", name))
        return known or self.gathered.port_group(self.source, f"?/{name}", name)
