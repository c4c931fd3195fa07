"""The rows of what carries machines: managers, clusters, hosts and their own networks."""

from collections.abc import Iterator

from assessments.synthesis.cells import Row, said
from assessments.synthesis.fabric import switch_name
from assessments.synthesis.host_rows import MANAGEMENT_VLAN, host_rows
from assessments.synthesis.load import Load
from assessments.synthesis.managers import fullname, managed, version
from assessments.synthesis.plan import Plan
from assessments.synthesis.storage_rows import storage_rows

USUAL: Row = {  # settings of clusters that no flaw touches
    "Failover Level": 1,
    "Host monitoring": "enabled",
    "HB Datastore Candidate Policy": "allFeasibleDsWithUserPreference",
    "Isolation Response": "none",
    "Restart Priority": "medium",
    "Cluster Settings": "True",
    "Max Failures": 3,
    "Max Failure Window": -1,
    "Failure Interval": 30,
    "Min Up Time": 120,
    "VM Monitoring": "vmMonitoringDisabled",
    "DRS default VM behavior": "fullyAutomated",
    "DRS vmotion rate": 3,
    "DPM enabled": "False",
    "DPM default behavior": "automated",
    "DPM Host Power Action Rate": 3,
}
TRUNKS = ("0-4094", "4095", "100-120")


def platform_rows(plan: Plan, load: Load) -> Iterator[tuple[str, Row]]:
    """Give every row that is not a machine's, each with its sheet."""
    yield from _managers(plan)
    yield from _clusters(plan)
    for place in range(len(plan.fabric.hosts)):
        yield from host_rows(plan, load, place)
    yield from _networks(plan)
    yield from storage_rows(plan, load)


def _managers(plan: Plan) -> Iterator[tuple[str, Row]]:
    for place in range(plan.fabric.managers):
        number, build = version(plan, place)
        yield (
            "vSource",
            {
                "Name": "VMware vCenter Server",
                "OS type": "linux-x64",
                "API type": "VirtualCenter",
                "API version": f"{number}.0",
                "Version": number,
                "Patch level": "00000",
                "Build": build,
                "Fullname": fullname(plan, place),
                "Product name": "VMware VirtualCenter Server",
                "Product version": number.rpartition(".")[0],
                "Product line": "vpx",
                "Vendor": "VMware, Inc.",
                **managed(plan, place),
            },
        )


def _clusters(plan: Plan) -> Iterator[tuple[str, Row]]:
    for place, cluster in enumerate(plan.fabric.clusters):
        sizes = [plan.sizes.hosts[host] for host in cluster.hosts]
        cores = sum(size.cores for size in sizes)
        yield (
            "vCluster",
            {
                "Name": cluster.name,
                "Config status": "green",
                "OverallStatus": "green",
                "NumHosts": len(cluster.hosts) + len(cluster.spares),
                "numEffectiveHosts": len(cluster.hosts),
                "TotalCpu": cores * 2600,
                "NumCpuCores": cores,
                "NumCpuThreads": cores * 2,
                "Effective Cpu": cores * 2500,
                "TotalMemory": sum(size.memory for size in sizes),
                "Effective Memory": plan.sizes.effective[place],
                "Num VMotions": 120 + place,
                "HA enabled": said(not plan.has("CL-HA", place)),
                "AdmissionControlEnabled": said(not plan.has("CL-ADMISSION", place)),
                "DRS enabled": said(not plan.has("CL-DRS", place)),
                **USUAL,
                "Object ID": f"domain-c{place + 8}",
                **managed(plan, cluster.manager),
            },
        )


def _networks(plan: Plan) -> Iterator[tuple[str, Row]]:
    for place, cluster in enumerate(plan.fabric.clusters):
        members = ", ".join(plan.fabric.hosts[host].name for host in cluster.hosts)
        yield (
            "dvSwitch",
            {
                "Switch": switch_name(cluster),
                "Datacenter": cluster.datacenter,
                "Name": switch_name(cluster),
                "Vendor": "VMware, Inc.",
                "Version": "8.0.0",
                "Host members": members[:30_000],
                "Max Ports": 60_000,
                "# Ports": 512,
                "In Traffic Shaping": "False",
                "Out Traffic Shaping": "False",
                "CDP Type": "cdp",
                "CDP Operation": "listen" if plan.has("NET-DISCOVERY", place) else "none",
                "Max MTU": 9000,
                "Object ID": f"dvs-{place + 20}",
                **managed(plan, cluster.manager),
            },
        )
    for place in range(len(plan.fabric.groups)):
        yield "dvPort", _group(plan, place)


def _group(plan: Plan, place: int) -> Row:
    group = plan.fabric.groups[place]
    cluster = plan.fabric.clusters[group.cluster]
    return {
        "Port": group.name,
        "Switch": switch_name(cluster),
        "Type": "ephemeral" if plan.has("NET-EPHEMERAL", place) else "earlyBinding",
        "# Ports": 128,
        "VLAN": _vlan(plan, place),
        "Speed": 0,
        "Full Duplex": "False",
        "Blocked": "False",
        "Allow Promiscuous": said(plan.has("NET-PROMISC", place)),
        "Mac Changes": said(plan.has("NET-MACCHG", place)),
        "Active Uplink": "Uplink 1, Uplink 2",
        "Policy": "loadbalance_srcid",
        "Forged Transmits": said(plan.has("NET-FORGED", place)),
        "In Traffic Shaping": "False",
        "Out Traffic Shaping": "False",
        "Block Override": "False",
        "Config Reset": "True",
        "Shaping Override": "False",
        "Vendor Config Override": "False",
        "Sec. Policy Override": said(plan.has("NET-OVERRIDE", place)),
        "Teaming Override": "False",
        "Vlan Override": "False",
        "Object ID": f"dvportgroup-{place + 40}",
        **managed(plan, cluster.manager),
    }


def _vlan(plan: Plan, place: int) -> str:
    if plan.has("NET-NOVLAN-SEP", place):
        return MANAGEMENT_VLAN
    if plan.has("NET-TRUNK", place):
        return TRUNKS[place % len(TRUNKS)]
    return str(plan.fabric.groups[place].vlan)
