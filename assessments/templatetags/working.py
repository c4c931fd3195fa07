"""Words and looks of the pages about answers, inventories and the work to be done."""

import re
from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assessments.checks.bindings import bindings

register = template.Library()

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
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


@register.filter
def answer_look(state: str) -> str:
    """Return the class that colours an answer."""
    return LOOKS.get(state, "")


@register.filter
def tier_name(tier: str) -> str:
    """Return the word of a checklist tier."""
    return str(TIERS.get(tier, tier))


@register.filter
def group_kind(kind: str) -> str:
    """Return the word of what a group is."""
    return str(GROUP_KINDS.get(kind, kind))


@register.filter
def state_of_check(result: str) -> str:
    """Return the word of what became of a check."""
    words = {"finding": _("Findings"), "pass": _("Passes")}
    return words.get(result, _("Not assessable"))


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
DIMENSIONS = {
    "c": gettext_lazy("Confidentiality"),
    "i": gettext_lazy("Integrity"),
    "a": gettext_lazy("Availability"),
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


@register.filter
def figures(totals: Mapping[str, int]) -> list[str]:
    """Return the totals of a reading as people say them, in the order of the table."""
    return [str(words % {"n": totals[name]}) for name, words in TOTALS.items() if name in totals]


@register.filter
def by_kind(kinds: Mapping[str, int]) -> str:
    """Return counts by kind of asset in words."""
    return ", ".join(str(COUNTED[kind] % {"n": n}) for kind, n in kinds.items() if kind in COUNTED)


@register.filter
def relation(name: str) -> str:
    """Return the words of a dependency."""
    return str(RELATIONS.get(name, name.replace("_", " ")))


@register.filter
def severity_name(severity: str) -> str:
    """Return the word of a severity."""
    return str(SEVERITIES[severity][1]) if severity in SEVERITIES else severity


@register.filter
def severity_look(severity: str) -> str:
    """Return the class that colours a severity."""
    return SEVERITIES[severity][0] if severity in SEVERITIES else ""


@register.filter
def check_title(code: str) -> str:
    """Return what a check is about, in words."""
    known = bindings().get(code)
    return known.title if known else code


@register.filter
def field_name(name: str) -> str:
    """Return the name of an attribute as people write it."""
    return str(ATTRIBUTES.get(name, "")) or name.replace("_", " ").capitalize()


@register.filter
def moment(text: str) -> datetime | None:
    """Return the moment that a text of ISO 8601 names."""
    return datetime.fromisoformat(text) if text else None


@register.filter
def dimension_name(letter: str) -> str:
    """Return the word of a dimension of value."""
    return str(DIMENSIONS.get(letter, letter))


@register.filter
def as_read(value: object) -> str:
    """Return what a file said as people write it: lists and pairs in a line, yes and no."""
    said = str(value)
    match value:
        case str() if MOMENT.match(value):
            said = date_format(datetime.fromisoformat(value), "j M Y, H:i")
        case bool():
            said = _("Yes") if value else _("No")
        case dict():
            said = "; ".join(f"{key}: {as_read(item)}" for key, item in value.items())
        case list():
            said = ", ".join(as_read(item) for item in value)
    return said
