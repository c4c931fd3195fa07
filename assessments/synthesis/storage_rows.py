"""The rows of datastores, their paths, licences, health messages and the export itself."""

from collections.abc import Iterator
from datetime import timedelta

from assessments.synthesis.cells import Row
from assessments.synthesis.headers import VERSION
from assessments.synthesis.load import Load
from assessments.synthesis.managers import managed, manager_name
from assessments.synthesis.picking import LICENCES
from assessments.synthesis.plan import Plan
from assessments.synthesis.randomness import stream

LICENCE_NAMES = ("vSphere 8 Enterprise Plus", "vCenter Server 8 Standard", "vSAN 8 Advanced")
SSH, SHELL = "SSH service is running!", "ESXi Shell service is running!"
ALPHABET = "0123456789ACDEFGHJKLMNPQRTUVWXYZ"


def storage_rows(plan: Plan, load: Load) -> Iterator[tuple[str, Row]]:
    """Give the rows of storage, licences, health and metadata, each with its sheet."""
    for place in range(len(plan.fabric.stores)):
        yield "vDatastore", _datastore(plan, load, place)
        yield "vMultiPath", _path(plan, place)
    for place, name in enumerate(LICENCE_NAMES):
        yield "vLicense", _licence(plan, place, name)
    yield "vFileInfo", {"Friendly Path Name": "File information was not asked for."}
    yield from _health(plan)
    yield (
        "vMetaData",
        {
            "RVTools major version": 4.7,
            "RVTools version": VERSION,
            "xlsx creation datetime": plan.as_of,
            "Server": manager_name(0),
        },
    )


def licence_key(plan: Plan, place: int) -> str:
    """The invented key of a licence: a secret that must not outlive the import."""
    rng = stream(plan.seed, "licence", place)
    return "-".join("".join(rng.choice(ALPHABET) for _ in range(5)) for _ in range(5))


def zombie_name(plan: Plan, place: int) -> str:
    """The path of a disk that no machine owns, on this datastore."""
    return f"[{plan.fabric.stores[place].name}] retired-{place + 1:04d}/retired.vmdk"


def _datastore(plan: Plan, load: Load, place: int) -> Row:
    store, capacity = plan.fabric.stores[place], plan.sizes.stores[place]
    cluster = plan.fabric.clusters[store.cluster]
    rng = stream(plan.seed, plan.vms, "datastore", place)
    free = rng.randint(2, 8) if plan.has("DS-FULL", place) else rng.randint(25, 60)
    hosts = cluster.hosts[:1] if plan.has("DS-LOCAL", place) else cluster.hosts
    return {
        "Name": store.name,
        "Config status": "green",
        "Address": f"naa.6000{place:08x}",
        "Accessible": "False" if plan.has("DS-INACCESSIBLE", place) else "True",
        "Type": "VMFS",
        "# VMs total": load.stored[place],
        "# VMs": load.stored[place],
        "Capacity MiB": capacity,
        "Provisioned MiB": load.provisioned[place],
        "In Use MiB": capacity * (100 - free) // 100,
        "Free MiB": capacity * free // 100,
        "Free %": free,
        "SIOC enabled": "False",
        "SIOC Threshold": 30,
        "# Hosts": len(hosts),
        "Hosts": ", ".join(plan.fabric.hosts[host].name for host in hosts),
        "Block size": 1,
        "Major Version": 6,
        "Version": "6.82",
        "VMFS Upgradeable": "False",
        "MHA": "True",
        "URL": f"ds:///vmfs/volumes/{place + 1:08x}/",
        "Object ID": f"datastore-{place + 60}",
        **managed(plan, cluster.manager),
    }


def _path(plan: Plan, place: int) -> Row:
    store = plan.fabric.stores[place]
    cluster = plan.fabric.clusters[store.cluster]
    return {
        "Host": plan.fabric.hosts[cluster.hosts[0]].name,
        "Cluster": cluster.name,
        "Datacenter": cluster.datacenter,
        "Datastore": store.name,
        "Disk": f"naa.6000{place:08x}",
        "Display name": f"LUN {place}",
        "Policy": "VMW_PSP_RR",
        "Oper. State": "ok",
        "Path 1": "vmhba0",
        "Path 1 state": "dead" if plan.has("DS-PATH", place) else "active",
        "Path 2": "vmhba1",
        "Path 2 state": "active",
        "vStorage": "vStorageSupported",
        "Vendor": "Aldergate Systems",
        **managed(plan, cluster.manager),
    }


def _licence(plan: Plan, place: int, name: str) -> Row:
    ends = plan.shape.as_of + timedelta(days=20)
    flawed = plan.has("LIC-EXPIRY", place)
    return {
        "Name": name,
        "Key": licence_key(plan, place),
        "Cost Unit": "cpuPackage:32core",
        "Total": 128,
        "Used": 140 if flawed and place % 2 else 96,
        "Expiration Date": f"{ends:%Y/%m/%d 00:00:00}" if flawed and not place % 2 else "Never",
        **managed(plan, 0),
    }


def _health(plan: Plan) -> Iterator[tuple[str, Row]]:
    for code, message in (("HOST-SSH", SSH), ("HOST-SHELL", SHELL)):
        for place in plan.those(code):
            host = plan.fabric.hosts[place]
            manager = plan.fabric.clusters[host.cluster].manager
            yield "vHealth", _message(plan, manager, host.name, message, "Security")
    for place in plan.those("DS-ZOMBIE"):
        manager = plan.fabric.clusters[plan.fabric.stores[place].cluster].manager
        words = "Possibly a zombie file, please check"
        yield "vHealth", _message(plan, manager, zombie_name(plan, place), words, "Zombie")
    for place in plan.those("DS-FULL"):
        store = plan.fabric.stores[place]
        manager = plan.fabric.clusters[store.cluster].manager
        yield (
            "vHealth",
            _message(plan, manager, store.name, "Little free disk space left", "Storage"),
        )


def _message(plan: Plan, manager: int, name: str, words: str, kind: str) -> Row:
    return {"Name": name, "Message": words, "Message type": kind, **managed(plan, manager)}


assert len(LICENCE_NAMES) == LICENCES  # noqa: S101  the picks count on it
