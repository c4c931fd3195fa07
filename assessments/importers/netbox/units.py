"""What disk sizes count in: gigabytes until NetBox 4.1, megabytes since."""

import re
from statistics import median

from assessments.importers.netbox.machines import GIB
from assessments.importers.netbox.pages import CLUSTERS, DISKS, INTERFACES, MACHINES, Pages

_FIRST_IN_MEGABYTES = (4, 1)
_SURELY_MEGABYTES = 2_000  # the median machine has no two terabytes, and more than two gigabytes
_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})")
_NEW_KEYS = (  # keys that no version before 4.2 has
    (CLUSTERS, ("scope", "scope_type")),
    (INTERFACES, ("mac_addresses", "primary_mac_address")),
    (MACHINES, ("owner", "start_on_boot")),
)
_UNTIL_36 = "virtual_disk_count"  # a key of machines since 3.7


def unit(found: Pages) -> tuple[int, str]:
    """Return in MiB what disk sizes count in, and a sentence that says why; blank without sizes."""
    sizes = [size for item in found[MACHINES] if (size := item.whole("disk"))]
    sizes += [size for item in found[DISKS] if (size := item.whole("size"))]
    if not sizes:
        return 1, ""
    is_new, why = _told(found)
    if is_new is None:
        return by_size(sizes)
    return _said(why, is_new=is_new)


def by_size(sizes: list[int]) -> tuple[int, str]:
    """Decide by the sizes themselves, as `unit` does where nothing else tells."""
    if not sizes:
        return 1, ""
    why = "of how large they are; /api/status/ or a unit in the header would tell"
    return _said(why, is_new=median(sizes) >= _SURELY_MEGABYTES)


def _said(why: str, *, is_new: bool) -> tuple[int, str]:
    named = "MB" if is_new else "GB"
    return 1 if is_new else GIB, f"Disk sizes are read as {named} because {why}."


def _told(found: Pages) -> tuple[bool | None, str]:
    version = _VERSION.match(found.version or "")
    if version:
        is_new = (int(version[1]), int(version[2])) >= _FIRST_IN_MEGABYTES
        return is_new, f"NetBox {found.version} writes them so"
    for endpoint, keys in _NEW_KEYS:
        if any(item.has(*keys) for item in found[endpoint]):
            return True, f"only versions since 4.2 have the key {keys[0]}"
    machines = found[MACHINES]
    if machines and not any(item.has(_UNTIL_36) for item in machines):
        return False, f"versions since 3.7 have the key {_UNTIL_36}"
    return None, ""
