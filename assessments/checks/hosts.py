"""Hosts and their manager: support, time, services, certificates, state, standard switches."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from assessments.checks.base import Evidence, Rule, Tally
from assessments.checks.context import Context
from assessments.checks.eol import ESXI, HYPERVISORS, VCENTER
from assessments.estate import HealthMessage, Host, HostPosture, Ref, SecurityPolicy

TIME = {"ntp", "ntpd"}  # kinds of the exporting tool's messages


def past_end_of_life(context: Context, tally: Tally) -> None:
    """The hypervisor's release is past its end of life."""
    for host in context.connected:
        product = HYPERVISORS.get((host.product or ESXI).casefold())
        verdict = context.eol.version(product, host.version or "", context.now) if product else None
        if tally.saw(verdict.is_past if verdict else None) and verdict:
            cell = context.cell("host.version", host.origin, host.release)
            table = context.eol.dated.isoformat()
            tally.add(host.ref, host.name, cell, ended=str(verdict.ends), table=table)


def manager_past_end_of_life(context: Context, tally: Tally) -> None:
    """The manager's release is past its end of life."""
    for manager in context.estate.managers:
        verdict = context.eol.version(VCENTER, manager.version or "", context.now)
        if tally.saw(verdict.is_past if verdict else None) and verdict:
            cell = context.cell("manager.version", manager.origin, manager.version)
            table = context.eol.dated.isoformat()
            tally.add(manager.ref, manager.name, cell, ended=str(verdict.ends), table=table)


def without_time(context: Context, tally: Tally) -> None:
    """
    No time server is set, the time service does not run, or others of its cluster differ.

    The exporting tool's own complaint counts as well. Of a cluster whose hosts ask
    different servers, those that ask others than most of them are found.
    """
    told = _first_by_subject(m for m in context.estate.health if m.kind.casefold() in TIME)
    usual = _usual_servers(context)
    for host in context.connected:
        servers = host.time_servers or ()
        differs = bool(host.cluster and servers and set(servers) != set(usual[host.cluster]))
        message = told.get(host.name)
        if tally.saw(not servers or host.time_daemon is False or differs or message is not None):
            tally.add(
                host.ref,
                host.name,
                context.cell("host.time_servers", host.origin, ", ".join(servers)),
                context.cell("host.time_daemon", host.origin, host.time_daemon),
                context.cell("health", message.origin, message.message) if message else None,
                servers=len(servers),
            )


def shell_over_network(context: Context, tally: Tally) -> None:
    """The SSH service runs or starts by itself, as the host says or the exporting tool saw."""
    if "host.ssh" in context.estate.columns:
        _set(context, tally, "host.ssh", lambda posture: posture.ssh)
    else:
        _told(context, tally, "ssh")


def local_shell(context: Context, tally: Tally) -> None:
    """The local shell's service runs or starts by itself, as with SSH."""
    if "host.shell" in context.estate.columns:
        _set(context, tally, "host.shell", lambda posture: posture.shell)
    else:
        _told(context, tally, "esxi shell")


def certificate(context: Context, tally: Tally) -> None:
    """The certificate ends soon or is not in good standing."""
    limit = timedelta(days=context.parameters.certificate_days)
    for host in context.connected:
        ends, status = host.certificate_expiry, (host.certificate_status or "").casefold()
        soon = (
            ends is not None
            and ends.replace(tzinfo=None) < context.now.replace(tzinfo=None) + limit
        )
        bad = status not in ("", "good", "unknown")
        if tally.saw(soon or bad if ends or status else None):
            cells = (
                context.cell("host.certificate_expiry", host.origin, ends),
                context.cell("host.certificate_status", host.origin, host.certificate_status),
            )
            tally.add(host.ref, host.name, *cells, status=status, limit=limit.days)


def disconnected(context: Context, tally: Tally) -> None:
    """The manager has no connection to the host: nothing else is known of it."""
    connected = {host.ref for host in context.connected}
    for host in context.hosts:
        if tally.saw(host.ref not in connected):
            tally.add(host.ref, host.name, context.cell("host.name", host.origin, host.name))


def in_maintenance(context: Context, tally: Tally) -> None:
    """The host is in maintenance mode."""
    for host in context.connected:
        if tally.saw(host.in_maintenance):
            cell = context.cell("host.in_maintenance", host.origin, host.in_maintenance)
            tally.add(host.ref, host.name, cell)


def long_running(context: Context, tally: Tally) -> None:
    """Not started for long: a proxy for patches that wait."""
    limit = context.parameters.boot_days
    for host in context.connected:
        age = context.age(host.boot_time)
        if tally.saw(None if age is None else age > limit):
            cell = context.cell("host.boot_time", host.origin, host.boot_time)
            tally.add(host.ref, host.name, cell, days=age or 0, limit=limit)


