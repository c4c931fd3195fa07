"""Words and looks of what inventories, checklists and domains hold."""

from django.utils.translation import gettext_lazy, ngettext_lazy

LOOKS = {"implemented": "a-y", "partly": "a-p", "planned": "a-p", "not_implemented": "a-n"}
TIERS = {
    "essential": gettext_lazy("Essential"),
    "standard": gettext_lazy("Standard"),
    "enhanced": gettext_lazy("Enhanced"),
}
GROUP_KINDS = {
    "domain": gettext_lazy("Domain"),
    "cluster": gettext_lazy("Cluster"),
    "manager": gettext_lazy("Management server"),
    "assessment": gettext_lazy("Whole assessment"),
    "asset": gettext_lazy("Single asset"),
}
TOTALS = {
    "vms": ngettext_lazy("%(n)d virtual machine", "%(n)d virtual machines", "n"),
    "templates": ngettext_lazy("%(n)d template", "%(n)d templates", "n"),
    "snapshots": ngettext_lazy("%(n)d snapshot", "%(n)d snapshots", "n"),
    "disks": ngettext_lazy("%(n)d virtual disk", "%(n)d virtual disks", "n"),
    "hosts": ngettext_lazy("%(n)d host", "%(n)d hosts", "n"),
    "clusters": ngettext_lazy("%(n)d cluster", "%(n)d clusters", "n"),
    "vcenters": ngettext_lazy("%(n)d management server", "%(n)d management servers", "n"),
    "datastores": ngettext_lazy("%(n)d datastore", "%(n)d datastores", "n"),
    "portgroups": ngettext_lazy(
        "%(n)d distributed port group", "%(n)d distributed port groups", "n"
    ),
    "edges_vm_host": ngettext_lazy(
        "%(n)d machine with its host known", "%(n)d machines with their host known", "n"
    ),
    "edges_vm_ds": ngettext_lazy(
        "%(n)d use of a datastore by a machine", "%(n)d uses of datastores by machines", "n"
    ),
    "edges_vm_pg": ngettext_lazy("%(n)d network adapter", "%(n)d network adapters", "n"),
}
COUNTED = {
    "vm": ngettext_lazy("%(n)d virtual machine", "%(n)d virtual machines", "n"),
    "template": ngettext_lazy("%(n)d template", "%(n)d templates", "n"),
    "host": ngettext_lazy("%(n)d host", "%(n)d hosts", "n"),
    "cluster": ngettext_lazy("%(n)d cluster", "%(n)d clusters", "n"),
    "datacenter": ngettext_lazy("%(n)d datacenter", "%(n)d datacenters", "n"),
    "datastore": ngettext_lazy("%(n)d datastore", "%(n)d datastores", "n"),
    "management_server": ngettext_lazy("%(n)d management server", "%(n)d management servers", "n"),
    "port_group": ngettext_lazy("%(n)d port group", "%(n)d port groups", "n"),
    "snapshot": ngettext_lazy("%(n)d snapshot", "%(n)d snapshots", "n"),
    "switch": ngettext_lazy("%(n)d switch", "%(n)d switches", "n"),
}
RELATIONS = {
    "runs_on": gettext_lazy("runs on"),
    "member_of": gettext_lazy("is a member of"),
    "snapshot_of": gettext_lazy("is a snapshot of"),
    "connected_to": gettext_lazy("is connected to"),
    "stored_on": gettext_lazy("is stored on"),
    "mounts": gettext_lazy("mounts"),
    "part_of": gettext_lazy("is part of"),
    "managed_by": gettext_lazy("is managed by"),
    "located_in": gettext_lazy("is in"),
    "valued_by": gettext_lazy("is valued by"),
}
SHOWN = ("hosts", "vms")
EXCLUSIONS = {
    "desktop": gettext_lazy("Virtual desktops"),
    "operating_system": gettext_lazy("Operating systems inside the machines"),
    "network": gettext_lazy("Physical networks"),
    "storage": gettext_lazy("Physical storage"),
    "attestation": gettext_lazy("Attestation of hardware"),
}
AUTHORITIES = {
    "risk_owner": gettext_lazy("A risk owner"),
    "approver": gettext_lazy("An approver"),
    "nobody": gettext_lazy("Nobody"),
}
VALUE_POLICIES = {
    "best": gettext_lazy("The highest that reaches it"),
    "together": gettext_lazy("In availability, what all of them come to together, where higher"),
}
RULES = {
    "override": gettext_lazy("by hand"),
    "attribute": gettext_lazy("by attribute"),
    "folder": gettext_lazy("by folder"),
    "tag": gettext_lazy("by tag"),
    "pool": gettext_lazy("by resource pool"),
    "port_group": gettext_lazy("by port group"),
    "cluster": gettext_lazy("by cluster"),
    "unassigned": gettext_lazy("no rule found one"),
}
DIMENSIONS = {
    "c": gettext_lazy("Confidentiality"),
    "i": gettext_lazy("Integrity"),
    "a": gettext_lazy("Availability"),
    "trust": gettext_lazy("Trust"),
}
PLACES = {
    "runs_on": gettext_lazy("Host"),
    "member_of": gettext_lazy("Cluster"),
    "stored_on": gettext_lazy("Datastore"),
    "connected_to": gettext_lazy("Network"),
}
ATTRIBUTES = {
    "cpu_reservation": gettext_lazy("CPU reservation"),
    "ha": gettext_lazy("High availability"),
    "ha_protection": gettext_lazy("Restart protected"),
    "ha_restart_priority": gettext_lazy("Restart priority"),
    "drs": gettext_lazy("Load balancing"),
    "is_disaster_placeholder": gettext_lazy("Stand-in of site recovery"),
    "memory_mib": gettext_lazy("Memory (MiB)"),
    "os_configured": gettext_lazy("System as configured"),
    "os_reported": gettext_lazy("System as reported"),
    "provisioned_mib": gettext_lazy("Provisioned (MiB)"),
    "swapped_mib": gettext_lazy("Swapped (MiB)"),
    "ballooned_mib": gettext_lazy("Ballooned (MiB)"),
    "smbios_uuid": gettext_lazy("SMBIOS UUID"),
    "instance_uuid": gettext_lazy("Instance UUID"),
    "vcpus": gettext_lazy("Virtual processors"),
    "domain": gettext_lazy("Domain by rule"),
    "domain_rule": gettext_lazy("Rule that decided"),
    "domain_detail": gettext_lazy("What the rule read"),
}
SEVERITIES = {
    "high": ("bad", gettext_lazy("High")),
    "medium": ("warn", gettext_lazy("Medium")),
    "low": ("info", gettext_lazy("Low")),
    "info": ("", gettext_lazy("Information")),
}

FORMULAS = {
    "r3": gettext_lazy("R3: those of a kind multiply, up to the cap of the kind"),
    "r2": gettext_lazy("R2: the share of a kind that is done, times the cap of the kind"),
    "r1": gettext_lazy("R1: all multiply, without caps"),
    "none": gettext_lazy("not at all"),
}
