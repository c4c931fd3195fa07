"""Switches and port groups, distributed and standard."""

from dataclasses import dataclass, field

from assessments.estate import Kind, PortGroup, Ref, SecurityPolicy, Switch
from assessments.importers.rvtools.platform import Platform
from assessments.importers.rvtools.table import Row, Table


@dataclass(slots=True)
class Networks:
    """Networks while they are read; unknown names become placeholder port groups."""

    switches: dict[tuple[str, str, str], Switch] = field(
        default_factory=dict
    )  # host "" = distributed
    port_groups: dict[tuple[str, str, str], PortGroup] = field(default_factory=dict)

    def port_group_ref(self, source: str, host: str | None, network: str | None) -> Ref | None:
        """Return the port group a guest's adapter is in."""
        if not network:
            return None
        for place in ("", host or ""):
            known = self.port_groups.get((source, place, network))
            if known is not None:
                return known.ref
        ref = Ref(Kind.PORT_GROUP, source, f"?/{network}")
        self.port_groups[source, "", network] = PortGroup(ref, network, None, is_placeholder=True)
        return ref


def read_distributed_switches(table: Table, networks: Networks, platform: Platform) -> None:
    """dvSwitch; the column Switch holds its name."""
    for row in table:
        name = row.text("switch") or row.text("name")
        if not name:
            table.skip("no switch name")
            continue
        source = platform.source_of(row)
        networks.switches[source, "", name] = Switch(
            ref=Ref(Kind.SWITCH, source, row.text("objectid") or name),
            name=name,
            origin=table.keep(row),
            is_distributed=True,
            discovery=row.text("cdpoperation"),
        )


def read_standard_switches(table: Table, networks: Networks, platform: Platform) -> None:
    """vSwitch: one for each host."""
    for row in table:
        name, host = row.text("switch"), row.text("host")
        if not name or not host:
            table.skip("no switch or host name")
            continue
        source = platform.source_of(row)
        networks.switches[source, host, name] = Switch(
            ref=Ref(Kind.SWITCH, source, f"{host}/{name}"),
            name=name,
            origin=table.keep(row),
            host=platform.host_ref(source, host, cluster=None, datacenter=row.text("datacenter")),
            policy=_policy(row),
        )


def read_distributed_ports(table: Table, networks: Networks, platform: Platform) -> None:
    """dvPort: distributed port groups."""
    for row in table:
        name = row.text("port")
        if not name:
            table.skip("no port group name")
            continue
        source, switch = platform.source_of(row), row.text("switch")
        known = networks.switches.get((source, "", switch or ""))
        networks.port_groups[source, "", name] = PortGroup(
            ref=Ref(Kind.PORT_GROUP, source, row.text("objectid") or name),
            name=name,
            origin=table.keep(row),
            is_distributed=True,
            switch=known.ref if known else None,
            switch_name=switch,
            vlan=row.text("vlan"),
            policy=_policy(row),
            binding=row.text("type"),
            security_override=row.truth("secpolicyoverride"),
            vlan_override=row.truth("vlanoverride"),
            config_reset=row.truth("configreset"),
        )


def read_standard_ports(table: Table, networks: Networks, platform: Platform) -> None:
    """vPort: port groups of standard switches, one for each host."""
    for row in table:
        name, host = row.text("portgroup"), row.text("host")
        if not name or not host:
            table.skip("no port group or host name")
            continue
        source, switch = platform.source_of(row), row.text("switch") or ""
        known = networks.switches.get((source, host, switch))
        networks.port_groups[source, host, name] = PortGroup(
            ref=Ref(Kind.PORT_GROUP, source, f"{host}/{switch}/{name}"),
            name=name,
            origin=table.keep(row),
            switch=known.ref if known else None,
            switch_name=switch or None,
            host=platform.host_ref(source, host, cluster=None, datacenter=row.text("datacenter")),
            vlan=row.text("vlan"),
            policy=_policy(row),
        )


def _policy(row: Row) -> SecurityPolicy:
    return SecurityPolicy(
        promiscuous=row.truth("allowpromiscuous", "promiscuousmode"),
        mac_changes=row.truth("macchanges"),
        forged_transmits=row.truth("forgedtransmits"),
    )
