"""Switches and port groups, distributed and standard."""

from dataclasses import dataclass, field

from assessments.estate import Kind, PortGroup, Ref, SecurityPolicy, Switch
from assessments.importers.rvtools.platform import Platform
from assessments.importers.rvtools.table import Row, Table


@dataclass(slots=True)
class Networks:
    """
    Networks while they are read; unknown names become placeholder port groups.

    Names are found by (source, host, switch, name), with a blank host for what is
    distributed and a blank switch where a guest's row does not say.
    """

    switches: dict[Ref, Switch] = field(default_factory=dict)
    port_groups: dict[Ref, PortGroup] = field(default_factory=dict)
    _switches: dict[tuple[str, str, str], Ref] = field(default_factory=dict)
    _port_groups: dict[tuple[str, str, str, str], Ref] = field(default_factory=dict)

    def add_switch(self, switch: Switch, host: str) -> None:
        self.switches[switch.ref] = switch
        self._switches.setdefault((switch.ref.source, host, switch.name), switch.ref)

    def switch_ref(self, source: str, host: str, name: str) -> Ref | None:
        return self._switches.get((source, host, name))

    def add_port_group(self, group: PortGroup, host: str) -> None:
        self.port_groups[group.ref] = group
        for switch in {group.switch_name or "", ""}:
            place = (group.ref.source, host, switch, group.name)
            self._port_groups.setdefault(place, group.ref)

    def port_group_ref(
        self, source: str, network: str | None, *, host: str | None, switch: str | None
    ) -> Ref | None:
        """Return the port group that a guest's adapter is in."""
        if not network:
            return None
        for place in ((switch or "", ""), (switch or "", host or ""), ("", ""), ("", host or "")):
            known = self._port_groups.get((source, place[1], place[0], network))
            if known is not None:
                return known
        ref = Ref(Kind.PORT_GROUP, source, f"?/{network}")
        self.add_port_group(PortGroup(ref, network, None, is_placeholder=True), "")
        return ref


def read_distributed_switches(table: Table, networks: Networks, platform: Platform) -> None:
    """dvSwitch; the column Switch holds its name."""
    for row in table:
        name = row.text("switch") or row.text("name")
        if not name:
            table.skip("no switch name")
            continue
        source = platform.source_of(row)
        switch = Switch(
            ref=Ref(Kind.SWITCH, source, row.text("objectid") or name),
            name=name,
            origin=table.keep(row),
            is_distributed=True,
            discovery=row.text("cdpoperation"),
        )
        networks.add_switch(switch, "")


def read_standard_switches(table: Table, networks: Networks, platform: Platform) -> None:
    """vSwitch: one for each host."""
    for row in table:
        name, host = row.text("switch"), row.text("host")
        if not name or not host:
            table.skip("no switch or host name")
            continue
        source = platform.source_of(row)
        switch = Switch(
            ref=Ref(Kind.SWITCH, source, f"{host}/{name}"),
            name=name,
            origin=table.keep(row),
            host=platform.host_ref(source, host, cluster=None, datacenter=row.text("datacenter")),
            policy=_policy(row),
        )
        networks.add_switch(switch, host)


def read_distributed_ports(table: Table, networks: Networks, platform: Platform) -> None:
    """dvPort: distributed port groups."""
    for row in table:
        name = row.text("port")
        if not name:
            table.skip("no port group name")
            continue
        source, switch = platform.source_of(row), row.text("switch")
        native = row.text("objectid") or f"{switch or ''}/{name}"
        group = PortGroup(
            ref=Ref(Kind.PORT_GROUP, source, native),
            name=name,
            origin=table.keep(row),
            is_distributed=True,
            switch=networks.switch_ref(source, "", switch or ""),
            switch_name=switch,
            vlan=row.text("vlan"),
            policy=_policy(row),
            binding=row.text("type"),
            security_override=row.truth("secpolicyoverride"),
            vlan_override=row.truth("vlanoverride"),
            config_reset=row.truth("configreset"),
        )
        networks.add_port_group(group, "")


def read_standard_ports(table: Table, networks: Networks, platform: Platform) -> None:
    """vPort: port groups of standard switches, one for each host."""
    for row in table:
        name, host = row.text("portgroup"), row.text("host")
        if not name or not host:
            table.skip("no port group or host name")
            continue
        source, switch = platform.source_of(row), row.text("switch") or ""
        group = PortGroup(
            ref=Ref(Kind.PORT_GROUP, source, f"{host}/{switch}/{name}"),
            name=name,
            origin=table.keep(row),
            switch=networks.switch_ref(source, host, switch),
            switch_name=switch or None,
            host=platform.host_ref(source, host, cluster=None, datacenter=row.text("datacenter")),
            vlan=row.text("vlan"),
            policy=_policy(row),
        )
        networks.add_port_group(group, host)


def _policy(row: Row) -> SecurityPolicy:
    return SecurityPolicy(
        promiscuous=row.truth("allowpromiscuous", "promiscuousmode"),
        mac_changes=row.truth("macchanges"),
        forged_transmits=row.truth("forgedtransmits"),
    )
