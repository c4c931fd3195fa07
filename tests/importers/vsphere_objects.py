"""Objects of vSphere's as pyVmomi's encoder writes them, made on the spot."""

from tests.importers.documents import collected

ABOUT = {
    "_vimtype": "vim.AboutInfo",
    "name": "VMware vCenter Server",
    "version": "7.0.3",
    "build": "1",
    "instanceUuid": "vc-uuid",
}
DISK = {
    "_vimtype": "vim.vm.device.VirtualDisk",
    "controllerKey": 1000,
    "capacityInKB": 2048,
    "deviceInfo": {"label": "Hard disk 1"},
    "backing": {
        "_vimtype": "vim.vm.device.VirtualDisk.FlatVer2BackingInfo",
        "fileName": "[ds1] web/web.vmdk",
        "datastore": "vim.Datastore:datastore-1",
        "diskMode": "persistent",
    },
}


def device(kind, **more):
    return {"_vimtype": f"vim.vm.device.{kind}", **more}


def vm(ident="vm-1", devices=(DISK,), config=(), **more):
    return {
        "_vimtype": "vim.VirtualMachine",
        "_vimid": ident,
        "name": f"web {ident}",
        "parent": "vim.Folder:group-v1",
        "runtime": {"powerState": "poweredOn", "host": "vim.HostSystem:host-1"},
        "config": {
            "firmware": "efi",
            "bootOptions": {"efiSecureBootEnabled": True},
            "version": "vmx-19",
            "hardware": {"numCPU": 2, "memoryMB": 2048, "device": list(devices)},
            "files": {"vmPathName": "[ds1] web/web.vmx"},
            **dict(config),
        },
        **more,
    }


def host(ident="host-1", config=(), **more):
    return {
        "_vimtype": "vim.HostSystem",
        "_vimid": ident,
        "name": f"esx-{ident}",
        "parent": "vim.ClusterComputeResource:domain-c1",
        "runtime": {"connectionState": "connected", "inMaintenanceMode": False},
        "hardware": {"cpuInfo": {"numCpuCores": 8}, "memorySize": 2**34},
        "config": {
            "product": {"version": "7.0.3", "build": "9", "fullName": "ESXi"},
            **dict(config),
        },
        **more,
    }


PLACES = [
    {"_vimtype": "vim.Datacenter", "_vimid": "dc-1", "name": "East", "parent": None},
    {"_vimtype": "vim.Folder", "_vimid": "group-v1", "parent": "vim.Datacenter:dc-1", "name": "vm"},
    {
        "_vimtype": "vim.ClusterComputeResource",
        "_vimid": "domain-c1",
        "name": "CL",
        "parent": "vim.Datacenter:dc-1",
        "configurationEx": {
            "dasConfig": {"enabled": False, "admissionControlEnabled": True},
            "drsConfig": {"enabled": True},
        },
    },
    {
        "_vimtype": "vim.Datastore",
        "_vimid": "datastore-1",
        "name": "ds1",
        "summary": {
            "capacity": 2**30,
            "freeSpace": 2**26,
            "uncommitted": 2**30,
            "accessible": True,
        },
        "host": [{"key": "vim.HostSystem:host-1"}, {"key": "vim.HostSystem:host-9"}],
    },
]


def upload(*objects):
    return collected("vsphere", {"objects.json": list(objects), "about.json": ABOUT})
