"""The closed lists that fields of a catalogue choose from."""

RANKS = range(1, 6)
HUNDREDTHS = range(101)
CONTROLS = ("preventive", "limiting", "detective", "corrective", "directive")
TIERS = ("essential", "standard", "enhanced")
PHASES = (
    "initial_preparation",
    "planning_design",
    "implementation",
    "operation_maintenance",
    "disposition",
)
FAMILIES = ("vm", "hypervisor", "operational", "cloud_service")
LAYERS = ("VM", "HV", "OP", "CL")
ROWS_FOR = ("domain", "cluster", "manager", "assessment")
VIA = ("", "detection", "recovery", "governance")
KEYS = ("", "l", "c", "i", "a")
SOURCES = ("rvtools", "libvirt", "proxmox", "openstack")
FEASIBLE = ("no", "partial", "full")
FACTS = (
    "external_provider",
    "self_service",
    "api_use",
    "device_assignment",
    "live_migration",
    "shared_cluster",
    "encrypted_vms",
    "hci_storage",
    "linux_host",
    "hyper_v",
    "esxi",
    "multi_tenant",
    "untrusted_operator",
)
RULES = (
    "scope_written",
    "criteria_set",
    "signers_named",
    "inventory_pinned",
    "guests_placed",
    "domains_valued",
    "risks_confirmed",
    "risks_rated",
    "items_answered",
    "essential_implemented",
    "not_applicable_seconded",
    "contradictions_settled",
    "implemented_has_evidence",
    "risks_treated",
    "actions_planned",
    "actions_done",
    "acceptances_valid",
    "scores_fresh",
)
