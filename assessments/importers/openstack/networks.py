"""Networks as port groups, and ports as the adapters of servers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.estate import AddressPair, Kind, Nic, PortGroup, Ref
from assessments.importers.answers import Item, clean
from assessments.importers.gathering import Gathered
from assessments.importers.openstack.documents import Documents
from assessments.importers.openstack.filters import Filters

PORT_SECURITY = "port security"


@dataclass(frozen=True, slots=True)
class Attached:
    """What the ports of a server say: adapters, extra addresses, filters and where they stand."""

    nics: tuple[Nic, ...] = ()
    pairs: tuple[AddressPair, ...] | None = None
    filters: tuple[str, ...] | None = None
    port: Item | None = None


class Networks:
    """Networks by id and name, ports by the server they belong to."""

    def __init__(self, found: Documents, gathered: Gathered, source: str, filters: Filters) -> None:
        """Index networks and ports; nothing is read yet."""
        self._gathered, self._source, self._filters = gathered, source, filters
        self._networks = {item.key("id") or "": item for item in found["networks"]}
        self._named: dict[str, list[str]] = defaultdict(list)
        for native_id, item in self._networks.items():
            self._named[item.text("name") or ""].append(native_id)
        self._ports: dict[str, list[Item]] = defaultdict(list)
        for port in found["ports"]:
            self._ports[port.text("device_id") or ""].append(port)

    def of(self, server: str, item: Item) -> Attached:
        """The adapters of a server: its ports, else the addresses that the server tells."""
        ports = self._ports.pop(server, [])
        if not ports:
            return Attached(tuple(self._addressed(item)))
        told = [port for port in ports if port.has("security_groups")]
        groups = tuple(name for port in told for name in port.texts("security_groups"))
        project = item.text("tenant_id")
        return Attached(
            tuple(self._nic(port) for port in ports),
            _pairs(ports),
            self._filters.ids(groups, project) if told else None,
            told[0] if told else None,
        )

    def gather(self) -> None:
        """Add every network, and say which ports are of no server."""
        for native_id, item in self._networks.items():
            ref = self._ref(native_id)
            name = item.text("name") or native_id
            self._gathered.port_groups[ref] = PortGroup(
                ref,
                name,
                item.origin,
                switch_name=item.text("provider:physical_network"),
                vlan=_vlan(item),
            )
        for device, ports in self._ports.items():
            why = (
                "of no server of the file: a router, a DHCP service or another's"
                if device
                else "the list does not say to which server it belongs"
            )
            for _port in ports:
                self._gathered.skip("ports", why)
            self._gathered.kept["ports"] -= len(ports)

    def _ref(self, native_id: str) -> Ref:
        return Ref(Kind.PORT_GROUP, self._source, native_id)

    def _nic(self, port: Item) -> Nic:
        native_id = port.key("network_id") or ""
        network = self._networks.get(native_id)
        name = (network.text("name") if network else None) or native_id or None
        guarded = port.truth("port_security_enabled")
        status = port.text("status")
        return Nic(
            port.text("name", "id") or "port",
            self._gathered.port_group(self._source, native_id, name or "") if native_id else None,
            name,
            port.origin,
            adapter=port.text("binding:vnic_type"),
            mac=port.text("mac_address"),
            is_connected=None if status is None else status == "ACTIVE",
            starts_connected=port.truth("admin_state_up"),
            filter=None if guarded is None else PORT_SECURITY if guarded else "",
        )

    def _addressed(self, item: Item) -> Iterator[Nic]:
        """One adapter for each network and hardware address that a server tells."""
        for name, addresses in _by_network(item):
            known = self._named.get(name, [])
            native_id = known[0] if len(known) == 1 else name
            group = self._gathered.port_group(self._source, native_id, name)
            for mac in _macs(addresses):
                yield Nic(name, group, name, item.origin, mac=mac)


def _by_network(item: Item) -> Iterator[tuple[str, object]]:
    found = item.value("addresses")
    if isinstance(found, dict):
        yield from ((name, said) for key, said in found.items() if (name := clean(key)[:300]))
    elif isinstance(found, str):  # "private=10.0.0.4, 10.0.0.5; public=192.0.2.7"
        names = (clean(part.partition("=")[0])[:300] for part in found.split(";"))
        yield from ((name, None) for name in names if name)


def _macs(addresses: object) -> list[str | None]:
    listed = addresses if isinstance(addresses, list) else []
    found = [each.get("OS-EXT-IPS-MAC:mac_addr") for each in listed if isinstance(each, dict)]
    return list(dict.fromkeys(clean(mac) for mac in found if isinstance(mac, str))) or [None]


def _pairs(ports: list[Item]) -> tuple[AddressPair, ...] | None:
    if not any(port.has("allowed_address_pairs") for port in ports):
        return None
    return tuple(
        AddressPair(port.text("name", "id") or "port", addresses, port.origin)
        for port in ports
        for pair in port.items("allowed_address_pairs")
        if (addresses := pair.text("ip_address"))
    )


def _vlan(item: Item) -> str | None:
    """The tag of a network of type vlan; the number of an overlay is none."""
    is_tagged = item.text("provider:network_type") == "vlan"
    return item.text("provider:segmentation_id") if is_tagged else None
