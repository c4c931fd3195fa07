"""Networks: port groups, switches, and machines with a leg in several domains."""

import re
from collections.abc import Callable, Iterator

from assessments.checks.base import Evidence, Rule, Tally
from assessments.checks.context import Context
from assessments.checks.domains import token_domain
from assessments.estate import Guest, Nic, PortGroup, Ref

ALL_VLANS = "4095"
QUIET = {"none", "disabled", "off"}


def promiscuous(context: Context, tally: Tally) -> None:
    """A distributed port group lets a guest read the others' traffic."""
    _distributed(context, tally, "port_group.promiscuous", lambda g: g.policy.promiscuous)


def mac_changes(context: Context, tally: Tally) -> None:
    """A distributed port group lets a guest change its network address."""
    _distributed(context, tally, "port_group.mac_changes", lambda g: g.policy.mac_changes)


def forged(context: Context, tally: Tally) -> None:
    """A distributed port group lets a guest send under another's address."""
    _distributed(context, tally, "port_group.forged_transmits", lambda g: g.policy.forged_transmits)


def overridable(context: Context, tally: Tally) -> None:
    """Single ports may depart from the group's policy, or keep what a machine left behind."""
    for group in _own_groups(context):
        if tally.saw(_may_depart(group)):
            cells = [
                context.cell(f"port_group.{name}", group.origin, said)
                for name, said, is_loose in _departures(group)
                if is_loose
            ]
            tally.add(group.ref, group.name, *cells)


def trunk(context: Context, tally: Tally) -> None:
    """A port group carries several VLANs to a guest."""
    for group in context.group_of.values():
        if group.is_placeholder:
            continue
        if tally.saw(carries_many(group.vlan)):
            tally.add(group.ref, group.name, _vlan_cell(context, group), vlan=group.vlan or "")


def ephemeral(context: Context, tally: Tally) -> None:
    """Ports are made on the fly, without the manager's record."""
    for group in _own_groups(context):
        said = group.binding
        if tally.saw(None if said is None else "ephemeral" in said.casefold()):
            tally.add(group.ref, group.name, context.cell("port_group.binding", group.origin, said))


def discovery(context: Context, tally: Tally) -> None:
    """A distributed switch tells or asks its neighbours who they are."""
    for switch in context.estate.switches:
        if not switch.is_distributed:
            continue
        said = switch.discovery
        if tally.saw(None if said is None else said.casefold() not in QUIET):
            cell = context.cell("switch.discovery", switch.origin, said)
            tally.add(switch.ref, switch.name, cell, mode=said or "")


def shared_with_management(context: Context, tally: Tally) -> None:
    """Machines and the hosts' own interfaces share a port group or a VLAN."""
    names = {service.port_group for service in context.estate.services}
    groups = context.group_of
    vlans = {group.vlan for group in groups.values() if group.name in names} - {None, "", "0"}
    used: dict[Ref | None, Nic] = {}
    for guest in context.all_guests:
        for nic in guest.nics:
            used.setdefault(nic.port_group, nic)
    for ref, group in groups.items():
        if ref not in used:
            continue
        same_vlan = group.vlan in vlans and not carries_many(group.vlan)
        if tally.saw(group.name in names or same_vlan):
            cells = (
                context.cell("nic.network", used[ref].origin, used[ref].network),
                _vlan_cell(context, group) if same_vlan else None,
            )
            tally.add(ref, group.name, *cells, vlan=group.vlan or "")


def multihomed(context: Context, tally: Tally) -> None:
    """A machine or template has network cards in port groups of different domains."""
    names = dict(context.zone_names)
    for zone in context.parameters.management_zones:
        names.setdefault(zone.casefold(), zone)
    if not context.zone_names:
        tally.refusal = "No information domain is known: name them by attribute or by a file"
        return
    zone_of: dict[str, str | None] = {}
    for guest in context.all_guests:
        zones = {
            zone_of.setdefault(nic.network, token_domain(nic.network, names))
            for nic in guest.nics
            if nic.network
        } - {None}
        if tally.saw(_is_spread(context, guest, zones)):
            cells = (context.cell("nic.network", nic.origin, nic.network) for nic in guest.nics)
            said = ", ".join(sorted(str(zone) for zone in zones))
            tally.add(guest.ref, guest.label, *cells, domains=said)


