"""The rows of what hangs on a machine: disks, partitions, networks, media, snapshots."""

from collections.abc import Iterator

from assessments.synthesis.cells import Cell, said
from assessments.synthesis.fabric import switch_name
from assessments.synthesis.flaws import OLD_SHEET
from assessments.synthesis.machine import Machine
from assessments.synthesis.plan import Plan

Cells = dict[str, Cell]
USB_ONE_IN = 50


def device_rows(plan: Plan, machine: Machine) -> Iterator[tuple[str, Cells]]:
    """Give the cells of each device, with its sheet; what all sheets share is not among them."""
    yield from _disks(machine)
    yield from _partitions(machine)
    yield from _networks(plan, machine)
    yield from _media(plan, machine)
    yield from _snapshots(machine)


def _disks(machine: Machine) -> Iterator[tuple[str, Cells]]:
    flaws = machine.flaws
    for number, disk in enumerate(machine.disks):
        first = number == 0
        raw = first and "VM-RDM" in flaws
        fleeting = first and "VM-NONPERSISTENT" in flaws
        yield (
            "vDisk",
            {
                "Disk": disk.label,
                "Disk Key": str(2000 + number),
                "Disk UUID": f"6000C29{machine.place + 1:09x}{number:x}",
                "Capacity MiB": disk.capacity,
                "Raw": said(raw),
                "Disk Mode": "independent_nonpersistent" if fleeting else "persistent",
                "Sharing mode": "sharingMultiWriter"
                if first and "VM-MULTIWRITER" in flaws
                else "sharingNone",
                "Thin": "True",
                "Eagerly Scrub": "False",
                "Split": "False",
                "Write Through": "False",
                "Level": "normal",
                "Shares": 1000,
                "Reservation": 0,
                "Limit": -1,
                "Controller": "VMware paravirtual SCSI",
                "Label": "SCSI controller 0",
                "SCSI Unit #": 7,
                "Unit #": number,
                "Shared Bus": "virtualSharing"
                if first and "VM-SHAREDBUS" in flaws
                else "noSharing",
                "Path": disk.path,
                "Raw LUN ID": f"naa.6002{machine.place:08x}" if raw else "",
                "Raw Comp. Mode": "physicalMode" if raw else "",
                "Internal Sort Column": f"{machine.vm_id}{number}",
            },
        )


def _partitions(machine: Machine) -> Iterator[tuple[str, Cells]]:
    for number, part in enumerate(machine.partitions):
        yield (
            "vPartition",
            {
                "Disk Key": str(2000 + number),
                "Disk": part.label,
                "Capacity MiB": part.capacity,
                "Consumed MiB": part.capacity * (100 - part.free_percent) // 100,
                "Free MiB": part.capacity * part.free_percent // 100,
                "Free %": part.free_percent,
                "Internal Sort Column": f"{machine.vm_id}{number}",
            },
        )


def _networks(plan: Plan, machine: Machine) -> Iterator[tuple[str, Cells]]:
    flaws = machine.flaws
    for number, nic in enumerate(machine.nics):
        first = number == 0
        through = first and "VM-DIRECTPATH" in flaws
        manual = first and "VM-MAC-MANUAL" in flaws
        yield (
            "vNetwork",
            {
                "NIC label": nic.label,
                "Adapter": "SR-IOV passthrough" if through else "Vmxnet3",
                "Network": nic.group.name,
                "Switch": switch_name(plan.fabric.clusters[nic.group.cluster]),
                "Connected": said(machine.is_on),
                "Starts Connected": "True",
                "Mac Address": nic.mac,
                "Type": "manual" if manual else "assigned",
                "IPv4 Address": nic.address if machine.reported else "",
                "Direct Path IO": said(through),
                "Internal Sort Column": f"{machine.vm_id}{number}",
            },
        )


def _media(plan: Plan, machine: Machine) -> Iterator[tuple[str, Cells]]:
    flaws = machine.flaws
    if "VM-CD" in flaws or machine.place % 10:
        image = f"ISO [{plan.fabric.stores[machine.disks[0].store].name}] media/setup.iso"
        connected = "VM-CD" in flaws and (machine.is_on or machine.place % 2 == 0)
        yield (
            "vCD",
            {
                "Device Node": "CD/DVD drive 1",
                "Connected": said(connected),
                "Starts Connected": said("VM-CD" in flaws),
                "Device Type": image if "VM-CD" in flaws else "Remote ATAPI",
            },
        )
    if "VM-USB" in flaws or machine.place % USB_ONE_IN == 0:
        yield (
            "vUSB",
            {
                "Device Node": "USB 1",
                "Device Type": "Remote Host Device",
                "Connected": said("VM-USB" in flaws),
                "Family": "storage",
                "Speed": "high",
                "EHCI enabled": "False",
                "Auto connect": "False",
                "Bus number": 0,
                "Unit number": 1,
            },
        )
    yield (
        OLD_SHEET,
        {
            "Device Node": "Floppy drive 1",
            "Connected": said("VM-FLOPPY" in flaws),
            "Starts Connected": said("VM-FLOPPY" in flaws),
            "Device Type": "Remote device",
        },
    )


def _snapshots(machine: Machine) -> Iterator[tuple[str, Cells]]:
    folder = machine.disks[0].path.rpartition("/")[0]
    for number, snapshot in enumerate(machine.snapshots, start=1):
        yield (
            "vSnapshot",
            {
                "Name": snapshot.name,
                "Description": "",
                "Date / time": snapshot.taken,
                "Filename": f"{folder}/m{machine.place + 1:06d}-Snapshot{number}.vmsn",
                "Size MiB (vmsn)": snapshot.memory,
                "Size MiB (total)": snapshot.size,
                "Quiesced": said(not snapshot.memory),
                "State": "poweredOn" if snapshot.memory else "poweredOff",
            },
        )
