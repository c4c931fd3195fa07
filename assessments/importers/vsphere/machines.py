"""Virtual machines, templates and their snapshots."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assessments.estate import Guest, GuestPosture, Kind, Partition, Power, Ref, Snapshot
from assessments.importers import secrets
from assessments.importers.vsphere import devices
from assessments.importers.vsphere.objects import (
    Thing,
    Value,
    mebibytes,
    moment,
    reference,
    rows,
    step,
    text,
    truth,
    whole,
)
from assessments.importers.vsphere.work import Work

POWER = {"poweredOn": Power.ON, "poweredOff": Power.OFF, "suspended": Power.SUSPENDED}
TOOLS = {
    "guestToolsNotInstalled": "not_installed",
    "guestToolsNeedUpgrade": "old",
    "guestToolsSupportedOld": "old",
    "guestToolsTooOld": "old",
    "guestToolsBlacklisted": "old",
    "guestToolsCurrent": "current",
    "guestToolsSupportedNew": "current",
    "guestToolsTooNew": "current",
    "guestToolsUnmanaged": "guest_managed",
}
# settings of a machine that are safe at the value given, and by default where it is None
_SETTINGS = {
    "isolation.tools.copy.disable": "true",
    "isolation.tools.paste.disable": "true",
    "isolation.tools.dnd.disable": "true",
    "isolation.tools.diskShrink.disable": "true",
    "isolation.tools.diskWiper.disable": "true",
    "isolation.device.connectable.disable": "true",
}
_VNC = "remotedisplay.vnc.enabled"
_SHOWN = 40
NOT_JUDGED = ("placeholderVm", "cluster-agent")  # of site recovery, and vSphere's own


def guest(thing: Thing, work: Work) -> Guest:
    """Return a machine as its properties describe it."""
    values, origin = thing.values, thing.origin
    is_template = truth(values, "config.template") is True
    ident = thing.ident or text(values, "config.instanceUuid") or text(values, "config.uuid")
    kind = Kind.TEMPLATE if is_template else Kind.VM
    name = text(values, "name") or text(values, "config.name") or ident or "machine"
    host = reference(step(values, "runtime.host"))
    note, is_secret = secrets.masked(text(values, "config.annotation"))
    attributes, hidden = secrets.masked_all(_attributes(values))
    found = Guest(
        work.gathered.identities.claim(Ref(kind, work.source, ident or name)),
        name,
        origin,
        host=work.host(host),
        cluster=work.cluster_of(host),
        datacenter=work.datacenter(reference(step(values, "parent"))),
        is_disaster_placeholder=text(values, "config.managedBy.type") in NOT_JUDGED,
        power=POWER.get(text(values, "runtime.powerState") or ""),
        connection_state=text(values, "runtime.connectionState"),
        created_at=moment(values, "config.createDate"),
        changed_at=moment(values, "config.changeVersion"),
        suspended_at=moment(values, "runtime.suspendTime"),
        firmware=text(values, "config.firmware"),
        secure_boot=_secure_boot(values),
        hardware_version=_hardware(text(values, "config.version")),
        os_configured=text(values, "config.guestFullName"),
        os_reported=text(values, "guest.guestFullName"),
        instance_uuid=text(values, "config.instanceUuid"),
        smbios_uuid=text(values, "config.uuid"),
        annotation=note,
        secret_columns=(*hidden, "Annotation") if is_secret else hidden,
        attributes=attributes,
        disks=tuple(devices.disks(values, origin, work)),
        nics=tuple(devices.nics(values, origin, work)),
        media=tuple(devices.media(values, origin)),
        datastore=work.store_named(text(values, "config.files.vmPathName")),
        posture=posture(thing),
    )
    return _sized(found, thing)


def _sized(guest: Guest, thing: Thing) -> Guest:
    """Complete a machine with its state, sizes, limits and what of them is used."""
    values, origin = thing.values, thing.origin
    return replace(
        guest,
        tools_origin=origin,
        tools=_tools(values),
        ha_protection=truth(values, "runtime.dasVmProtection.dasProtected"),
        consolidation_needed=truth(values, "runtime.consolidationNeeded"),
        partitions=tuple(_partitions(thing)),
        provisioned_mib=_provisioned(values),
        memory_mib=whole(values, "config.hardware.memoryMB"),
        vcpus=whole(values, "config.hardware.numCPU"),
        cpu_limit=_limit(values, "config.cpuAllocation.limit"),
        cpu_reservation=whole(values, "config.cpuAllocation.reservation"),
        memory_limit=_limit(values, "config.memoryAllocation.limit"),
        memory_reservation=whole(values, "config.memoryAllocation.reservation"),
        swapped_mib=whole(values, "summary.quickStats.swappedMemory"),
        ballooned_mib=whole(values, "summary.quickStats.balloonedMemory"),
        cpu_origin=origin,
        memory_origin=origin,
    )


def posture(thing: Thing) -> GuestPosture:
    """Return what of a machine's configuration keeps it apart."""
    values = thing.values
    tpm = devices.has_tpm(values)
    firmware = {"bios": "bios", "efi": "uefi"}.get(text(values, "config.firmware") or "")
    migration = text(values, "config.migrateEncryption")
    sev = truth(values, "config.sevEnabled")
    return GuestPosture(
        origin=thing.origin,
        firmware=firmware,
        tpm=None if tpm is None else ("emulated" if tpm else "none"),
        memory_encryption=None if sev is None else ("SEV" if sev else "none"),
        migration_encryption=migration,
        is_nested=truth(values, "config.nestedHVEnabled"),
        loose_settings=tuple(loose(values)),
        devices=tuple(devices.of_host(values, thing.origin)),
    )