def passed_through(context: Context, tally: Tally) -> None:
    """A network card is a device of the host, past the virtual switch: by its adapter type."""
    _any_nic(context, tally, "nic.adapter", re.compile("passthr|sriov|sr-iov", re.IGNORECASE))


def manual_mac(context: Context, tally: Tally) -> None:
    """A network address was set by hand."""
    _any_nic(context, tally, "nic.mac_type", re.compile("manual", re.IGNORECASE))


def carries_many(vlan: str | None) -> bool | None:
    """Say whether a VLAN setting is a trunk: all, a range, a list, or called one."""
    if not vlan:
        return None
    return (
        vlan.strip() == ALL_VLANS
        or "trunk" in vlan.casefold()
        or bool(re.search(r"\d\s*[-,;]\s*\d", vlan))
    )


def _is_spread(context: Context, guest: Guest, zones: set[str | None]) -> bool | None:
    if not zones:
        return None if guest.nics else False
    own = context.domain(guest)
    return len(zones | ({own} if own else set())) > 1


def _any_nic(context: Context, tally: Tally, name: str, pattern: re.Pattern[str]) -> None:
    part = name.partition(".")[2]
    for guest in context.vms:
        values = [getattr(nic, part) for nic in guest.nics]
        blank = bool(values) and not any(values)
        hits = [n for n, v in zip(guest.nics, values, strict=True) if pattern.search(v or "")]
        if tally.saw(None if blank else bool(hits)):
            cells = (context.cell(name, nic.origin, getattr(nic, part)) for nic in hits)
            tally.add(guest.ref, guest.label, *cells)


def _distributed(
    context: Context, tally: Tally, name: str, verdict: Callable[[PortGroup], bool | None]
) -> None:
    for group in _own_groups(context):
        if tally.saw(verdict(group)):
            cell = context.cell(name, group.origin, True)  # noqa: FBT003 - the cell's value
            tally.add(group.ref, group.name, cell)


def _own_groups(context: Context) -> Iterator[PortGroup]:
    """The distributed port groups."""
    return (group for group in context.group_of.values() if group.is_distributed)


def _departures(group: PortGroup) -> Iterator[tuple[str, bool | None, bool]]:
    """The settings that let a port depart from its group: field, value, whether it does."""
    yield "security_override", group.security_override, group.security_override is True
    yield "vlan_override", group.vlan_override, group.vlan_override is True
    yield "config_reset", group.config_reset, group.config_reset is False


def _may_depart(group: PortGroup) -> bool | None:
    found = list(_departures(group))
    if all(said is None for _, said, _ in found):
        return None
    return any(is_loose for *_, is_loose in found)


def _vlan_cell(context: Context, group: PortGroup) -> Evidence | None:
    part = "port_group" if group.is_distributed else "standard_group"
    return context.cell(f"{part}.vlan", group.origin, group.vlan)


RULES = (
    Rule("NET-PROMISC", ("port_group.promiscuous",), promiscuous),
    Rule("NET-MACCHG", ("port_group.mac_changes",), mac_changes),
    Rule("NET-FORGED", ("port_group.forged_transmits",), forged),
    Rule("NET-OVERRIDE", ("port_group.security_override",), overridable),
    Rule("NET-TRUNK", ("port_group.vlan|standard_group.vlan",), trunk),
    Rule("NET-EPHEMERAL", ("port_group.binding",), ephemeral),
    Rule("NET-DISCOVERY", ("switch.discovery",), discovery),
    Rule("NET-NOVLAN-SEP", ("service", "nic.network"), shared_with_management),
    Rule("VM-MULTIHOMED", ("nic.network",), multihomed),
    Rule("VM-DIRECTPATH", ("nic.adapter",), passed_through),
    Rule("VM-MAC-MANUAL", ("nic.mac_type",), manual_mac),
)
