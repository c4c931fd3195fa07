"""Words of the interface for values that the database holds."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

LEVELS = {
    1: gettext_lazy("Very low"),
    2: gettext_lazy("Low"),
    3: gettext_lazy("Medium"),
    4: gettext_lazy("High"),
    5: gettext_lazy("Very high"),
}
ANSWERS = {
    "implemented": gettext_lazy("Implemented"),
    "partly": gettext_lazy("Partly"),
    "planned": gettext_lazy("Planned"),
    "not_implemented": gettext_lazy("Not implemented"),
    "not_applicable": gettext_lazy("Not applicable"),
}
RATINGS = {
    "likelihood": gettext_lazy("Likelihood"),
    "consequence_c": gettext_lazy("Confidentiality"),
    "consequence_i": gettext_lazy("Integrity"),
    "consequence_a": gettext_lazy("Availability"),
}
FAMILIES = {
    "vm": gettext_lazy("Virtual machine"),
    "hypervisor": gettext_lazy("Hypervisor"),
    "operational": gettext_lazy("Operational"),
    "cloud_service": gettext_lazy("Cloud service"),
    "own": gettext_lazy("Own risk"),
}
STATES = {
    "inherent": gettext_lazy("Inherent"),
    "current": gettext_lazy("Current"),
    "residual": gettext_lazy("Residual"),
}
OPTIONS = {
    "modify": gettext_lazy("Modify"),
    "retain": gettext_lazy("Retain"),
    "avoid": gettext_lazy("Avoid"),
    "share": gettext_lazy("Share"),
}
ROLES = {
    "analyst": gettext_lazy("Analyst"),
    "assessor": gettext_lazy("Assessor"),
    "risk_owner": gettext_lazy("Risk owner"),
    "approver": gettext_lazy("Approver"),
    "auditor": gettext_lazy("Auditor"),
    "administrator": gettext_lazy("Administrator"),
    "nobody": gettext_lazy("Nobody"),
}


def word(words: Mapping[str, object], value: str) -> str:
    """Return the word for *value*; one that nobody wrote down reads without its underscores."""
    return str(words.get(value) or value.replace("_", " ").capitalize())
