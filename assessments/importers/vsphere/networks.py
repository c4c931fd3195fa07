"""Switches and port groups of hosts, distributed switches and their groups."""

from dataclasses import replace

from assessments.estate import Kind, PortGroup, Ref, SecurityPolicy, Switch
from assessments.importers.vsphere.objects import (
    Thing,
    Value,
    reference,
    rows,
    step,
    text,
    truth,
    whole,
)
from assessments.importers.vsphere.work import Work


def of_host(thing: Thing, work: Work) -> None:
    """Describe a host's own switches, and its groups with the policy that holds for them."""
    name, host = text(thing.values, "name") or thing.ident, work.host(thing.ident)
    for each in rows(thing.values, "config.network.vswitch"):
        called = text(each, "name") or "switch"
        ref = Ref(Kind.SWITCH, work.source, f"{name}/{called}")
        policy = _policy(step(each, "spec.policy.security"))
        work.gathered.switches[ref] = Switch(ref, called, thing.origin, host=host, policy=policy)
    for each in rows(thing.values, "config.network.portgroup"):
        called = text(each, "spec.name") or "port group"
        switch = text(each, "spec.vswitchName") or ""
        group = work.gathered.port_group(work.source, f"{name}/{switch}/{called}", called, host)
        vlan = whole(each, "spec.vlanId")
        above = Ref(Kind.SWITCH, work.source, f"{name}/{switch}")
        work.standards[thing.ident, called] = group
        work.gathered.port_groups[group] = replace(
            work.gathered.port_groups[group],
            origin=thing.origin,
            is_placeholder=False,
            switch=above if above in work.gathered.switches else None,
            switch_name=switch or None,
            vlan=None if vlan is None else str(vlan),
            policy=_policy(
                step(each, "computedPolicy.security") or step(each, "spec.policy.security")
            ),
        )


def distributed_switch(thing: Thing, work: Work) -> None:
    """Describe a distributed switch."""
    ref = Ref(Kind.SWITCH, work.source, thing.ident or text(thing.values, "name") or "switch")
    work.gathered.switches[ref] = Switch(
        ref,
        text(thing.values, "name") or ref.native_id,
        thing.origin,
        is_distributed=True,
        discovery=text(thing.values, "config.linkDiscoveryProtocolConfig.operation"),
    )


def distributed_group(thing: Thing, work: Work) -> None:
    """Describe a group of distributed ports."""
    values = thing.values
    ident = thing.ident or text(values, "key") or text(values, "name") or "port group"
    above = reference(step(values, "config.distributedVirtualSwitch"))
    switch = Ref(Kind.SWITCH, work.source, above or "")
    ref = Ref(Kind.PORT_GROUP, work.source, ident)
    port = step(values, "config.defaultPortConfig")
    work.gathered.port_groups[ref] = PortGroup(
        ref,
        text(values, "name") or ident,
        thing.origin,
        is_distributed=True,
        switch=switch if switch in work.gathered.switches else None,
        switch_name=work.named("VmwareDistributedVirtualSwitch", above),
        vlan=_vlan(step(port, "vlan")),
        policy=_inherited(port),
        binding=text(values, "config.type"),
        security_override=truth(values, "config.policy.securityPolicyOverrideAllowed"),
        vlan_override=truth(values, "config.policy.vlanOverrideAllowed"),
        config_reset=truth(values, "config.policy.portConfigResetAtDisconnect"),
    )


def plain(thing: Thing, work: Work) -> None:
    """Know a network's name; what it is stands at each host."""
    name = text(thing.values, "name")
    if name and not any(known[1] == name for known in work.standards):
        work.gathered.port_group(work.source, f"?/{name}", name)


def _policy(value: object) -> SecurityPolicy:
    return SecurityPolicy(
        promiscuous=truth(value, "allowPromiscuous"),
        mac_changes=truth(value, "macChanges"),
        forged_transmits=truth(value, "forgedTransmits"),
    )


def _inherited(port: object) -> SecurityPolicy:
    """A distributed port's policy wraps each value with whether it is inherited."""
    security = step(port, "securityPolicy") or step(port, "macManagementPolicy")
    return SecurityPolicy(
        promiscuous=_value(security, "allowPromiscuous"),
        mac_changes=_value(security, "macChanges"),
        forged_transmits=_value(security, "forgedTransmits"),
    )


def _value(security: object, name: str) -> bool | None:
    plain_value = truth(security, name)
    return truth(security, f"{name}.value") if plain_value is None else plain_value


def _vlan(vlan: object) -> str | None:
    number = whole(vlan, "vlanId")
    if number is not None:
        return str(number)
    found: list[Value] = rows(vlan, "vlanId")
    ranges = [f"{whole(each, 'start')}-{whole(each, 'end')}" for each in found]
    return ", ".join(ranges) or None
