"""The rows of hosts, their cards and their own networks."""

from collections.abc import Iterator
from datetime import timedelta

from assessments.synthesis import names
from assessments.synthesis.cells import Cell, Row, said
from assessments.synthesis.load import Load
from assessments.synthesis.managers import managed
from assessments.synthesis.plan import Plan
from assessments.synthesis.randomness import stream

MANAGEMENT_VLAN = "10"
SOON = 30  # days left on a certificate that its manager calls expiring


def host_rows(plan: Plan, load: Load, place: int) -> Iterator[tuple[str, Row]]:
    """Give every row of one host; one that is disconnected has names only."""
    home = _home(plan, place)
    if plan.has("HOST-DISCONNECTED", place):
        yield "vHost", {**home, "Config status": "gray", "Object ID": f"host-{place + 1000}"}
        return
    yield "vHost", {**home, **_hardware(plan, load, place), **_upkeep(plan, place)}
    policy = {
        "Promiscuous Mode": said(plan.has("HOST-VSWITCH-PROMISC", place)),
        "Mac Changes": said(plan.has("HOST-VSWITCH-MACCHG", place)),
        "Forged Transmits": said(plan.has("HOST-VSWITCH-FORGED", place)),
        "Traffic Shaping": "False",
        "Policy": "loadbalance_srcid",
        "Reverse Policy": "True",
        "Notify Switch": "True",
        "Rolling Order": "False",
        "Offload": "True",
        "TSO": "True",
        "Zero Copy Xmit": "True",
    }
    switch: dict[str, Cell] = {
        "Switch": "vSwitch0",
        "# Ports": 2560,
        "Free Ports": 2500,
        "MTU": 1500,
    }
    yield "vSwitch", {**home, **switch, **policy}
    port: dict[str, Cell] = {"Port Group": "Management Network", "VLAN": MANAGEMENT_VLAN}
    yield "vPort", {**home, "Switch": "vSwitch0", **port, **policy}
    yield from _cards(place, home)


def _cards(place: int, home: dict[str, Cell]) -> Iterator[tuple[str, Row]]:
    serial = f"{place >> 8 & 255:02x}:{place & 255:02x}"
    yield (
        "vSC_VMK",
        {
            **home,
            "Port Group": "Management Network",
            "Device": "vmk0",
            "Mac Address": f"00:50:56:ff:{serial}",
            "DHCP": "False",
            "IP Address": f"198.51.{100 + place // 250}.{place % 250 + 1}",
            "Subnet mask": "255.255.255.0",
            "Gateway": "198.51.100.254",
            "MTU": 1500,
        },
    )
    for number in range(2):
        bus = f"0000:{0x3B + number:02x}:00.0"
        yield (
            "vNIC",
            {
                **home,
                "Network Device": f"vmnic{number}",
                "Driver": "nmlx5_core",
                "Speed": 25_000,
                "Duplex": "True",
                "MAC": f"02:00:5e:{number:02x}:{serial}",
                "Switch": "vSwitch0",
                "PCI": bus,
                "WakeOn": "False",
            },
        )
        hba: dict[str, Cell] = {
            "Device": f"vmhba{number}",
            "Type": "Fibre Channel",
            "Status": "online",
            "Bus": number,
        }
        yield "vHBA", {**home, **hba, "Pci": bus, "Driver": "lpfc", "Model": "AG-FC32"}


def _home(plan: Plan, place: int) -> dict[str, Cell]:
    host = plan.fabric.hosts[place]
    cluster = plan.fabric.clusters[host.cluster]
    return {
        "Host": host.name,
        "Datacenter": cluster.datacenter,
        "Cluster": cluster.name,
        **managed(plan, cluster.manager),
    }


