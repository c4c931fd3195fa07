"""Clusters and the load of hosts: overcommitment, restart, mixed domains, mixed builds."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from assessments.checks.base import Rule, Tally
from assessments.checks.context import Context
from assessments.estate import Cluster, Guest, Host, Ref


def processors_overcommitted(context: Context, tally: Tally) -> None:
    """
    Virtual processors per core above the limit.

    The host's own figure where the file gives it (machines may have lost their
    host in it), else that of the powered-on machines.
    """
    limit = context.parameters.vcpu_per_core
    for host in context.connected:
        rate = host.vcpus_per_core
        if rate is None and host.cores:
            rate = sum(guest.vcpus or 0 for guest in _running(context, host)) / host.cores
        if tally.saw(None if rate is None else rate > limit):
            own = host.vcpus_per_core is not None
            name, said = ("host.vcpus_per_core", rate) if own else ("host.cores", host.cores)
            cell = context.cell(name, host.origin, said)
            tally.add(host.ref, host.name, cell, rate=f"{rate:g}", limit=limit)


def memory_overcommitted(context: Context, tally: Tally) -> None:
    """The powered-on machines have more memory than the host."""
    for host in context.connected:
        wanted = sum(guest.memory_mib or 0 for guest in _running(context, host))
        if tally.saw(wanted > host.memory_mib if host.memory_mib else None):
            cell = context.cell("host.memory_mib", host.origin, host.memory_mib)
            tally.add(host.ref, host.name, cell, wanted=wanted, mebibytes=host.memory_mib or 0)


def memory_used_up(context: Context, tally: Tally) -> None:
    """The host uses more of its memory than the limit."""
    limit = context.parameters.memory_usage_percent
    for host in context.connected:
        used = host.memory_usage_percent
        if tally.saw(None if used is None else used > limit):
            cell = context.cell("host.memory_usage_percent", host.origin, used)
            tally.add(host.ref, host.name, cell, percent=int(used or 0), limit=limit)


def host_swaps(context: Context, tally: Tally) -> None:
    """The host swapped memory of its machines."""
    for host in context.connected:
        swapped = host.swapped_mib
        if tally.saw(None if swapped is None else swapped > 0):
            cell = context.cell("host.swapped_mib", host.origin, swapped)
            tally.add(host.ref, host.name, cell, mebibytes=swapped or 0)


def mixed_host(context: Context, tally: Tally) -> None:
    """Powered-on machines of a restricted domain beside any other domain's."""
    if _no_domains(context, tally):
        return
    for host in context.connected:
        mixed, domains = _mixed(context, _running(context, host))
        if tally.saw(mixed):
            cell = context.cell("host.name", host.origin, host.name)
            tally.add(host.ref, host.name, cell, domains=", ".join(domains))


def mixed_cluster(context: Context, tally: Tally) -> None:
    """As for a host, where balancing may move machines that no rule holds apart."""
    if _no_domains(context, tally):
        return
    inside: dict[Ref, list[Guest]] = defaultdict(list)
    for guests in context.running.values():
        for guest in guests:
            if guest.cluster and not guest.cluster_rules:
                inside[guest.cluster].append(guest)
    for cluster in _clusters(context):
        mixed, domains = _mixed(context, inside[cluster.ref])
        if tally.saw(None if cluster.drs is None else cluster.drs and mixed):
            cell = context.cell("cluster.drs", cluster.origin, cluster.drs)
            tally.add(cluster.ref, cluster.name, cell, domains=", ".join(domains))


def several_builds(context: Context, tally: Tally) -> None:
    """Connected hosts of one cluster run different builds."""
    builds: dict[Ref, dict[str, Host]] = defaultdict(dict)
    for host in context.connected:
        if host.cluster and host.build:
            builds[host.cluster].setdefault(host.build, host)
    for cluster in _clusters(context):
        found = builds[cluster.ref]
        if tally.saw(len(found) > 1 if found else None):
            cells = (context.cell("host.version", h.origin, h.release) for h in found.values())
            tally.add(cluster.ref, cluster.name, *cells, builds=", ".join(sorted(found)))


