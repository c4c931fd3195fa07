"""The catalogue in words: what its fields say, as a reader says it."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

register = template.Library()

WORDS: Mapping[str, Mapping[str, object]] = {
    "entry": {
        "risk": gettext_lazy("Risk"),
        "threat": gettext_lazy("Threat"),
        "vulnerability": gettext_lazy("Vulnerability"),
        "item": gettext_lazy("Checklist item"),
        "asset-type": gettext_lazy("Asset type"),
    },
    "family": {
        "vm": gettext_lazy("Virtual machine risks"),
        "hypervisor": gettext_lazy("Hypervisor risks"),
        "operational": gettext_lazy("Operational risks"),
        "cloud_service": gettext_lazy("Cloud service risks"),
    },
    "layer": {
        "VM": gettext_lazy("Virtual machines"),
        "HV": gettext_lazy("Hypervisor"),
        "OP": gettext_lazy("Operation"),
        "CL": gettext_lazy("Cloud service"),
    },
    "nature": {
        "event": gettext_lazy("an event"),
        "condition": gettext_lazy("a condition, not an event"),
        "threat": gettext_lazy("a threat"),
    },
    "rows": {
        "domain": gettext_lazy("one row per information domain"),
        "cluster": gettext_lazy("one row per cluster"),
        "manager": gettext_lazy("one row per management server"),
        "assessment": gettext_lazy("one row per assessment"),
    },
    "tier": {
        "essential": gettext_lazy("Essential"),
        "standard": gettext_lazy("Standard"),
        "enhanced": gettext_lazy("Enhanced"),
    },
    "control": {
        "preventive": gettext_lazy("preventive measure"),
        "limiting": gettext_lazy("limiting measure"),
        "detective": gettext_lazy("detective measure"),
        "corrective": gettext_lazy("corrective measure"),
        "directive": gettext_lazy("directive measure"),
    },
    "via": {
        "": gettext_lazy("closes a vulnerability"),
        "detection": gettext_lazy("notices it"),
        "recovery": gettext_lazy("helps to recover"),
        "governance": gettext_lazy("sets rules and decides"),
    },
    "factor": {
        "l": gettext_lazy("likelihood"),
        "c": gettext_lazy("confidentiality"),
        "i": gettext_lazy("integrity"),
        "a": gettext_lazy("availability"),
    },
    "origin": {
        "A": gettext_lazy("accidental"),
        "D": gettext_lazy("deliberate"),
        "E": gettext_lazy("environmental"),
    },
    "dimension": {
        "C": gettext_lazy("confidentiality"),
        "I": gettext_lazy("integrity"),
        "A": gettext_lazy("availability"),
        "confidentiality": gettext_lazy("Confidentiality"),
        "integrity": gettext_lazy("Integrity"),
        "availability": gettext_lazy("Availability"),
    },
    "scope": {
        "core": gettext_lazy("part of every virtualised server"),
        "core-optional": gettext_lazy("part of some virtualised servers"),
        "interface": gettext_lazy("an interface, set on the virtualised server"),
        "supporting": gettext_lazy("supporting"),
        "primary": gettext_lazy("primary: people set its value"),
    },
    "class": {
        "information": gettext_lazy("Information"),
        "workload": gettext_lazy("Workload"),
        "vm": gettext_lazy("Virtual machine"),
        "guest": gettext_lazy("Guest"),
        "virtual_hardware": gettext_lazy("Virtual hardware"),
        "image": gettext_lazy("Image"),
        "hypervisor": gettext_lazy("Hypervisor"),
        "host": gettext_lazy("Host"),
        "management": gettext_lazy("Management"),
        "identity": gettext_lazy("Identity"),
        "network": gettext_lazy("Network"),
        "storage": gettext_lazy("Storage"),
        "backup": gettext_lazy("Backup"),
        "service": gettext_lazy("Service"),
        "facility": gettext_lazy("Facility"),
        "people": gettext_lazy("People"),
    },
    "feasible": {
        "full": pgettext_lazy("how far an inventory answers", "fully"),
        "partial": pgettext_lazy("how far an inventory answers", "in part"),
        "no": pgettext_lazy("how far an inventory answers", "not"),
    },
    "source": {
        "rvtools": gettext_lazy("RVTools export"),
        "libvirt": gettext_lazy("libvirt XML"),
        "proxmox": gettext_lazy("Proxmox VE"),
        "openstack": gettext_lazy("OpenStack"),
    },
    "severity": {
        "info": gettext_lazy("for information"),
        "low": gettext_lazy("low severity"),
        "medium": gettext_lazy("medium severity"),
        "high": gettext_lazy("high severity"),
    },
    "fact": {
        "external_provider": gettext_lazy("a provider runs part of it"),
        "self_service": gettext_lazy("users create virtual machines themselves"),
        "api_use": gettext_lazy("programs use the platform's API"),
        "device_assignment": gettext_lazy("devices are passed through to virtual machines"),
        "live_migration": gettext_lazy("running virtual machines move between hosts"),
        "shared_cluster": gettext_lazy("several domains share a cluster"),
        "encrypted_vms": gettext_lazy("virtual machines are encrypted"),
        "hci_storage": gettext_lazy("hosts build the storage themselves"),
        "linux_host": gettext_lazy("hosts run Linux"),
        "hyper_v": gettext_lazy("hosts run Hyper-V"),
        "esxi": gettext_lazy("hosts run ESXi"),
        "multi_tenant": gettext_lazy("several tenants share the platform"),
        "untrusted_operator": gettext_lazy("the operator is not trusted"),
    },
    "step": {
        "context": gettext_lazy("context"),
        "identification": gettext_lazy("risk identification"),
        "analysis": gettext_lazy("risk analysis"),
        "evaluation": gettext_lazy("risk evaluation"),
        "treatment": gettext_lazy("risk treatment"),
        "acceptance": gettext_lazy("acceptance"),
        "monitoring": gettext_lazy("monitoring"),
    },
    "checked": {
        "script": gettext_lazy("found in the list by a program"),
        "secondary": gettext_lazy("from other publications"),
        "memory": gettext_lazy("not verified"),
    },
}


@register.filter
def word(value: str, of: str) -> str:
    """Return the words of a value of a field."""
    return str(WORDS[of].get(value, value))


@register.filter
def words(values: Iterable[str], of: str) -> str:
    """Return the words of several values of a field, with commas."""
    return ", ".join(word(value, of) for value in values)


@register.filter
def clauses(found: str | Iterable[str]) -> str:
    """Return clauses of the standard as a reader cites them."""
    numbers = [found] if isinstance(found, str) else list(found)
    if not numbers:
        return ""
    cited = ", ".join(numbers)
    if len(numbers) == 1:
        return _("ISO/IEC 21878, clause %(cited)s") % {"cited": cited}
    return _("ISO/IEC 21878, clauses %(cited)s") % {"cited": cited}


@register.filter
def spaced(name: str) -> str:
    """Return a relation as words."""
    return name.replace("_", " ")