def _hardware(plan: Plan, load: Load, place: int) -> dict[str, Cell]:
    size, rng = plan.sizes.hosts[place], stream(plan.seed, plan.vms, "host", place)
    running, cpus, memory = load.running[place], load.cpus[place], load.memory[place]
    usage = 94 if plan.has("HOST-MEM-USAGE", place) else rng.randint(20, 75)
    vendor, model = names.HOST_MODELS[plan.fabric.hosts[place].cluster % len(names.HOST_MODELS)]
    return {
        "Config status": "green",
        "CPU Model": "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz",
        "Speed": 2600,
        "HT Available": "True",
        "HT Active": "True",
        "# CPU": 2,
        "Cores per CPU": max(1, size.cores // 2),
        "# Cores": size.cores,
        "CPU usage %": rng.randint(4, 60),
        "# Memory": size.memory,
        "Memory Tiering Type": "noTiering",
        "Memory usage %": usage,
        "Console": 0,
        "# NICs": 2,
        "# HBAs": 2,
        "# VMs total": load.machines[place],
        "# VMs": running,
        "VMs per Core": round(running / size.cores, 4),
        "# vCPUs": cpus,
        "vCPUs per Core": round(cpus / size.cores, 4),
        "vRAM": memory,
        "VM Used memory": memory // 2,
        "VM Memory Swapped": 2048 if plan.has("HOST-SWAP", place) else 0,
        "VM Memory Ballooned": 0,
        "VMotion support": "True",
        "Storage VMotion support": "True",
        "Vendor": vendor,
        "Model": model,
        "Serial number": f"AG{place + 70_000}",
        "Service tag": f"AG{place + 70_000}",
        "Object ID": f"host-{place + 1000}",
        "UUID": f"00000000-0000-0000-0000-{place + 1:012d}",
    }


def _release(plan: Plan, place: int) -> tuple[str, str]:
    """The last host of a skewed cluster missed a patch."""
    cluster = plan.fabric.hosts[place].cluster
    if plan.has("HOST-ESX-EOL", place):
        return names.ENDED_ESXI
    if plan.has("CL-ESX-SKEW", cluster) and place == plan.fabric.clusters[cluster].hosts[-1]:
        return names.OTHER_ESXI
    return names.CURRENT_ESXI


def _upkeep(plan: Plan, place: int) -> dict[str, Cell]:
    rng = stream(plan.seed, plan.vms, "upkeep", place)
    at, (number, build) = plan.shape.as_of, _release(plan, place)
    booted = rng.randint(400, 900) if plan.has("HOST-BOOT-AGE", place) else rng.randint(105, 240)
    bios = rng.randint(1300, 2400) if plan.has("HOST-BIOS-AGE", place) else rng.randint(200, 700)
    left = rng.randint(5, 60) if plan.has("HOST-CERT", place) else rng.randint(500, 1500)
    expiry = at + timedelta(days=left)
    silent = plan.has("HOST-NTP", place)
    return {
        "in Maintenance Mode": said(plan.has("HOST-MAINTENANCE", place)),
        "in Quarantine Mode": "False",
        "ATS Heartbeat": "1",
        "ATS Locking": "1",
        "Host Power Policy": "dynamic",
        "ESX Version": f"VMware ESXi {number} build-{build}",
        "Boot time": at - timedelta(days=booted),
        "DNS Servers": "192.0.2.53, 192.0.2.54",
        "DHCP": "False",
        "Domain": names.DOMAIN,
        "DNS Search Order": names.DOMAIN,
        "NTP Server(s)": ""
        if silent and place % 2
        else f"ntp1.{names.DOMAIN}, ntp2.{names.DOMAIN}",
        "NTPD running": said(not silent),
        "Time Zone": "UTC",
        "Time Zone Name": "UTC",
        "GMT Offset": 0,
        "BIOS Vendor": "Aldergate Systems",
        "BIOS Version": "2.4.1",
        "BIOS Date": (at - timedelta(days=bios)).replace(hour=0),
        "Certificate Issuer": f"O=vc01.{names.DOMAIN},OU=VMware Engineering",
        "Certificate Start Date": expiry - timedelta(days=1825),
        "Certificate Expiry Date": expiry,
        "Certificate Status": "expiring" if left < SOON else "good",
        "Certificate Subject": f"CN={plan.fabric.hosts[place].name}",
    }