def without_restart(context: Context, tally: Tally) -> None:
    """The cluster does not restart machines of a failed host."""
    _flag_off(context, tally, "cluster.ha", lambda cluster: cluster.ha)


def without_balancing(context: Context, tally: Tally) -> None:
    """The cluster does not balance load."""
    _flag_off(context, tally, "cluster.drs", lambda cluster: cluster.drs)


def without_admission(context: Context, tally: Tally) -> None:
    """The cluster starts machines without keeping room for a failed host."""
    _flag_off(context, tally, "cluster.admission_control", lambda c: c.admission_control)


def without_spare_host(context: Context, tally: Tally) -> None:
    """Without its largest host, the cluster's memory would not hold the powered-on machines."""
    largest: dict[Ref, int] = defaultdict(int)
    wanted: dict[Ref, int] = defaultdict(int)
    for host in context.connected:
        if host.cluster:
            largest[host.cluster] = max(largest[host.cluster], host.memory_mib or 0)
            guests = _running(context, host)
            wanted[host.cluster] += sum(guest.memory_mib or 0 for guest in guests)
    for cluster in _clusters(context):
        total = cluster.effective_memory_mib
        room = None if total is None else total - largest[cluster.ref]
        if tally.saw(None if room is None else room < wanted[cluster.ref]):
            cell = context.cell("cluster.effective_memory_mib", cluster.origin, total)
            need = wanted[cluster.ref]
            tally.add(cluster.ref, cluster.name, cell, wanted=need, room=room or 0)


def _running(context: Context, host: Host) -> tuple[Guest, ...]:
    return context.running.get(host.ref, ())


def _clusters(context: Context) -> Iterable[Cluster]:
    return (cluster for cluster in context.estate.clusters if not cluster.is_placeholder)


def _no_domains(context: Context, tally: Tally) -> bool:
    if not context.zone_names:
        tally.refusal = "No information domain is known: name them by attribute or by a file"
    return bool(tally.refusal)


def _mixed(context: Context, guests: Iterable[Guest]) -> tuple[bool | None, list[str]]:
    domains = {context.domain(guest) for guest in guests}
    known = sorted(domain for domain in domains if domain)
    restricted = any(context.is_restricted(domain) for domain in known)
    if None in domains and not (restricted and len(known) > 1):
        return None, known
    return restricted and len(known) > 1, known


def _flag_off(
    context: Context, tally: Tally, name: str, flag: Callable[[Cluster], bool | None]
) -> None:
    for cluster in _clusters(context):
        is_on = flag(cluster)
        if tally.saw(None if is_on is None else not is_on):
            tally.add(cluster.ref, cluster.name, context.cell(name, cluster.origin, is_on))


ON_HOST = ("vm.power", "vm.host", "host")
RULES = (
    Rule("HOST-CPU-OVERCOMMIT", ("host.vcpus_per_core|host.cores",), processors_overcommitted),
    Rule(
        "HOST-MEM-OVERCOMMIT",
        ("host.memory_mib", "vm.power", "vm.memory_mib"),
        memory_overcommitted,
    ),
    Rule("HOST-MEM-USAGE", ("host.memory_usage_percent",), memory_used_up),
    Rule("HOST-SWAP", ("host.swapped_mib",), host_swaps),
    Rule("HOST-MIXED-ZONES", ON_HOST, mixed_host),
    Rule("CL-MIXED-ZONES", ("cluster.drs", "vm.cluster_rules", "vm.power"), mixed_cluster),
    Rule("CL-ESX-SKEW", ("host.version", "cluster"), several_builds),
    Rule("CL-HA", ("cluster.ha",), without_restart),
    Rule("CL-DRS", ("cluster.drs",), without_balancing),
    Rule("CL-ADMISSION", ("cluster.admission_control",), without_admission),
    Rule("CL-SPARE", ("cluster.effective_memory_mib", "host.memory_mib"), without_spare_host),
)