def loose(values: Value) -> Iterator[str]:
    """Name the settings that open a machine to its console, as somebody wrote them."""
    for each in rows(values, "config.extraConfig"):
        key, said = text(each, "key") or "", str(step(each, "value"))
        safe, value = _SETTINGS.get(key), said.casefold()
        if (safe is not None and value != safe) or (key.casefold() == _VNC and value == "true"):
            yield f"{key} = {said[:_SHOWN]}"


def snapshots(thing: Thing, owner: Ref, work: Work) -> Iterator[Snapshot]:
    """Yield a machine's snapshots, whole tree, each with the instant it was taken."""
    waiting = rows(thing.values, "snapshot.rootSnapshotList")
    while waiting:
        each = waiting.pop(0)
        waiting += rows(each, "childSnapshotList")
        name = text(each, "name") or "snapshot"
        ident = reference(step(each, "snapshot")) or f"{owner.native_id}/{name}"
        state = text(each, "state")
        yield Snapshot(
            work.gathered.identities.claim(Ref(Kind.SNAPSHOT, owner.source, ident)),
            name,
            owner,
            thing.origin,
            taken_at=moment(each, "createTime"),
            has_memory=None if state is None else state != "poweredOff",
            is_quiesced=truth(each, "quiesced"),
        )


def _attributes(values: Value) -> dict[str, str]:
    """Custom attributes: their names stand in one list, their values in another."""
    names = {whole(each, "key"): text(each, "name") for each in rows(values, "availableField")}
    found = {}
    for each in (*rows(values, "customValue"), *rows(values, "value")):
        name, value = names.get(whole(each, "key")), text(each, "value")
        if name and value:
            found[name] = value
    tags = [text(each, "key") for each in rows(values, "tag")]
    if any(tags):
        found["Tags"] = ", ".join(str(tag) for tag in tags if tag)
    return found


def _provisioned(values: Value) -> int | None:
    used = mebibytes(values, "summary.storage.committed")
    more = mebibytes(values, "summary.storage.uncommitted")
    return None if used is None else used + (more or 0)


def _secure_boot(values: Value) -> bool | None:
    if text(values, "config.firmware") == "bios":
        return False
    return truth(values, "config.bootOptions.efiSecureBootEnabled")


def _hardware(version: str | None) -> int | None:
    found = re.fullmatch(r"vmx-(\d{1,3})", version or "")
    return int(found[1]) if found else None


def _tools(values: Value) -> str | None:
    status = text(values, "guest.toolsVersionStatus2") or text(values, "guest.toolsVersionStatus")
    if text(values, "guest.toolsRunningStatus") == "guestToolsNotRunning" and status not in (
        None,
        "guestToolsNotInstalled",
    ):
        return "not_running"
    return TOOLS.get(status or "")


def _limit(values: Value, path: str) -> int | None:
    found = whole(values, path)
    return None if found is None or found < 0 else found


def _partitions(thing: Thing) -> Iterator[Partition]:
    for each in rows(thing.values, "guest.disk"):
        most, free = whole(each, "capacity"), whole(each, "freeSpace")
        percent = 100 * free / most if most and free is not None else None
        yield Partition(text(each, "diskPath") or "disk", thing.origin, free_percent=percent)