def old_firmware(context: Context, tally: Tally) -> None:
    """Firmware of long ago: a proxy for missing processor updates."""
    limit = context.parameters.bios_days
    for host in context.connected:
        age = context.age(host.bios_date)
        if tally.saw(None if age is None else age > limit):
            cell = context.cell("host.bios_date", host.origin, host.bios_date)
            tally.add(host.ref, host.name, cell, days=age or 0, limit=limit)


def standard_promiscuous(context: Context, tally: Tally) -> None:
    """A standard switch or port group of the host lets a guest read the others' traffic."""
    _standard(context, tally, "promiscuous", lambda policy: policy.promiscuous)


def standard_mac_changes(context: Context, tally: Tally) -> None:
    """A standard switch or port group of the host lets a guest change its address."""
    _standard(context, tally, "mac_changes", lambda policy: policy.mac_changes)


def standard_forged(context: Context, tally: Tally) -> None:
    """A standard switch or port group of the host lets a guest send under another's address."""
    _standard(context, tally, "forged_transmits", lambda policy: policy.forged_transmits)


def _set(
    context: Context, tally: Tally, field: str, verdict: Callable[[HostPosture], bool | None]
) -> None:
    for host in context.connected:
        said = verdict(host.posture) if host.posture else None
        if tally.saw(said) and host.posture:
            tally.add(host.ref, host.name, context.cell(field, host.posture.origin, said))


def _told(context: Context, tally: Tally, words: str) -> None:
    told = _first_by_subject(
        message
        for message in context.estate.health
        if words in message.message.casefold() and "running" in message.message.casefold()
    )
    for host in context.connected:
        if tally.saw(host.name in told):
            message = told[host.name]
            cell = context.cell("health", message.origin, message.message)
            tally.add(host.ref, host.name, cell)


def _first_by_subject(messages: Iterable[HealthMessage]) -> dict[str, HealthMessage]:
    found: dict[str, HealthMessage] = {}
    for message in messages:
        found.setdefault(message.subject, message)
    return found


def _usual_servers(context: Context) -> Mapping[Ref, tuple[str, ...]]:
    """The time servers that most hosts of each cluster ask; of equally many the first."""
    votes: dict[Ref, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for host in context.connected:
        if host.cluster and host.time_servers:
            votes[host.cluster][tuple(sorted(host.time_servers))] += 1
    return {cluster: found.most_common(1)[0][0] for cluster, found in votes.items()}


def _standard(
    context: Context, tally: Tally, name: str, verdict: Callable[[SecurityPolicy], bool | None]
) -> None:
    said: dict[Ref, list[bool | None]] = {}
    cells: dict[Ref, list[Evidence | None]] = {}
    parts = (("switch", context.estate.switches), ("standard_group", context.estate.port_groups))
    for part, things in parts:
        for thing in things:
            if thing.is_distributed or thing.host is None:
                continue
            allowed = verdict(thing.policy)
            said.setdefault(thing.host, []).append(allowed)
            if allowed:
                cell = context.cell(f"{part}.{name}", thing.origin, allowed)
                cells.setdefault(thing.host, []).append(cell)
    for host in context.connected:
        _judge_standard(tally, host, said.get(host.ref, []), cells.get(host.ref, []))


def _judge_standard(
    tally: Tally, host: Host, said: list[bool | None], cells: list[Evidence | None]
) -> None:
    blank = bool(said) and all(allowed is None for allowed in said)
    if tally.saw(None if blank else any(said)):
        tally.add(host.ref, host.name, *cells)


RULES = (
    Rule("HOST-ESX-EOL", ("host.version", "as_of"), past_end_of_life),
    Rule("VC-EOL", ("manager.version", "as_of"), manager_past_end_of_life),
    Rule("HOST-NTP", ("host.time_servers",), without_time),
    Rule("HOST-SSH", ("health|host.ssh",), shell_over_network),
    Rule("HOST-SHELL", ("health|host.shell",), local_shell),
    Rule("HOST-CERT", ("host.certificate_expiry", "as_of"), certificate),
    Rule("HOST-DISCONNECTED", ("host.version|host.is_connected",), disconnected),
    Rule("HOST-MAINTENANCE", ("host.in_maintenance",), in_maintenance),
    Rule("HOST-BOOT-AGE", ("host.boot_time", "as_of"), long_running),
    Rule("HOST-BIOS-AGE", ("host.bios_date", "as_of"), old_firmware),
    Rule("HOST-VSWITCH-PROMISC", ("switch.promiscuous",), standard_promiscuous),
    Rule("HOST-VSWITCH-MACCHG", ("switch.mac_changes",), standard_mac_changes),
    Rule("HOST-VSWITCH-FORGED", ("switch.forged_transmits",), standard_forged),
)
