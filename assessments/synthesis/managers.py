"""The management servers of a plan."""

from uuid import UUID

from assessments.synthesis import names
from assessments.synthesis.cells import Cell
from assessments.synthesis.plan import Plan
from assessments.synthesis.randomness import stream


def manager_name(place: int) -> str:
    """The address of a manager."""
    return f"vc{place + 1:02d}.{names.DOMAIN}"


def manager_uuid(plan: Plan, place: int) -> str:
    """The identity of a manager, the same in every export of the estate."""
    rng = stream(plan.seed, plan.vms, "manager", place)
    return str(UUID(int=rng.getrandbits(128), version=4))


def version(plan: Plan, place: int) -> tuple[str, str]:
    """Version and build."""
    return names.ENDED_MANAGER if plan.has("VC-EOL", place) else names.CURRENT_MANAGER


def fullname(plan: Plan, place: int) -> str:
    """Name, version and build as one text."""
    number, build = version(plan, place)
    return f"VMware vCenter Server {number} build-{build}"


def managed(plan: Plan, place: int) -> dict[str, Cell]:
    """The cells that tie a row to its manager."""
    return {"VI SDK Server": manager_name(place), "VI SDK UUID": manager_uuid(plan, place)}
